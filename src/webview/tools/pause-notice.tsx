// Why an answer rests although the model wanted to go on, and the button that lets it.
import type { PauseReason } from '../../model/conversation.ts';
import { Icon } from '../icon.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** `messageId`: the answer that rests. */
export function PauseNotice({ reason, messageId }: { reason: PauseReason; messageId: string }): VNode {
  const { send } = useView();
  return (
    <div class="pause">
      <p class="status-line">
        <Icon name="pause" />
        <span>{strings.tool.pause[reason]}</span>
      </p>
      <button type="button" class="button" onClick={() => send({ type: 'turn-continue', messageId })}>
        {strings.tool.pause.continue}
      </button>
    </div>
  );
}
