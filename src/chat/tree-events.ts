// What the user does to the tree of a chat, as events: other versions shown, messages deleted and brought back. Pure.
import { activePath, findMessage, newestLeafBelow, type Conversation } from '../model/conversation.ts';
import { subtreeOf } from '../model/deleted-messages.ts';
import type { ConversationEvent } from '../model/event.ts';

/** Shows a message and the newest of what follows it; none for an unknown id. */
export function selection(conversation: Conversation, messageId: string): readonly ConversationEvent[] {
  if (findMessage(conversation, messageId) === undefined) return [];
  return [{ type: 'leaf-select', messageId: newestLeafBelow(conversation, messageId) }];
}

/** Shows the path that a message is on, unless it is on the one that is shown; none for an unknown id. */
export function branchSelection(conversation: Conversation, messageId: string): readonly ConversationEvent[] {
  return activePath(conversation).some(({ id }) => id === messageId)
    ? []
    : selection(conversation, messageId);
}

/** Takes a message away with all that follows it. */
export function deletion(
  conversation: Conversation,
  messageId: string,
  nowMs: number,
): Extract<ConversationEvent, { type: 'messages-delete' }> {
  const messageIds = subtreeOf(conversation, messageId)
    .filter(({ deletedAtMs }) => deletedAtMs === undefined)
    .map(({ id }) => id);
  return { type: 'messages-delete', messageIds, deletedAtMs: nowMs };
}

/**
 * Brings a deleted message back with all that went with it; none when it is not deleted.
 * @param leafId what was shown before the deletion; without it, the newest of what follows is shown.
 */
export function restoration(
  conversation: Conversation,
  messageId: string,
  leafId = messageId,
): readonly ConversationEvent[] {
  const [root, ...below] = subtreeOf(conversation, messageId);
  const deletedAtMs = root?.deletedAtMs;
  if (root === undefined || deletedAtMs === undefined) return [];
  const together = [root, ...below.filter((one) => one.deletedAtMs === deletedAtMs)];
  const ids = new Set(together.map(({ id }) => id));
  const messages = conversation.messages.map((message) => {
    const { deletedAtMs: _mark, ...restored } = message;
    return ids.has(message.id) ? restored : message;
  });
  return [
    { type: 'messages-restore', messageIds: [...ids] },
    ...selection({ ...conversation, messages }, leafId),
  ];
}
