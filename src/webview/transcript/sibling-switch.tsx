// ‹ 2/3 ›: goes to the other answers to the same prompt.
import { IconButton } from '../parts/icon-button.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** Nothing when there is only one answer. */
export function SiblingSwitch(props: { messageId: string; siblingIds: readonly string[] }): VNode | null {
  const { send } = useView();
  const { messageId, siblingIds } = props;
  if (siblingIds.length < 2) return null;
  const index = siblingIds.indexOf(messageId);
  const go = (target: string | undefined): void => {
    if (target !== undefined) send({ type: 'sibling-select', messageId: target });
  };
  return (
    <div class="sibling-switch">
      <IconButton
        icon="previous"
        label={strings.message.previousAnswer}
        disabled={index <= 0}
        onClick={() => go(siblingIds[index - 1])}
      />
      <span class="sibling-count">{strings.message.answerOf(index + 1, siblingIds.length)}</span>
      <IconButton
        icon="next"
        label={strings.message.nextAnswer}
        disabled={index >= siblingIds.length - 1}
        onClick={() => go(siblingIds[index + 1])}
      />
    </div>
  );
}
