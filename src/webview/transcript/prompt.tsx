// What the user wrote, letter by letter as it was written: it is not markdown to us.
import type { UserMessage } from '../../model/conversation.ts';
import { Attachments } from '../parts/attachments.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { CopyButton } from './copy-button.tsx';

/** How much of the text names the article. */
const nameLength = 60;

/** A message of the user. */
export function Prompt({ message }: { message: UserMessage }): VNode {
  const { text, attachments } = message;
  const name = text.length > nameLength ? `${text.slice(0, nameLength)}…` : text;
  return (
    <article class="message prompt" aria-label={strings.message.you(name)} data-message-id={message.id}>
      <div class="prompt-body">
        <Attachments attachments={attachments} />
        {text !== '' && (
          <div class="prompt-text" dir="auto">
            {text}
          </div>
        )}
      </div>
      <div class="message-actions" role="group" aria-label={strings.message.actions}>
        <CopyButton text={() => text} />
      </div>
    </article>
  );
}
