// What is known of a chat without its messages: a line of a list, a hit of a search.

/** The folder or workspace file a chat was begun in. `id` stays the same when it is renamed or moved. */
export interface WorkspaceRef {
  readonly id: string;
  readonly name: string;
}

/** One line of the list of chats. */
export interface ChatHeader {
  readonly id: string;
  readonly title: string;
  /** The first words of the first message; may be empty. */
  readonly preview: string;
  /** `provider/model` of the newest answer; empty before the first. */
  readonly model: string;
  /** Messages on the path that is shown. */
  readonly messageCount: number;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** When its newest message was added, milliseconds since the epoch. */
  readonly updatedAtMs: number;
  readonly isPinned: boolean;
  readonly workspace?: WorkspaceRef;
  /** Grows with every change that is stored. */
  readonly revision: number;
}

/** A piece of a text; hits are what was looked for. */
export interface TextPiece {
  readonly text: string;
  readonly isHit: boolean;
}

/** One message (or one title, then without `messageId`) with the words. */
export interface SearchHit {
  readonly chatId: string;
  readonly messageId?: string;
  readonly title: string;
  readonly role: 'user' | 'assistant' | 'title';
  readonly createdAtMs: number;
  readonly pieces: readonly TextPiece[];
}
