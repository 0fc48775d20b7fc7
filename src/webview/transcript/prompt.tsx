// What the user wrote, letter by letter as it was written: it is not markdown to us. It can be sent anew with other words.
import type { UserMessage } from '../../model/conversation.ts';
import { Attachments } from '../parts/attachments.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { CopyButton } from './copy-button.tsx';
import { EditPrompt } from './edit-prompt.tsx';
import { SiblingSwitch } from './sibling-switch.tsx';

/** How much of the text names the article. */
const nameLength = 60;

/** A message of the user. `siblingIds`: all versions of it, oldest first, this one included. */
export function Prompt(props: { message: UserMessage; siblingIds: readonly string[] }): VNode {
  const { send, removed } = useView();
  const { message, siblingIds } = props;
  const { id, text, attachments } = message;
  const [isEditing, setEditing] = useState(false);
  const name = text.length > nameLength ? `${text.slice(0, nameLength)}…` : text;
  return (
    <article class="message prompt" aria-label={strings.message.you(name)} data-message-id={id}>
      <div class="prompt-body">
        <Attachments attachments={attachments} />
        {isEditing ? (
          <EditPrompt messageId={id} text={text} onEnd={() => setEditing(false)} />
        ) : (
          text !== '' && (
            <div class="prompt-text" dir="auto">
              {text}
            </div>
          )
        )}
      </div>
      {!isEditing && (
        <div class="message-actions" role="group" aria-label={strings.message.actions}>
          <SiblingSwitch
            messageId={id}
            siblingIds={siblingIds}
            previous={strings.message.previousVersion}
            next={strings.message.nextVersion}
          />
          <CopyButton text={() => text} />
          <IconButton icon="edit" label={strings.message.edit} onClick={() => setEditing(true)} />
          <IconButton
            icon="fork"
            label={strings.message.fork}
            onClick={() => send({ type: 'chat-fork', messageId: id })}
          />
          <IconButton icon="trash" label={strings.message.remove} onClick={() => removed.remove(id)} />
        </div>
      )}
    </article>
  );
}
