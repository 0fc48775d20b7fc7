// Says above the message box that a question waits out of sight, and goes there.
import { Icon } from '../icon.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { callLine } from './call-line.ts';
import { waitingCalls } from './question-watch.ts';

/** Nothing while no question waits, or one that waits can be seen. */
export function QuestionBar(): VNode | null {
  const { store, questions } = useView();
  const waiting = waitingCalls(store.path.value);
  const [first] = waiting;
  if (first === undefined || !waiting.every((call) => questions.outOfSight.value.has(call.question.nonce)))
    return null;
  const { name, title } = callLine(first);
  return (
    <button type="button" class="question-bar" onClick={() => questions.reveal(first.question.nonce)}>
      <Icon name="question" />
      <span class="question-bar-text">
        <strong>{strings.tool.question.waits}</strong>
        <span class="question-bar-what">{title === '' ? name : title}</span>
      </span>
      <span class="question-bar-show">{strings.tool.question.show}</span>
    </button>
  );
}
