// Library: the chats and which of them is shown. What the history cannot take or give is still here as long as the window
// lives.
import type { ChatHeader } from '../model/chat-header.ts';
import type { ChatListQuery, ShownChats } from './chat-store.ts';
import type { Drafts } from './drafts.ts';
import { OpenChats, type OpenChatsPorts } from './open-chats.ts';
import type { Session } from './session.ts';
import { toStoreError, type StoreFault } from './store-error.ts';

/** What the library needs. */
export interface LibraryPorts extends OpenChatsPorts {
  readonly drafts: Drafts;
  /** What was remembered when this workspace was last open. */
  readonly recall: () => Promise<ShownChats>;
  /** Keeps it for the next time. */
  readonly remember: (shown: ShownChats & { readonly shownId: string }) => void;
  /** Resolves after `delayMs`: nobody waits longer for the history at the start. */
  readonly afterMs: (delayMs: number) => Promise<void>;
  /** The history could not be read. */
  readonly onUnreadable: (fault: StoreFault) => void;
}

/** Longest wait for the history before the panel is shown without it, in milliseconds. */
const startLimitMs = 3000;

/** The chats. There is always an active one; it may be empty. */
export class Library {
  readonly #ports: LibraryPorts;
  readonly #chats: OpenChats;
  readonly #activeListeners = new Set<() => void>();
  readonly #listListeners = new Set<() => void>();
  #active: Session;
  #started: Promise<void> | undefined;

  constructor(ports: LibraryPorts) {
    this.#ports = ports;
    this.#chats = new OpenChats(ports);
    this.#active = this.#chats.addEmpty(ports.newId());
    ports.store.onEvent((event) => {
      if (event.type === 'changed') void this.#refresh();
    });
  }

  /** Brings back the chat that was shown last, with its draft. Resolves soon even when the history does not answer. */
  start(): Promise<void> {
    this.#started ??= this.#restore();
    return this.#started;
  }

  /** The chat that is shown. */
  get active(): Session {
    return this.#active;
  }

  /** Shows an empty chat, a new one unless there is one already. A running answer goes on where it is. */
  startNew(): Session {
    const session = this.#chats.empty() ?? this.#chats.addEmpty(this.#ports.newId());
    this.#show(session);
    return session;
  }

  /** Shows the chat with this id; false when there is none. Rejects when the history cannot be read. */
  async open(id: string): Promise<boolean> {
    const session = await this.#chats.obtain(id);
    if (session === undefined) return false;
    await this.#ports.drafts.load(id);
    this.#show(session);
    return true;
  }

  /** The chat that holds this message, among those that are open; undefined when none does. */
  sessionOf(messageId: string): Session | undefined {
    return this.#chats.holding(messageId);
  }

  /** A page of the list. Chats that could not be stored yet are on the first one. Rejects when the history cannot be read. */
  async list(query: ChatListQuery): Promise<readonly ChatHeader[]> {
    const unsaved =
      query.after === undefined && query.workspaceId === undefined ? this.#chats.unsavedHeaders() : [];
    const ids = new Set(unsaved.map(({ id }) => id));
    try {
      const stored = await this.#ports.store.list(query);
      return [...unsaved, ...stored.filter(({ id }) => !ids.has(id))];
    } catch (error) {
      if (unsaved.length === 0) throw error;
      return unsaved;
    }
  }

  /** Gives a chat another title; a blank one changes nothing. */
  async rename(id: string, title: string): Promise<void> {
    const words = title.trim();
    if (words === '') return;
    const session = this.#chats.get(id);
    if (session === undefined) await this.#ports.store.rename({ chatId: id, title: words });
    else session.rename(words);
    await this.#ports.writer.whenSettled(id);
    this.listChanged();
  }

  /** Pins a chat to the top of the list, or takes it off again. */
  async pin(id: string, isPinned: boolean): Promise<void> {
    await this.#ports.store.pin({ chatId: id, isPinned });
    await this.#chats.resync(id);
    this.listChanged();
  }

