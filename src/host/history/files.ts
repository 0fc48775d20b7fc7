// The files of the history on disk: private to the user, never behind a link, told apart by what the file system calls them.
// Refuses to look inside.
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../chat/store-error.ts';
import { faultOf } from './faults.ts';

/** Names in the folder of the history. */
export const databaseName = 'history.db';

/** Makes the folder, for the user alone, whatever the umask says; an existing one is closed to others where possible. */
export function ensurePrivateFolder(folder: string): void {
  onDisk(`the folder ${folder} cannot be made`, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  restrict(folder, 0o700);
}

/** Makes the file if there is none, for the user alone. SQLite gives its side files the same permissions. */
export function createPrivateFile(file: string): void {
  onDisk(`${file} cannot be written`, () => {
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  });
}

/** Takes all but the user's own permissions from a file, where that is allowed. */
export function makePrivate(file: string): void {
  restrict(file, 0o600);
}

function restrict(target: string, mode: number): void {
  try {
    chmodSync(target, mode);
  } catch {
    // On a read-only disk it stays as it is; reading goes on.
  }
}

/** What is at this path; undefined for nothing. A link is refused: what is behind it is not ours to write. */
export function ownFile(file: string): Stats | undefined {
  const stats = onDisk(`${file} cannot be read`, () => lstatSync(file, { throwIfNoEntry: false }));
  if (stats !== undefined && !stats.isFile())
    throw new StoreError('denied', `${file} is not a plain file; Parley does not follow links there`);
  return stats;
}

/** Tells whether two looks at a path saw the same file. */
export function fileIdentity(stats: Stats | undefined): string {
  return stats === undefined ? '' : `${stats.dev}:${stats.ino}`;
}

/** Names in the folder that match, sorted; none when it cannot be read. */
export function namesIn(folder: string, pattern: RegExp): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .toSorted();
  } catch {
    return [];
  }
}

/** A free name beside the database for one that was found damaged. */
export function freeDamagedName(file: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '-');
  const base = path.join(path.dirname(file), `history-damaged-${stamp}`);
  let target = `${base}.db`;
  for (let attempt = 2; ownFile(target) !== undefined; attempt += 1) target = `${base}-${attempt}.db`;
  return target;
}

/** Runs a file operation; its failure becomes a StoreError that says what could not be done. */
export function onDisk<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(faultOf(error), `${what}: ${reason}`, { cause: error });
  }
}
