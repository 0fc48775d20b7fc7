// What went wrong with an answer and what can be done about it.
import type { ErrorAction, MessageError } from '../../model/conversation.ts';
import { Icon } from '../icon.tsx';
import { useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { Fold } from './fold.tsx';

/** The card of a failed answer; `messageId` is that answer's. `canContinue`: what has come of it can be gone on with. */
export function ErrorCard(props: { error: MessageError; messageId: string; canContinue: boolean }): VNode {
  const { error, messageId, canContinue } = props;
  const { send, takeFreshError } = useView();
  // Only what fails before the reader's eyes is spoken; a chat that is opened or shown again stays silent.
  const [isFresh] = useState(() => takeFreshError(messageId));
  const act = (action: ErrorAction): void => {
    if (action === 'retry') send({ type: 'message-retry', messageId });
    else send({ type: 'error-action', action, messageId });
  };
  return (
    <div class="error-card" role="alert" aria-live={isFresh ? 'assertive' : 'off'}>
      <p class="error-title" dir="auto">
        <Icon name="error" />
        <strong>{error.title}</strong>
      </p>
      <p class="error-hint" dir="auto">
        {error.hint}
      </p>
      {error.detail !== '' && (
        <Fold
          class="error-detail"
          isOpen={false}
          heading={<span class="fold-title">{strings.error.detail}</span>}
        >
          <pre tabIndex={0} dir="auto">
            {error.detail}
          </pre>
        </Fold>
      )}
      {(canContinue || error.actions.length > 0) && (
        <div class="button-row">
          {canContinue && (
            <button type="button" class="button" onClick={() => send({ type: 'turn-continue', messageId })}>
              {strings.message.resume}
            </button>
          )}
          {error.actions.map((action, index) => (
            <button
              key={action}
              type="button"
              class={index === 0 && !canContinue ? 'button' : 'button button-quiet'}
              onClick={() => act(action)}
            >
              {strings.error.actions[action]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
