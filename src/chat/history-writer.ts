// Follows sessions and keeps the history up to date: what is finished is stored at once, a running answer at most once a
// second. While the store fails everything stays in memory and is stored later; nothing is doubled, because every message
// is stored under its id.
import type { ConversationEvent } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import { changeOf, isFinal } from './chat-change.ts';
import type { ChatStore } from './chat-store.ts';
import type { WorkspaceRef } from '../model/chat-header.ts';
import type { Session } from './session.ts';
import { isPassing, toStoreError, type StoreFault } from './store-error.ts';

/** Least time between two stores of a running answer, in milliseconds. */
export const checkpointIntervalMs = 1000;
/** Waits between two attempts while the store fails, in milliseconds: doubled from the first to the longest. */
const firstRetryMs = 1000;
const longestRetryMs = 30_000;

/** What the writer needs. */
export interface HistoryWriterPorts {
  readonly store: ChatStore;
  /** Calls back once after `delayMs`; returns the way to call it off. */
  readonly schedule: (callback: () => void, delayMs: number) => () => void;
  /** The open workspace, as soon as it is known. */
  readonly workspace: () => WorkspaceRef | undefined;
  readonly log: Log;
  /** Saving has begun to fail for this reason, or works again (undefined). */
  readonly onFault: (fault: StoreFault | undefined) => void;
}

interface Followed {
  readonly session: Session;
  readonly leave: () => void;
  /** Messages that have changed since they were stored. */
  dirty: Set<string>;
  newTitle: string | undefined;
  hasNewCompactions: boolean;
  isHeaderDirty: boolean;
  writing: Promise<void> | undefined;
  /** Something changed while a write was on its way. */
  again: boolean;
  callOff: (() => void) | undefined;
  /** The stored revision that this window knows; 0 before the first save. */
  revision: number;
}

/** Writes the changes of all sessions it follows. */
export class HistoryWriter {
  readonly #ports: HistoryWriterPorts;
  readonly #followed = new Map<string, Followed>();
  #fault: StoreFault | undefined;
  #retryMs = firstRetryMs;
  #callOffRetry: (() => void) | undefined;
  #isClosed = false;

  constructor(ports: HistoryWriterPorts) {
    this.#ports = ports;
  }

  /** Stores every change of this session from now on. `revision` is that of the stored chat it was made of. */
  follow(session: Session, revision = 0): void {
    const entry: Followed = {
      session,
      leave: session.subscribe((events) => this.#heard(entry, events)),
      dirty: new Set(),
      newTitle: undefined,
      hasNewCompactions: false,
      isHeaderDirty: false,
      writing: undefined,
      again: false,
      callOff: undefined,
      revision,
    };
    this.#followed.set(session.conversation.id, entry);
  }

  /** No longer follows it. What is not stored yet is dropped. */
  leave(chatId: string): void {
    const entry = this.#followed.get(chatId);
    entry?.leave();
    entry?.callOff?.();
    this.#followed.delete(chatId);
  }

  /** Is everything of this chat stored? */
  isSaved(chatId: string): boolean {
    const entry = this.#followed.get(chatId);
    return entry === undefined || (!isDirty(entry) && entry.writing === undefined);
  }

  /** The ids of messages that are newer here than in the store. */
  unsavedMessages(chatId: string): ReadonlySet<string> {
    return this.#followed.get(chatId)?.dirty ?? new Set();
  }

  /** The stored revision this window knows. */
  revisionOf(chatId: string): number {
    return this.#followed.get(chatId)?.revision ?? 0;
  }

  /** The session now holds this revision. */
  setRevision(chatId: string, revision: number): void {
    const entry = this.#followed.get(chatId);
    if (entry !== undefined) entry.revision = revision;
  }

  /** Resolves when no write of this chat is on its way: what was finished before is stored, or has failed to be. */
  async whenSettled(chatId: string): Promise<void> {
    const entry = this.#followed.get(chatId);
    while (entry?.writing !== undefined) await entry.writing;
  }

  /** Stores everything that is not stored yet, running answers included. Resolves when it is, or has failed. */
  async flush(): Promise<void> {
    const entries = [...this.#followed.values()];
    for (const entry of entries) if (isDirty(entry)) this.#write(entry);
    await Promise.all(entries.map(({ session }) => this.whenSettled(session.conversation.id)));
  }

  /** Stores everything a last time and hears no more. */
  async close(): Promise<void> {
    const flushed = this.flush();
    this.#isClosed = true;
    this.#callOffRetry?.();
    for (const entry of this.#followed.values()) entry.leave();
    await flushed;
    for (const entry of this.#followed.values()) entry.callOff?.();
  }

  #heard(entry: Followed, events: readonly ConversationEvent[]): void {
    for (const event of events) {
      entry.isHeaderDirty = true;
      if (event.type === 'message-add') entry.dirty.add(event.message.id);
      else if (event.type === 'title-set') entry.newTitle = event.title;
      else if ('compaction' in event || 'compactionId' in event) entry.hasNewCompactions = true;
      else if ('messageIds' in event) for (const id of event.messageIds) entry.dirty.add(id);
      else if ('messageId' in event && event.type !== 'leaf-select') entry.dirty.add(event.messageId);
    }
    if (events.some(isFinal)) this.#write(entry);
    else this.#checkpointLater(entry);
  }

  #checkpointLater(entry: Followed): void {
    entry.callOff ??= this.#ports.schedule(() => {
      entry.callOff = undefined;
      this.#write(entry);
    }, checkpointIntervalMs);
  }

  #write(entry: Followed): void {
    entry.callOff?.();
    entry.callOff = undefined;
    entry.again = true;
    entry.writing ??= this.#writeAll(entry).finally(() => {
      entry.writing = undefined;
    });
  }

  async #writeAll(entry: Followed): Promise<void> {
    while (entry.again) {
      entry.again = false;
      const { dirty, newTitle, hasNewCompactions } = entry;
      const change = changeOf(entry.session.conversation, entry, this.#ports.workspace());
      if (change === undefined) return;
      entry.dirty = new Set();
      entry.newTitle = undefined;
      entry.hasNewCompactions = false;
      entry.isHeaderDirty = false;
      try {
        entry.revision = await this.#ports.store.save(change);
        this.#succeeded();
      } catch (error) {
        entry.dirty = new Set([...entry.dirty, ...dirty]);
        entry.newTitle ??= newTitle;
        entry.hasNewCompactions ||= hasNewCompactions;
        entry.isHeaderDirty = true;
        this.#failed(error);
        return;
      }
    }
  }

  #succeeded(): void {
    if (this.#fault === undefined) return;
    this.#fault = undefined;
    this.#retryMs = firstRetryMs;
    this.#ports.log.info('Chats are being saved again.');
    this.#ports.onFault(undefined);
    void this.flush();
  }

  #failed(error: unknown): void {
    const { fault, message } = toStoreError(error);
    if (fault !== this.#fault) {
      this.#fault = fault;
      this.#ports.log.error(`A chat could not be saved (${fault}): ${message}`);
      this.#ports.onFault(fault);
    }
    if (this.#isClosed || this.#callOffRetry !== undefined || !isPassing(fault)) return;
    this.#callOffRetry = this.#ports.schedule(() => {
      this.#callOffRetry = undefined;
      this.#retryMs = Math.min(2 * this.#retryMs, longestRetryMs);
      void this.flush();
    }, this.#retryMs);
  }
}

function isDirty({ dirty, isHeaderDirty }: Followed): boolean {
  return dirty.size > 0 || isHeaderDirty;
}
