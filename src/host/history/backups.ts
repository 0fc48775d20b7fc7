// Copies of the database, made by SQLite itself and rotated: at most one a day, the last two are kept. A copy is only made of
// a database that passes its check, so that a good copy is never replaced by a bad one.
import { renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../chat/store-error.ts';
import { createPrivateFile, namesIn, onDisk } from './files.ts';
import type { Connection } from './sqlite.ts';

/** Least time between two copies. */
export const backupIntervalMs = 24 * 60 * 60_000;
/** A copy that was begun this long ago and is still unfinished belongs to nobody any more. */
const staleMs = 60 * 60_000;

const newest = 'history-backup-1.db';
const older = 'history-backup-2.db';
const unfinished = /^history-backup-.*\.tmp(?:-journal|-wal|-shm)?$/;

/** Paths of the copies, newest first. */
export function backupFiles(folder: string): readonly string[] {
  return namesIn(folder, /^history-backup-\d\.db$/).map((name) => path.join(folder, name));
}

/** When the newest copy was made, milliseconds since the epoch; 0 when there is none. */
export function lastBackupMs(folder: string): number {
  const [file] = backupFiles(folder);
  return file === undefined ? 0 : (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

/**
 * Checks the database and makes a copy of it. The copy before becomes the older one; with `replaceAll` (after chats were
 * purged) none from before is kept. Throws a StoreError of kind `damaged` when the check fails.
 */
export async function makeBackup(
  connection: Connection,
  folder: string,
  options: { readonly id: string; readonly replaceAll: boolean },
): Promise<void> {
  const [problem] = connection.all('PRAGMA integrity_check(1)');
  if (problem?.['integrity_check'] !== 'ok')
    throw new StoreError('damaged', `the check says: ${String(problem?.['integrity_check'])}`);
  const temporary = path.join(folder, `history-backup-${options.id}.tmp`);
  rmSync(temporary, { force: true });
  createPrivateFile(temporary);
  try {
    await connection.backup(temporary);
    onDisk('the backup cannot be put in place', () => {
      if (options.replaceAll) rmSync(path.join(folder, older), { force: true });
      else if (statSync(path.join(folder, newest), { throwIfNoEntry: false }) !== undefined)
        renameSync(path.join(folder, newest), path.join(folder, older));
      renameSync(temporary, path.join(folder, newest));
    });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Removes what crashed windows left of unfinished copies: only ours, only old ones. */
export function removeStale(folder: string, nowMs: number): void {
  for (const name of namesIn(folder, unfinished)) {
    const file = path.join(folder, name);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats !== undefined && nowMs - stats.mtimeMs > staleMs) rmSync(file, { force: true });
  }
}
