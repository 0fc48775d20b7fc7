// Opens history.db: made when there is none, migrated when it is older, read-only when it is newer or cannot be written.
// Throws a StoreError for everything else and changes nothing then.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { StoreError } from '../../chat/store-error.ts';
import { createPrivateFile, makePrivate, ownFile } from './files.ts';
import { migrate, versionOf } from './schema.ts';
import { Connection, type Sqlite } from './sqlite.ts';

/** An opened database. */
export interface OpenedDatabase {
  readonly connection: Connection;
  /** A newer Parley wrote it: it is read and left as it is. */
  readonly isNewer: boolean;
}

/**
 * `synchronous = FULL`: a commit waits for the disk, so that a message shown as done outlives a power cut; the worker waits,
 * not the host. Checkpoints are made when there is nothing else to do; the limit of 8,000 pages (32 MB) is for the case that
 * this never happens. `secure_delete`: what is deleted or replaced is overwritten, so that a purged chat leaves nothing behind.
 */
const pragmas = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA wal_autocheckpoint = 8000;
  PRAGMA journal_size_limit = 16777216;
  PRAGMA cell_size_check = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA temp_store = MEMORY;
`;

/** Opens the file; see the head of this module. `list` holds the migrations up to the version of this Parley. */
export function openDatabase(sqlite: Sqlite, file: string, list: readonly string[]): OpenedDatabase {
  const stats = ownFile(file);
  if (stats === undefined) createPrivateFile(file);
  else makePrivate(file);
  if (stats !== undefined && stats.size > 0) {
    const reader = openReadOnly(sqlite, file);
    const version = readVersion(reader);
    if (version > list.length) return { connection: reader, isNewer: true };
    reader.close();
    if (version > 0 && version < list.length) copyBefore(sqlite, file, version);
  }
  const writer = openForWriting(sqlite, file);
  if (writer === undefined) return { connection: openReadOnly(sqlite, file), isNewer: false };
  try {
    migrate(writer, list);
  } catch (error) {
    writer.close();
    throw error;
  }
  return { connection: writer, isNewer: false };
}

function readVersion(connection: Connection): number {
  try {
    return versionOf(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Undefined when the file system takes no writes: SQLite opens such files without a word. */
function openForWriting(sqlite: Sqlite, file: string): Connection | undefined {
  let connection: Connection | undefined;
  try {
    connection = new Connection(sqlite, file, { isReadOnly: false });
    connection.exec(pragmas);
    connection.exec('BEGIN IMMEDIATE; ROLLBACK');
    return connection;
  } catch (error) {
    connection?.close();
    if (error instanceof StoreError && (error.fault === 'read-only' || error.fault === 'denied'))
      return undefined;
    throw error;
  }
}

/** A database in WAL mode needs a file for its index beside it; where that cannot be made, what is in the main file is read. */
function openReadOnly(sqlite: Sqlite, file: string): Connection {
  const connection = new Connection(sqlite, file, { isReadOnly: true });
  try {
    connection.exec('PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF');
    connection.number('SELECT count(*) FROM sqlite_schema');
    return connection;
  } catch (error) {
    connection.close();
    if (!(error instanceof StoreError) || error.fault === 'damaged' || error.fault === 'busy') throw error;
    return new Connection(sqlite, `${pathToFileURL(path.resolve(file)).href}?immutable=1`, {
      isReadOnly: true,
    });
  }
}

/** A copy of the old version, kept: a migration is all or nothing, but it may also turn out to be wrong. */
function copyBefore(sqlite: Sqlite, file: string, version: number): void {
  const copy = path.join(path.dirname(file), `history-version-${version}.db`);
  if (ownFile(copy) !== undefined) return;
  const connection = new Connection(sqlite, file, { isReadOnly: true });
  try {
    createPrivateFile(copy);
    connection.run('VACUUM INTO ?', copy);
  } finally {
    connection.close();
  }
}
