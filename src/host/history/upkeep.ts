// What keeps the database in shape when nobody waits for it, in pieces of a few milliseconds: the full-text index, the
// write-ahead log, chats deleted long ago, and once a day a backup.
import { backupIntervalMs, lastBackupMs, makeBackup, removeStale } from './backups.ts';
import { emptyLog, keepDeletedMs, mergeIndex, purgeOne } from './purge.ts';
import { indexWaiting } from './search-rows.ts';
import type { Connection } from './sqlite.ts';

/** Messages that go into the index at once: a few milliseconds of work. */
const indexBatch = 20;
const purgeIntervalMs = 24 * 60 * 60_000;

/** What the upkeep needs. */
export interface UpkeepOptions {
  readonly folder: string;
  /** Names what belongs to this window. */
  readonly id: string;
  readonly nowMs: () => number;
}

/** The upkeep of one window. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  #isLogLong = false;
  #hasPurged = false;
  #merging: 'none' | 'begin' | 'on' = 'none';
  #lastPurgeMs = 0;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  /** Something was written. */
  changed(): void {
    this.#isLogLong = true;
  }

  /** Does one piece. True when there is more. Throws a StoreError when the disk or the database fails. */
  async step(connection: Connection): Promise<boolean> {
    const { folder, id, nowMs } = this.#options;
    if (indexWaiting(connection, indexBatch) > 0) return true;
    if (nowMs() - this.#lastPurgeMs > purgeIntervalMs) {
      if (this.#purge(connection)) return true;
      this.#lastPurgeMs = nowMs();
      removeStale(folder, nowMs());
    }
    if (this.#isLogLong) {
      this.#isLogLong = false;
      connection.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return true;
    }
    if (this.#hasPurged || nowMs() - lastBackupMs(folder) > backupIntervalMs) {
      await makeBackup(connection, folder, { id, replaceAll: this.#hasPurged });
      this.#hasPurged = false;
    }
    return false;
  }

  #purge(connection: Connection): boolean {
    if (purgeOne(connection, this.#options.nowMs() - keepDeletedMs)) {
      this.#hasPurged = true;
      this.#merging = 'begin';
      return true;
    }
    if (this.#merging !== 'none') {
      this.#merging = mergeIndex(connection, this.#merging === 'begin') ? 'on' : 'none';
      return true;
    }
    if (this.#hasPurged) emptyLog(connection);
    return false;
  }
}
