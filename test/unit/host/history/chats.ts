// Small chats to put into a history.
import type { ChatChange } from '../../../../src/chat/chat-store.ts';
import type { AssistantMessage, Message, UserMessage } from '../../../../src/model/conversation.ts';

/** What the user wrote. */
export function prompt(id: string, text: string, parentId?: string): UserMessage {
  return {
    role: 'user',
    id,
    ...(parentId === undefined ? {} : { parentId }),
    createdAtMs: 1000,
    text,
    attachments: [],
  };
}

/** What the model answered. */
export function answer(
  id: string,
  parentId: string,
  text: string,
  changes: Partial<AssistantMessage> = {},
): AssistantMessage {
  return {
    role: 'assistant',
    id,
    parentId,
    createdAtMs: 2000,
    endedAtMs: 3000,
    model: 'lab/model-1',
    providerLabel: 'Lab',
    parts: [{ type: 'text', text }],
    state: 'done',
    ...changes,
  };
}

/** Everything there is to save about a chat with these messages. */
export function changeOf(
  chatId: string,
  messages: readonly Message[],
  changes: Partial<ChatChange> = {},
): ChatChange {
  const leafId = messages.at(-1)?.id;
  return {
    chatId,
    createdAtMs: 1000,
    updatedAtMs: 2000,
    title: `Title of ${chatId}`,
    ...(leafId === undefined ? {} : { leafId }),
    model: 'lab/model-1',
    preview: 'First words',
    messageCount: messages.length,
    messages,
    ...changes,
  };
}

/** A chat of one question and its answer. */
export function pair(
  chatId: string,
  question: string,
  reply: string,
  changes: Partial<ChatChange> = {},
): ChatChange {
  const first = prompt(`${chatId}-q`, question);
  return changeOf(chatId, [first, answer(`${chatId}-a`, first.id, reply)], changes);
}
