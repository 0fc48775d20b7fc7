// Summaries of a chat in the column `compactions`, for export and import. What this version does not know of them passes.
import { isObject } from '../../chat/heal-answer.ts';
import { optionalTextOf, type Connection, type Row } from './sqlite.ts';

type StoredCompaction = Readonly<Record<string, unknown>>;

/** The summaries in a row of `chats`, as stored; none when they cannot be read. */
export function storedCompactions(row: Row): readonly StoredCompaction[] {
  try {
    const value: unknown = JSON.parse(optionalTextOf(row, 'compactions') ?? '[]');
    return Array.isArray(value) ? value.filter(isObject) : [];
  } catch {
    return [];
  }
}

/**
 * Adds the summaries that end at one of these messages, which are new here: one that was taken back does not come back with
 * messages that were there all along. Must run in a transaction.
 */
export function addCompactions(
  connection: Connection,
  chatNum: number,
  compactions: readonly StoredCompaction[],
  newIds: ReadonlySet<unknown>,
): void {
  const row = connection.get('SELECT compactions FROM chats WHERE num = ?', chatNum) ?? {};
  const before = storedCompactions(row);
  const known = new Set(before.map(({ id }) => id));
  const added = compactions.filter(({ id, upToMessageId }) => newIds.has(upToMessageId) && !known.has(id));
  if (added.length === 0) return;
  const json = JSON.stringify([...before, ...added]);
  connection.run('UPDATE chats SET compactions = ? WHERE num = ?', json, chatNum);
}
