// What a list says of a chat besides its title. Pure.
import { activePath, type Conversation } from '../model/conversation.ts';
import type { ChatHeader } from '../model/chat-header.ts';
import { previewFrom } from './title.ts';

/** The facts of a conversation that a list shows. */
export function summaryOf(
  conversation: Conversation,
): Pick<ChatHeader, 'updatedAtMs' | 'model' | 'preview' | 'messageCount'> {
  const { createdAtMs } = conversation;
  const messages = conversation.messages.filter(({ deletedAtMs }) => deletedAtMs === undefined);
  const lastAnswer = messages.findLast((message) => message.role === 'assistant');
  const first = messages.find((message) => message.role === 'user');
  return {
    updatedAtMs: messages.at(-1)?.createdAtMs ?? createdAtMs,
    model: lastAnswer?.model ?? '',
    preview: previewFrom(first?.text ?? ''),
    messageCount: activePath(conversation).length,
  };
}