  /** Takes a chat out of the list. If it is shown, an empty one takes its place. */
  async remove(id: string): Promise<void> {
    const { store, writer, nowMs } = this.#ports;
    const session = this.#chats.get(id);
    session?.stop();
    await writer.whenSettled(id);
    await store.remove({ chatId: id, nowMs: nowMs() });
    this.#chats.drop(id);
    if (session === this.#active) this.startNew();
    this.listChanged();
  }

  /** Brings a removed chat back. */
  async restore(id: string): Promise<void> {
    await this.#ports.store.restore({ chatId: id });
    this.listChanged();
  }

  /** Copies the shown chat up to this message into a new one and shows that. False when there is no such message. */
  async fork(messageId: string): Promise<boolean> {
    const { store, writer, newId, nowMs } = this.#ports;
    const { id, title } = this.#active.conversation;
    await writer.whenSettled(id);
    const newChatId = newId();
    if (!(await store.fork({ chatId: id, messageId, newChatId, title, nowMs: nowMs() }))) return false;
    this.listChanged();
    return this.open(newChatId);
  }

  /** Resolves when what is finished in the shown chat is stored, or has failed to be. */
  whenSettled(): Promise<void> {
    return this.#ports.writer.whenSettled(this.#active.conversation.id);
  }

  /** Hears when another chat is shown, or the shown one was changed elsewhere; returns the way to stop hearing. */
  onActiveChange(listener: () => void): () => void {
    this.#activeListeners.add(listener);
    return () => this.#activeListeners.delete(listener);
  }

  /** Hears when the list may have changed; returns the way to stop hearing. */
  onListChange(listener: () => void): () => void {
    this.#listListeners.add(listener);
    return () => this.#listListeners.delete(listener);
  }

  /** The list has changed: whoever shows it asks again. */
  listChanged(): void {
    for (const listener of this.#listListeners) listener();
  }

  /** Stops every running answer; for the end of the window. */
  stopAll(): void {
    for (const session of this.#chats.all()) session.stop();
  }

  async #restore(): Promise<void> {
    const { afterMs, onUnreadable } = this.#ports;
    const restoring = this.#restoreChats().catch((error: unknown) => onUnreadable(toStoreError(error).fault));
    await Promise.race([restoring, afterMs(startLimitMs)]);
  }

  async #restoreChats(): Promise<void> {
    const { drafts, recall } = this.#ports;
    const placeholder = this.#active;
    const { shownId, emptyId } = await recall();
    const restore = async (id: string): Promise<Session> => {
      await drafts.load(id);
      return (await this.#chats.obtain(id)) ?? this.#chats.addEmpty(id);
    };
    if (emptyId !== undefined && emptyId !== shownId) await restore(emptyId);
    const shown = shownId === undefined ? undefined : await restore(shownId);
    // What was begun before the history answered stays in view.
    const { id, messages } = placeholder.conversation;
    const isUntouched = placeholder === this.#active && messages.length === 0 && drafts.of(id).text === '';
    if (shown === undefined || !isUntouched) {
      this.#remember();
      return;
    }
    this.#chats.drop(id);
    this.#show(shown);
  }

  /** Another window has changed something: chats that are loaded here follow. */
  async #refresh(): Promise<void> {
    try {
      const changed = await this.#chats.refresh();
      if (changed.includes(this.#active.conversation.id)) this.#activeChanged();
    } catch (error) {
      this.#ports.log.warn(`What another window changed could not be read: ${toStoreError(error).message}`);
    }
    this.listChanged();
  }

  #show(session: Session): void {
    if (session === this.#active) return;
    const before = this.#active;
    this.#active = session;
    this.#chats.letGo(before);
    this.#remember();
    this.#activeChanged();
  }

  #remember(): void {
    const emptyId = this.#chats.empty()?.conversation.id;
    this.#ports.remember({
      shownId: this.#active.conversation.id,
      ...(emptyId === undefined ? {} : { emptyId }),
    });
  }

  #activeChanged(): void {
    for (const listener of this.#activeListeners) listener();
  }
}
