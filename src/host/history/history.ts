// History: the chats in one SQLite database, with everything that keeps them whole: opened when first needed, opened again
// after a fault, repaired when damaged, indexed, purged and backed up in idle moments. Runs in a worker; its calls may block.
import path from 'node:path';
import type { ChatStoreCalls, ChatStoreOperations, StoreEvent } from '../../chat/chat-store.ts';
import { StoreError, toStoreError } from '../../chat/store-error.ts';
import { backupFiles } from './backups.ts';
import * as chats from './chat-rows.ts';
import { readDraft, readOldDrafts, writeDraft } from './draft-rows.ts';
import { isHeld, takeLock, windowFile, type FileLock } from './file-lock.ts';
import { forkChat } from './fork-rows.ts';
import { databaseName, ensurePrivateFolder, fileIdentity, ownFile } from './files.ts';
import { Upkeep } from './upkeep.ts';
import { openDatabase } from './open-database.ts';
import { repairDatabase } from './repair.ts';
import { migrations as allMigrations } from './schema.ts';
import { searchChats } from './search-rows.ts';
import type { Connection, Sqlite } from './sqlite.ts';
import { exportChats, importChat } from './transfer-rows.ts';
import { identifyWorkspace, readShown, writeShown } from './workspace-rows.ts';

/** What a history needs. */
export interface HistoryOptions {
  readonly sqlite: Sqlite;
  /** Absolute; made when it is not there. */
  readonly folder: string;
  /** Unique among all windows, ever. */
  readonly windowId: string;
  readonly nowMs: () => number;
  readonly emit: (event: StoreEvent) => void;
  /** Does nothing exist at this address any more? */
  readonly isGone: (uri: string) => boolean;
  /** Another list than Parley's own, for tests. */
  readonly migrations?: readonly string[];
}

type Args<K extends keyof ChatStoreOperations> = ChatStoreOperations[K]['args'];
type Result<K extends keyof ChatStoreOperations> = Promise<ChatStoreOperations[K]['result']>;

interface OpenState {
  readonly connection: Connection;
  readonly isNewer: boolean;
  readonly identity: string;
}

