// The question whether a call may happen: everything that decides what happens, whole and exact, above the answers. A yes
// carries the nonce of the question that is shown.
import { exactText } from '../exact-text.ts';
import { Icon } from '../icon.tsx';
import { useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { Exact } from './exact.tsx';
import type { WaitingCall } from './question-watch.ts';
import { ToolAnswers } from './tool-answers.tsx';
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
      <ToolAnswers
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
