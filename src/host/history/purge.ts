// Deleted chats are gone for good after 30 days: overwritten in the database, in the index and in the backups.
import { numberOf, type Connection } from './sqlite.ts';

/** How long a deleted chat can be brought back. */
export const keepDeletedMs = 30 * 24 * 60 * 60_000;

/** Purges one chat that was deleted before the time given. False when there is none left. */
export function purgeOne(connection: Connection, beforeMs: number): boolean {
  const row = connection.get('SELECT num, id FROM chats WHERE deleted_at_ms < ? LIMIT 1', beforeMs);
  if (row === undefined) return false;
  // What is deleted is overwritten with zeros, in the tables and in the index.
  connection.exec("PRAGMA secure_delete = ON; INSERT INTO search (search, rank) VALUES ('secure-delete', 1)");
  try {
    connection.transaction(() => {
      connection.run('DELETE FROM drafts WHERE chat_id = ?', row['id'] ?? null);
      connection.run('DELETE FROM chats WHERE num = ?', numberOf(row, 'num'));
      connection.run('DELETE FROM blobs WHERE hash NOT IN (SELECT hash FROM message_blobs)');
    });
  } finally {
    connection.exec('PRAGMA secure_delete = OFF');
  }
  return true;
}

/** Writes the log back and empties it, so that purged words are not left there. */
export function emptyLog(connection: Connection): void {
  connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}
