// A damaged, emptied or missing history.db → a sound one: what can be read of it, completed from the last backup. The damaged
// file is set aside under a name of its own and never written again. Other windows find the work done.
import { linkSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../chat/store-error.ts';
import { t } from '../../model/l10n.ts';
import { backupFiles } from './backups.ts';
import { takeLock } from './file-lock.ts';
import { createPrivateFile, fileIdentity, freeDamagedName, onDisk, ownFile } from './files.ts';
import { salvage, type Salvaged } from './salvage.ts';
import { migrate } from './schema.ts';
import { Connection, type Sqlite } from './sqlite.ts';

/** What to repair. */
export interface RepairOptions {
  readonly sqlite: Sqlite;
  readonly folder: string;
  readonly file: string;
  readonly migrations: readonly string[];
  readonly nowMs: number;
  /** `fileIdentity` of what was found damaged. When something else is there by now, another window was quicker. */
  readonly identity: string;
}

/** Longest wait for another window that repairs, in milliseconds. */
const lockWaitMs = 30_000;

/** Repairs and answers with what to tell the user; undefined when another window has done it. */
export function repairDatabase(options: RepairOptions): string | undefined {
  const { sqlite, folder, file, migrations, nowMs, identity } = options;
  const lock = takeLock(sqlite, path.join(folder, 'history-repair.lock'), lockWaitMs);
  try {
    const stats = ownFile(file);
    if (fileIdentity(stats) !== identity) return undefined;
    const isThere = stats !== undefined && stats.size > 0;
    const fresh = path.join(folder, 'history-repair.tmp');
    rmSync(fresh, { force: true });
    createPrivateFile(fresh);
    const target = new Connection(sqlite, fresh, { isReadOnly: false });
    let own: Salvaged | undefined;
    let backup: { readonly file: string; readonly rows: Salvaged } | undefined;
    try {
      target.exec('PRAGMA journal_mode = DELETE');
      migrate(target, migrations);
      own = isThere ? addFrom(sqlite, file, target) : undefined;
      for (const candidate of backupFiles(folder)) {
        const rows = addFrom(sqlite, candidate, target);
        if (rows === undefined) continue;
        backup = { file: candidate, rows };
        break;
      }
    } finally {
      target.close();
    }
    const aside = isThere ? freeDamagedName(file, new Date(nowMs)) : undefined;
    putInPlace(fresh, file, aside);
    return report(own, backup, aside);
  } finally {
    lock.release();
  }
}

/** Undefined when the file cannot even be opened. */
function addFrom(sqlite: Sqlite, file: string, target: Connection): Salvaged | undefined {
  let source: Connection | undefined;
  try {
    source = new Connection(sqlite, file, { isReadOnly: true });
    source.number('SELECT count(*) FROM sqlite_schema');
    const open = source;
    return target.transaction(() => salvage(open, target));
  } catch (error) {
    if (error instanceof StoreError && error.fault === 'damaged') return undefined;
    throw error;
  } finally {
    source?.close();
  }
}

/** The damaged file gets its second name before the new one takes its first: at every moment both are complete. */
function putInPlace(fresh: string, file: string, aside: string | undefined): void {
  onDisk('the repaired history cannot be put in place', () => {
    if (ownFile(`${file}-wal`) !== undefined) {
      if (aside === undefined) rmSync(`${file}-wal`);
      else renameSync(`${file}-wal`, `${aside}-wal`);
    }
    rmSync(`${file}-shm`, { force: true });
    if (aside !== undefined) {
      try {
        linkSync(file, aside);
      } catch {
        // A file system without second names.
        renameSync(file, aside);
      }
    }
    renameSync(fresh, file);
  });
}

function report(
  own: Salvaged | undefined,
  backup: { readonly file: string; readonly rows: Salvaged } | undefined,
  aside: string | undefined,
): string {
  const sentences = [
    aside === undefined
      ? t('The file of the chat history was missing.')
      : t('The file of the chat history was damaged.'),
  ];
  if (own !== undefined) sentences.push(t('Could be read and are kept: {0}.', amount(own)));
  if (backup !== undefined) {
    const name = path.basename(backup.file);
    sentences.push(
      own === undefined
        ? t('Came from the backup {0}: {1}.', name, amount(backup.rows))
        : t('Came from the backup {0} in addition: {1}.', name, amount(backup.rows)),
    );
  }
  if (own === undefined && backup === undefined)
    sentences.push(t('Nothing in it could be read and there is no backup: the history begins anew.'));
  if (aside !== undefined) sentences.push(t('The damaged file is kept as {0}.', aside));
  return sentences.join(' ');
}

function amount({ chats, messages }: Salvaged): string {
  return t('chats: {0}, messages: {1}', chats, messages);
}
