// The chats that are in memory: those that are shown, at work, empty or not stored yet. Loads others when they are asked for,
// and follows what other windows store.
import type { ChatHeader } from '../model/chat-header.ts';
import { emptyConversation, findMessage } from '../model/conversation.ts';
import type { ChatStore } from './chat-store.ts';
import type { HistoryWriter } from './history-writer.ts';
import { mergeStored } from './merge-stored.ts';
import { Session, type SessionPorts } from './session.ts';
import { summaryOf } from './summary.ts';

/** What they need. */
export interface OpenChatsPorts extends SessionPorts {
  readonly store: ChatStore;
  readonly writer: HistoryWriter;
  /** Told of every chat that comes into memory. */
  readonly onSession?: (session: Session) => void;
}

/** See the head of this file. */
export class OpenChats {
  readonly #ports: OpenChatsPorts;
  readonly #sessions = new Map<string, Session>();

  constructor(ports: OpenChatsPorts) {
    this.#ports = ports;
  }

  /** All of them. */
  all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** The one with this id, if it is in memory. */
  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** The one that holds this message, if it is in memory. */
  holding(messageId: string): Session | undefined {
    return this.all().find(({ conversation }) => findMessage(conversation, messageId) !== undefined);
  }

  /** One without messages, if there is any. */
  empty(): Session | undefined {
    return this.all().find((session) => session.conversation.messages.length === 0);
  }

  /** Begins an empty chat under this id. */
  addEmpty(id: string): Session {
    return this.#add(new Session(this.#ports, emptyConversation(id, this.#ports.nowMs())));
  }

  /** The chat with this id, from memory or the history; an empty one of this id gives way to the stored one. */
  async obtain(id: string): Promise<Session | undefined> {
    if (this.#hasMessages(id)) return this.get(id);
    const stored = await this.#ports.store.load({ chatId: id });
    // Meanwhile somebody else may have loaded it, or a message was sent in it.
    if (stored === undefined || this.#hasMessages(id)) return this.get(id);
    this.drop(id);
    return this.#add(new Session(this.#ports, stored.conversation), stored.header.revision);
  }

  /** Forgets it, stored or not. */
  drop(id: string): void {
    this.#ports.writer.leave(id);
    this.#sessions.delete(id);
  }

  /** Forgets it if it is stored and at rest: it is loaded again when it is opened again. */
  letGo(session: Session): void {
    const { id, messages } = session.conversation;
    if (messages.length > 0 && !session.isRunning && this.#ports.writer.isSaved(id)) this.drop(id);
  }

  /** Takes over what other windows have stored. Returns the ids of the chats that changed. */
  async refresh(): Promise<readonly string[]> {
    const { store, writer } = this.#ports;
    const revisions = await store.revisions({ chatIds: [...this.#sessions.keys()] });
    const changed: string[] = [];
    for (const [id, revision] of Object.entries(revisions)) {
      if (revision === writer.revisionOf(id)) continue;
      await this.resync(id);
      changed.push(id);
    }
    return changed;
  }

  /** Takes over what is stored of one chat, if it is in memory. */
  async resync(id: string): Promise<void> {
    const { store, writer } = this.#ports;
    await writer.whenSettled(id);
    const session = this.get(id);
    const stored = session === undefined ? undefined : await store.load({ chatId: id });
    if (session === undefined || stored === undefined) return;
    writer.setRevision(id, stored.header.revision);
    session.adopt(mergeStored(session.conversation, stored.conversation, writer.unsavedMessages(id)));
  }

  /** Lines for the chats that could not be stored yet. */
  unsavedHeaders(): readonly ChatHeader[] {
    return this.all()
      .filter(({ conversation: { id } }) => this.#hasMessages(id) && !this.#ports.writer.isSaved(id))
      .map(({ conversation }) => ({
        id: conversation.id,
        title: conversation.title,
        createdAtMs: conversation.createdAtMs,
        ...summaryOf(conversation),
        isPinned: false,
        revision: 0,
      }));
  }

  #hasMessages(id: string): boolean {
    return (this.get(id)?.conversation.messages.length ?? 0) > 0;
  }

  #add(session: Session, revision?: number): Session {
    this.#sessions.set(session.conversation.id, session);
    this.#ports.writer.follow(session, revision);
    this.#ports.onSession?.(session);
    return session;
  }
}