/** The history of one window; other windows have their own on the same file. */
export class History implements ChatStoreCalls {
  readonly #options: HistoryOptions;
  readonly #file: string;
  readonly #upkeep: Upkeep;
  #open: OpenState | undefined;
  #presence: FileLock | undefined;
  #dataVersion = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#file = path.join(options.folder, databaseName);
    this.#upkeep = new Upkeep({ folder: options.folder, id: options.windowId, nowMs: options.nowMs });
  }

  list(query: Args<'list'>): Result<'list'> {
    return this.#read((connection) => chats.listChats(connection, query));
  }

  load({ chatId }: Args<'load'>): Result<'load'> {
    return this.#read((connection) => chats.loadChat(connection, chatId, (owner) => this.#isAlive(owner)));
  }

  save(change: Args<'save'>): Result<'save'> {
    return this.#write((connection) => {
      if (change.messages.some((message) => message.role === 'assistant' && message.state === 'running'))
        this.#claimPresence();
      return chats.saveChange(connection, change, this.#options.windowId);
    });
  }

  revisions({ chatIds }: Args<'revisions'>): Result<'revisions'> {
    return this.#read((connection) => chats.revisionsOf(connection, chatIds));
  }

  rename({ chatId, title }: Args<'rename'>): Result<'rename'> {
    return this.#write((connection) => chats.renameChat(connection, chatId, title));
  }

  pin({ chatId, isPinned }: Args<'pin'>): Result<'pin'> {
    return this.#write((connection) => chats.pinChat(connection, chatId, isPinned));
  }

  remove({ chatId, nowMs }: Args<'remove'>): Result<'remove'> {
    return this.#write((connection) => chats.removeChat(connection, chatId, nowMs));
  }

  restore({ chatId }: Args<'restore'>): Result<'restore'> {
    return this.#write((connection) => chats.restoreChat(connection, chatId));
  }

  fork(fork: Args<'fork'>): Result<'fork'> {
    return this.#write((connection) => forkChat(connection, fork));
  }

  search(query: Args<'search'>): Result<'search'> {
    return this.#read((connection) => searchChats(connection, query));
  }

  draft({ chatId }: Args<'draft'>): Result<'draft'> {
    return this.#read((connection) => readDraft(connection, chatId));
  }

  saveDraft(draft: Args<'saveDraft'>): Result<'saveDraft'> {
    return this.#write((connection) => writeDraft(connection, draft));
  }

  oldDrafts(): Result<'oldDrafts'> {
    return this.#read(readOldDrafts);
  }

  exportChats(query: Args<'exportChats'>): Result<'exportChats'> {
    return this.#read((connection) => exportChats(connection, query));
  }

  importChat(chat: Args<'importChat'>): Result<'importChat'> {
    return this.#write((connection) => importChat(connection, chat));
  }

  identifyWorkspace(keys: Args<'identifyWorkspace'>): Result<'identifyWorkspace'> {
    return this.#read((connection) => identifyWorkspace(connection, keys, this.#options.isGone));
  }

  shown({ workspaceId }: Args<'shown'>): Result<'shown'> {
    return this.#read((connection) => readShown(connection, workspaceId));
  }

  saveShown(shown: Args<'saveShown'>): Result<'saveShown'> {
    return this.#write((connection) => writeShown(connection, shown));
  }

  /** One small piece of upkeep (index, checkpoint, purge, backup). True when there is more to do. Never rejects. */
  async idle(): Promise<boolean> {
    const open = this.#open;
    if (open === undefined || open.connection.isReadOnly) return false;
    try {
      return await this.#upkeep.step(open.connection);
    } catch (error) {
      const failure = toStoreError(error);
      if (failure.fault === 'damaged') this.#repair(open.identity);
      return false;
    }
  }

  /** Has another connection changed the database since this was asked last? Cheap; opens nothing. */
  changedElsewhere(): boolean {
    if (this.#open === undefined) return false;
    const version = this.#open.connection.number('PRAGMA data_version');
    const hasChanged = version !== this.#dataVersion;
    this.#dataVersion = version;
    return hasChanged;
  }

  /** Closes the database and lets the other windows know that this one is gone. */
  close(): void {
    this.#disconnect();
    this.#presence?.release();
    this.#presence = undefined;
  }

  async #read<T>(work: (connection: Connection) => T): Promise<T> {
    return this.#attempt(() => work(this.#connected().connection));
  }

  async #write<T>(work: (connection: Connection) => T): Promise<T> {
    return this.#attempt(() => {
      // What could not be written may be writable by now.
      if (this.#open?.connection.isReadOnly === true) this.#disconnect();
      const { connection, isNewer } = this.#connected();
      if (isNewer) throw new StoreError('newer', `${this.#file} was written by a newer Parley`);
      if (connection.isReadOnly) throw new StoreError('read-only', `${this.#file} cannot be written`);
      this.#upkeep.changed();
      return work(connection);
    });
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const failure = toStoreError(error);
      if (failure.fault === 'damaged') {
        this.#repair(this.#open?.identity ?? fileIdentity(ownFile(this.#file)));
        return work();
      }
      // After an error of the disk nothing is known about the connection.
      if (failure.fault !== 'busy' && failure.fault !== 'full') this.#disconnect();
      throw failure;
    }
  }

  /** The open database; opened anew when the file was replaced, by a repair in another window for one. */
  #connected(): OpenState {
    const { sqlite, folder, migrations = allMigrations } = this.#options;
    if (this.#open === undefined) ensurePrivateFolder(folder);
    const stats = ownFile(this.#file);
    if (this.#open !== undefined && this.#open.identity === fileIdentity(stats)) return this.#open;
    this.#disconnect();
    // A file that is gone or empty although there are backups was not always so.
    if ((stats === undefined || stats.size === 0) && backupFiles(folder).length > 0)
      this.#repair(fileIdentity(stats));
    const { connection, isNewer } = openDatabase(sqlite, this.#file, migrations);
    this.#open = { connection, isNewer, identity: fileIdentity(ownFile(this.#file)) };
    this.#dataVersion = connection.number('PRAGMA data_version');
    return this.#open;
  }

  #repair(identity: string): void {
    this.#disconnect();
    const { sqlite, folder, nowMs, emit, migrations = allMigrations } = this.#options;
    const text = repairDatabase({ sqlite, folder, file: this.#file, migrations, nowMs: nowMs(), identity });
    if (text !== undefined) emit({ type: 'notice', text });
  }

  #disconnect(): void {
    const open = this.#open;
    this.#open = undefined;
    try {
      open?.connection.close();
    } catch {
      // It was unusable already.
    }
  }

  /** From now on other windows can tell that running answers of this one are being written. */
  #claimPresence(): void {
    const { sqlite, folder, windowId } = this.#options;
    this.#presence ??= takeLock(sqlite, windowFile(folder, windowId), 2000);
  }

  #isAlive(owner: string): boolean {
    const { sqlite, folder, windowId } = this.#options;
    if (owner === windowId) return true;
    return /^[\w-]{1,64}$/.test(owner) && isHeld(sqlite, windowFile(folder, owner));
  }
}
