// Deleting a message with all that follows it, and bringing it back. Deleted messages stay in the conversation, marked, until
// the history purges them; nothing that is shown, sent or exported has them. Pure.
import { activePath, newestLeafBelow, siblingsOf, type Conversation, type Message } from './conversation.ts';

/** A message and everything below it, in order of creation. Ends in damaged data as well. */
export function subtreeOf({ messages }: Conversation, messageId: string): readonly Message[] {
  const ids = new Set([messageId]);
  // A message is created after the one it follows.
  return messages.filter((message) => {
    if (message.id === messageId) return true;
    if (message.parentId === undefined || !ids.has(message.parentId)) return false;
    ids.add(message.id);
    return true;
  });
}

/**
 * Marks these messages as deleted. If what is shown goes with them, the nearest other version is shown in its place, the
 * earlier one first; where there is none, the path ends above. The same object when none of them is there.
 */
export function deleteMessages(
  conversation: Conversation,
  messageIds: readonly string[],
  deletedAtMs: number,
): Conversation {
  const ids = new Set(messageIds);
  const isMeant = ({ id, deletedAtMs: before }: Message): boolean => ids.has(id) && before === undefined;
  if (!conversation.messages.some(isMeant)) return conversation;
  const top = activePath(conversation).find(isMeant);
  const order = top === undefined ? [] : siblingsOf(conversation, top);
  const next: Conversation = {
    ...conversation,
    messages: conversation.messages.map((message) =>
      isMeant(message) ? { ...message, deletedAtMs } : message,
    ),
  };
  if (top === undefined) return next;
  const place = order.indexOf(top);
  const other = [...order.slice(0, place).toReversed(), ...order.slice(place + 1)].find(
    ({ id }) => !ids.has(id),
  );
  const { leafId: _gone, ...rest } = next;
  // In damaged data the parent may be missing.
  const above = next.messages.find(({ id }) => id === top.parentId)?.id;
  const leafId = other === undefined ? above : newestLeafBelow(next, other.id);
  return leafId === undefined ? rest : { ...rest, leafId };
}

/**
 * Takes the marks off. What is shown stays; where nothing is shown, the first of them and what follows it is. The same object
 * when none of them is marked.
 */
export function restoreMessages(conversation: Conversation, messageIds: readonly string[]): Conversation {
  const ids = new Set(messageIds);
  const isMeant = ({ id, deletedAtMs }: Message): boolean => ids.has(id) && deletedAtMs !== undefined;
  const first = conversation.messages.find(isMeant);
  if (first === undefined) return conversation;
  const next: Conversation = {
    ...conversation,
    messages: conversation.messages.map((message) => {
      if (!isMeant(message)) return message;
      const { deletedAtMs: _mark, ...restored } = message;
      return restored;
    }),
  };
  return next.leafId === undefined ? { ...next, leafId: newestLeafBelow(next, first.id) } : next;
}
