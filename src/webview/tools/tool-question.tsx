// The question whether a call may happen: everything that decides what happens, and the buttons. A yes carries the nonce
// of exactly the question that is shown, and cannot be pressed before the question has been in sight for a moment.
import type { ToolDecision } from '../../model/tool.ts';
import { exactText } from '../exact-text.ts';
import { Icon } from '../icon.tsx';
import { useEffect, useId, useLayoutEffect, useRef, useState } from '../preact.ts';
import type { RefObject, VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { createAllowGate, type AllowGate } from './allow-gate.ts';
import { Exact } from './exact.tsx';
import type { WaitingCall } from './question-watch.ts';
import { ToolDetailView } from './tool-detail.tsx';

/** `onGone` is called when the question goes while it holds the focus. */
export function ToolQuestionCard(props: { part: WaitingCall; messageId: string; onGone: () => void }): VNode {
  const { part, messageId, onGone } = props;
  const { send, focusComposer } = useView();
  const { callId, action, label, name, question } = part;
  const root = useRef<HTMLDivElement>(null);
  const title = action?.title ?? '';
  // A command or a change is shown whole: its title would say the same again.
  const saysItAll = action?.detail?.kind === 'command' || action?.detail?.kind === 'diff';
  const openDiff = (): void => send({ type: 'tool-diff-open', messageId, callId });

  useLayoutEffect(() => {
    const element = root.current;
    return () => {
      if (element?.contains(document.activeElement) === true) onGone();
    };
  }, []);

  return (
    <div
      ref={root}
      class="tool-question"
      tabIndex={-1}
      onKeyDown={(event) => {
        // Escape stops the answer elsewhere; here it only leaves the question, which stays open.
        if (event.key !== 'Escape') return;
        event.preventDefault();
        focusComposer();
      }}
    >
      <p class="tool-question-title">
        <Icon name="question" />
        <span>
          <strong>
            <Exact text={label ?? name} />
          </strong>
          {title !== '' && title !== label && !saysItAll && (
            <span class="tool-question-what">
              <Exact text={title} />
            </span>
          )}
        </span>
      </p>
      {action?.detail === undefined ? (
        <ToolDetailView detail={{ kind: 'arguments', json: part.argumentsText }} openDiff={openDiff} />
      ) : (
        <ToolDetailView detail={action.detail} openDiff={openDiff} />
      )}
      <Warnings warnings={action?.warnings ?? []} />
      <Answers
        key={question.nonce}
        part={part}
        decide={(decision) => {
          // The pressed button is about to be disabled; the place in the conversation is kept.
          root.current?.focus({ preventScroll: true });
          send({ type: 'tool-decide', messageId, callId, nonce: question.nonce, decision });
        }}
      />
    </div>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }): VNode | null {
  if (warnings.length === 0) return null;
  return (
    <ul class="tool-warnings" aria-label={strings.tool.question.warnings}>
      {warnings.map((warning) => (
        <li key={warning}>
          <Icon name="warning" />
          <span>{exactText(warning)}</span>
        </li>
      ))}
    </ul>
  );
}

// Deny stands last: from the message box, Shift+Tab comes to it first.
function Answers(props: { part: WaitingCall; decide: (decision: ToolDecision) => void }): VNode {
  const { nonce, chatScope } = props.part.question;
  const { schedule } = useView();
  const row = useRef<HTMLDivElement>(null);
  const deny = useRef<HTMLButtonElement>(null);
  const scopeId = useId();
  const [gate] = useState(() => createAllowGate(schedule));
  const [isAnswered, setAnswered] = useState(false);
  useGate(gate);
  useSight(nonce, row, deny, gate);
  const mayAllow = gate.isOpen.value && !isAnswered;
  const decide = (decision: ToolDecision): void => {
    if (isAnswered || (decision !== 'deny' && !gate.isOpen.value)) return;
    props.decide(decision);
    setAnswered(true);
  };
  const texts = strings.tool.question;
  return (
    <>
      {chatScope !== undefined && (
        <p class="tool-fact" id={scopeId}>
          <span aria-hidden="true">{texts.allowInChat}: </span>
          {exactText(chatScope)}
        </p>
      )}
      <div class="button-row" ref={row}>
        <button type="button" class="button" disabled={!mayAllow} onClick={() => decide('once')}>
          {texts.allow}
        </button>
        {chatScope !== undefined && (
          <button
            type="button"
            class="button button-quiet"
            aria-describedby={scopeId}
            disabled={!mayAllow}
            onClick={() => decide('chat')}
          >
            {texts.allowInChat}
          </button>
        )}
        <button
          ref={deny}
          type="button"
          class="button button-quiet tool-deny"
          disabled={isAnswered}
          onClick={() => decide('deny')}
        >
          {texts.deny}
        </button>
      </div>
    </>
  );
}

// Time in a hidden panel is not time in sight.
function useGate(gate: AllowGate): void {
  useEffect(() => {
    const follow = (): void => {
      if (document.hidden) gate.vanish();
      else gate.appear();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      gate.vanish();
    };
  }, [gate]);
}

// Tells the watch whether the buttons can be seen, and gives Deny the focus when they first can, if nobody minds.
function useSight(
  nonce: string,
  row: RefObject<HTMLElement | null>,
  deny: RefObject<HTMLElement | null>,
  gate: AllowGate,
): void {
  const { questions } = useView();
  useEffect(() => {
    if (row.current === null) return undefined;
    let isNew = true;
    const observer = new IntersectionObserver((entries) => {
      const isInSight = entries.at(-1)?.isIntersecting === true;
      questions.setInSight(nonce, isInSight);
      if (isNew && isInSight && mayTakeFocus()) deny.current?.focus({ preventScroll: true });
      isNew = false;
    });
    observer.observe(row.current);
    const remove = questions.add(nonce, () => {
      row.current?.scrollIntoView({ block: 'center' });
      // Where the pointer rests, a button may stand now.
      gate.appear();
      deny.current?.focus({ preventScroll: true });
    });
    return () => {
      observer.disconnect();
      remove();
    };
  }, [nonce]);
}

/** Not from outside the panel, not from one who writes or chooses, not from another question. */
function mayTakeFocus(): boolean {
  if (!document.hasFocus()) return false;
  const active = document.activeElement;
  return active?.closest('textarea, input, [role=dialog], .tool-question') === null;
}
