// Deleted chats and messages are gone for good after 30 days: overwritten in the database, in the index and in the backups.
import { numberOf, type Connection } from './sqlite.ts';

/** How long what was deleted can be brought back. */
export const keepDeletedMs = 30 * 24 * 60 * 60_000;

/** Purges one chat that was deleted before the time given, or the messages that were. False when there is none left. */
export function purgeOne(connection: Connection, beforeMs: number): boolean {
  const row = connection.get('SELECT num, id FROM chats WHERE deleted_at_ms < ? LIMIT 1', beforeMs);
  if (row === undefined) return purgeMessages(connection, beforeMs);
  connection.transaction(() => {
    connection.run('DELETE FROM drafts WHERE chat_id = ?', row['id'] ?? null);
    connection.run('DELETE FROM chats WHERE num = ?', numberOf(row, 'num'));
    connection.run(unusedBlobs);
  });
  return true;
}

const unusedBlobs = 'DELETE FROM blobs WHERE hash NOT IN (SELECT hash FROM message_blobs)';

function purgeMessages(connection: Connection, beforeMs: number): boolean {
  return connection.transaction(() => {
    if (connection.run('DELETE FROM messages WHERE deleted_at_ms < ?', beforeMs) === 0) return false;
    connection.run(unusedBlobs);
    return true;
  });
}

/** Index pages that one piece of merging goes through. */
const mergePages = 100;

/**
 * Does one piece of writing the index anew without the words of purged messages, which it only marks as gone at first.
 * False when it is done (https://sqlite.org/fts5.html#the_merge_command).
 */
export function mergeIndex(connection: Connection, isFirst: boolean): boolean {
  const before = connection.number('SELECT total_changes()');
  connection.run("INSERT INTO search (search, rank) VALUES ('merge', ?)", isFirst ? -mergePages : mergePages);
  return connection.number('SELECT total_changes()') - before >= 2;
}

/** Writes the log back and empties it, so that purged words are not left there. */
export function emptyLog(connection: Connection): void {
  connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}
