// ‹ 2/3 ›: goes to the other answers to the same prompt, or to the other versions of a prompt.
import { IconButton } from '../parts/icon-button.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** Nothing when there is only one. */
export function SiblingSwitch(props: {
  messageId: string;
  siblingIds: readonly string[];
  /** Names of the two buttons. */
  previous: string;
  next: string;
}): VNode | null {
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
        label={props.previous}
        disabled={index <= 0}
        onClick={() => go(siblingIds[index - 1])}
      />
      <span class="sibling-count">{strings.message.answerOf(index + 1, siblingIds.length)}</span>
      <IconButton
        icon="next"
        label={props.next}
        disabled={index >= siblingIds.length - 1}
        onClick={() => go(siblingIds[index + 1])}
      />
    </div>
  );
}
