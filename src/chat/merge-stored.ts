// Two views of one chat → one: what this window holds, and what another has stored meanwhile. Pure.
import { activePath, type Conversation } from '../model/conversation.ts';

/**
 * The stored conversation with what is newer here. The path that is shown moves on only where the stored one continues it:
 * nobody is taken to another branch by somebody else's click.
 * @param unsaved ids of messages that are newer in `local`.
 */
export function mergeStored(
  local: Conversation,
  stored: Conversation,
  unsaved: ReadonlySet<string>,
): Conversation {
  const ours = new Map(local.messages.map((message) => [message.id, message]));
  const theirIds = new Set(stored.messages.map((message) => message.id));
  const messages = [
    ...stored.messages.map((message) => {
      const mine = ours.get(message.id);
      return mine !== undefined && (unsaved.has(message.id) || isSame(mine, message)) ? mine : message;
    }),
    ...local.messages.filter((message) => !theirIds.has(message.id)),
  ];
  // Switches, and what is left out, are the business of the window one looks at.
  const { toolSwitches = stored.toolSwitches, leftOut = stored.leftOut } = local;
  const merged = {
    ...stored,
    messages,
    ...(toolSwitches === undefined ? {} : { toolSwitches }),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
  const continues = activePath(merged).some((message) => message.id === local.leafId);
  const leafId = continues ? stored.leafId : local.leafId;
  return leafId === undefined ? merged : { ...merged, leafId };
}

/** The same object is kept for what did not change, so that nothing of it is shown anew. */
function isSame(mine: Conversation['messages'][number], theirs: Conversation['messages'][number]): boolean {
  const isUnchanged = mine.deletedAtMs === theirs.deletedAtMs;
  return isUnchanged && (mine.role === 'user' || JSON.stringify(mine) === JSON.stringify(theirs));
}
