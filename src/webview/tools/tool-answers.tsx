// The answers to a tool's question. A yes cannot be pressed before the question has been in sight for a moment; the focus
// comes here only to one who is not writing, and then to the no.
import type { ToolDecision } from '../../model/tool.ts';
import { exactText } from '../exact-text.ts';
import { useEffect, useId, useRef, useState } from '../preact.ts';
import type { RefObject, VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { createAllowGate, type AllowGate } from './allow-gate.ts';
import type { WaitingCall } from './question-watch.ts';

/** Deny stands last: from the message box, Shift+Tab comes to it first. `decide` is called once. */
export function ToolAnswers(props: { part: WaitingCall; decide: (decision: ToolDecision) => void }): VNode {
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
