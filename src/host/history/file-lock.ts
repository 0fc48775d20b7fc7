// Locks that end with their holder, whatever ends it: a lock of SQLite on a file of its own, which the system lets go when
// the process dies. No heartbeat, no process id, no clock.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../chat/store-error.ts';
import { createPrivateFile } from './files.ts';
import { Connection, type Sqlite } from './sqlite.ts';

/** A lock that is held. */
export interface FileLock {
  /** Lets go and takes the file away. */
  release(): void;
}

/** Takes the lock of this file; waits up to `waitMs` for another holder. Throws a StoreError of kind `busy` after that. */
export function takeLock(sqlite: Sqlite, file: string, waitMs: number): FileLock {
  createPrivateFile(file);
  const connection = new Connection(sqlite, file, { isReadOnly: false });
  try {
    connection.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`);
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    release() {
      // First the name: whoever comes now makes a file of its own.
      rmSync(file, { force: true });
      connection.close();
    },
  };
}

/** Does somebody hold the lock of this file? Takes the file away when nobody does. */
export function isHeld(sqlite: Sqlite, file: string): boolean {
  let connection: Connection | undefined;
  try {
    connection = new Connection(sqlite, file, { isReadOnly: false });
    connection.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    rmSync(file, { force: true });
    return false;
  } catch (error) {
    return error instanceof StoreError && error.fault === 'busy';
  } finally {
    connection?.close();
  }
}

/** The file whose lock says that this window is there. */
export function windowFile(folder: string, windowId: string): string {
  return path.join(folder, `window-${windowId}.lock`);
}
