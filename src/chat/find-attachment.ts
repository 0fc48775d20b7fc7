// Finds an attachment by its id, in the draft or the messages of a chat.
import type { Attachment } from '../model/attachment.ts';
import type { Conversation } from '../model/conversation.ts';
import type { Drafts } from './drafts.ts';

/** The attachment with this id; the draft's first. Undefined when there is none. */
export function findAttachment(
  id: string,
  conversation: Conversation,
  drafts: Drafts,
): Attachment | undefined {
  const sent = conversation.messages.flatMap((message) =>
    message.role === 'user' ? message.attachments : [],
  );
  return [...drafts.of(conversation.id).attachments, ...sent].find((attachment) => attachment.id === id);
}
