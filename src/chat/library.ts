// Library: the chats of this window and which of them is shown. Keeps them in memory.
import { activePath, findMessage } from '../model/conversation.ts';
import { Session, type SessionPorts } from './session.ts';

/** One line of the list of chats. */
export interface ChatSummary {
  readonly id: string;
  readonly title: string;
  /** When its last message was added, milliseconds since the epoch. */
  readonly updatedAtMs: number;
  readonly messageCount: number;
  readonly isActive: boolean;
  readonly isRunning: boolean;
}

/** The chats of a window. There is always an active one; it may be empty. */
export class Library {
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<() => void>();
  readonly #sessions: Session[];
  #active: Session;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#active = new Session(ports);
    this.#sessions = [this.#active];
  }

  /** The chat that is shown. */
  get active(): Session {
    return this.#active;
  }

  /** Shows an empty chat, a new one unless there is one already. A running answer goes on where it is. */
  startNew(): Session {
    let empty = this.#sessions.find((session) => session.conversation.messages.length === 0);
    if (empty === undefined) {
      empty = new Session(this.#ports);
      this.#sessions.push(empty);
    }
    this.#show(empty);
    return empty;
  }

  /** Shows the chat with this id; false when there is none. */
  open(id: string): boolean {
    const session = this.#sessions.find((candidate) => candidate.conversation.id === id);
    if (session === undefined) return false;
    this.#show(session);
    return true;
  }

  /** The chat that holds this message; undefined when there is none. */
  sessionOf(messageId: string): Session | undefined {
    return this.#sessions.find(({ conversation }) => findMessage(conversation, messageId) !== undefined);
  }

  /** All chats that have messages, the last used first. */
  list(): readonly ChatSummary[] {
    return this.#sessions
      .filter((session) => session.conversation.messages.length > 0)
      .map((session) => ({
        id: session.conversation.id,
        title: session.conversation.title,
        updatedAtMs: session.conversation.messages.at(-1)?.createdAtMs ?? session.conversation.createdAtMs,
        messageCount: activePath(session.conversation).length,
        isActive: session === this.#active,
        isRunning: session.isRunning,
      }))
      .toSorted((left, right) => right.updatedAtMs - left.updatedAtMs);
  }

  /** Hears when another chat becomes the active one; returns the way to stop hearing. */
  onActiveChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops every running answer; for the end of the window. */
  stopAll(): void {
    for (const session of this.#sessions) session.stop();
  }

  #show(session: Session): void {
    if (session === this.#active) return;
    this.#active = session;
    for (const listener of this.#listeners) listener();
  }
}
