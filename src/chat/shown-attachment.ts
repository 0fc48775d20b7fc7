// Attachments as the panel is told of them: with their estimated size, and without what it does not show. Pictures stay
// in the host: their bytes are far larger than all the words of a chat.
import { estimateAttachment } from '../context/tokens.ts';
import type { Attachment } from '../model/attachment.ts';
import type { Conversation, Message } from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';

/** Each attachment is measured once: they never change. */
const sizes = new WeakMap<Attachment, number>();
const shownMessages = new WeakMap<Message, Message>();

function sizeOf(attachment: Attachment): number {
  const known = sizes.get(attachment);
  if (known !== undefined) return known;
  const size = estimateAttachment(attachment);
  sizes.set(attachment, size);
  return size;
}

/** One of the unsent message, as a chip needs it: no text and no bytes. @param factor corrects the estimate. */
export function attachmentForChip(attachment: Attachment, factor: number): Attachment {
  const tokens = Math.ceil(sizeOf(attachment) * factor);
  switch (attachment.kind) {
    case 'image':
      return { ...attachment, base64: '', tokens };
    case 'folder':
      return { ...attachment, text: '', files: [], tokens };
    case 'selection':
    case 'symbol':
    case 'file':
    case 'problems':
    case 'terminal':
    case 'diff':
    case 'url':
      return { ...attachment, text: '', tokens };
  }
}

/** The chat as the panel shows it. Texts stay: they can be searched. */
export function conversationForPanel(conversation: Conversation): Conversation {
  return { ...conversation, messages: conversation.messages.map(messageForPanel) };
}

/** The same for a change of the chat. */
export function eventForPanel(event: ConversationEvent): ConversationEvent {
  return event.type === 'message-add' ? { ...event, message: messageForPanel(event.message) } : event;
}

function messageForPanel(message: Message): Message {
  if (message.role === 'assistant' || message.attachments.length === 0) return message;
  const known = shownMessages.get(message);
  if (known !== undefined) return known;
  const attachments = message.attachments.map((attachment): Attachment => {
    const tokens = sizeOf(attachment);
    return attachment.kind === 'image' ? { ...attachment, base64: '', tokens } : { ...attachment, tokens };
  });
  const shown = { ...message, attachments };
  shownMessages.set(message, shown);
  return shown;
}
