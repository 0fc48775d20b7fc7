// The port through which chats outlive the window: what is asked of the history, declared by the layer that asks.
// Knows no file, no database and no thread; every operation takes one plain value and answers with one.
import type { Attachment } from '../model/attachment.ts';
import type { Compaction, Conversation, Message } from '../model/conversation.ts';
import type { ChatHeader, SearchHit, WorkspaceRef } from '../model/chat-header.ts';

/** Which part of the list: pinned chats first, then the last used. */
export interface ChatListQuery {
  /** Only chats of this workspace. */
  readonly workspaceId?: string;
  readonly limit: number;
  /** Goes on below this line of the page before. */
  readonly after?: Pick<ChatHeader, 'id' | 'isPinned' | 'updatedAtMs'>;
}

/** What is unsent in a chat. */
export interface StoredDraft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** An unsent text that was emptied or replaced, kept so that it can be had back. */
export interface OldDraft {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly savedAtMs: number;
}

/** A chat as it was stored. Answers nobody writes any more have been closed as `interrupted`. */
export interface StoredChat {
  readonly header: ChatHeader;
  readonly conversation: Conversation;
}

/** Everything that changed in one chat since it was last saved. Saving the same change twice changes nothing. */
export interface ChatChange {
  readonly chatId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Only when it has changed, so that a window that knows an older title does not bring it back. */
  readonly title?: string;
  readonly leafId?: string;
  readonly toolSwitches?: Readonly<Record<string, boolean>>;
  readonly leftOut?: readonly string[];
  /** All of them, only when they have changed, so that a window that knows older ones does not bring them back. */
  readonly compactions?: readonly Compaction[];
  readonly model: string;
  readonly preview: string;
  readonly messageCount: number;
  readonly workspace?: WorkspaceRef;
  /** New messages, and running answers as far as they are. */
  readonly messages: readonly Message[];
}

/** Words to look for, in all chats or those of one workspace. */
export interface SearchQuery {
  /** As typed: words are joined by "and", `"…"` is a phrase, the last word may be unfinished. */
  readonly words: string;
  readonly workspaceId?: string;
  readonly limit: number;
  /** How many hits to skip: those of the pages before. */
  readonly offset: number;
}

/** A page of hits. `order` says how they are sorted: by fit, or newest first where there are too many to rank. */
export interface SearchPage {
  readonly hits: readonly SearchHit[];
  readonly hasMore: boolean;
  readonly order: 'best' | 'newest';
}

/** One chat of an export, its messages exactly as stored: also what this version does not know. */
export interface ExportedChat {
  readonly id: string;
  readonly title: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly isPinned: boolean;
  readonly workspaceName?: string;
  readonly leafId?: string;
  /** Summaries that the model reads in the place of messages. */
  readonly compactions?: readonly Readonly<Record<string, unknown>>[];
  readonly messages: readonly Readonly<Record<string, unknown>>[];
}

/** What importing a chat came to. */
export type ImportResult = 'added' | 'completed' | 'unchanged';

/** Every operation: what it takes and what it answers. All may reject with a {@link StoreError}. */
export interface ChatStoreOperations {
  /** A page of the list. */
  list: { args: ChatListQuery; result: readonly ChatHeader[] };
  /** One chat; undefined when there is none, or it was deleted. */
  load: { args: { chatId: string }; result: StoredChat | undefined };
  /** Stores a change; durable when this resolves. Answers with the new revision. */
  save: { args: ChatChange; result: number };
  /** The revisions of these chats, for finding out which of them another window has changed. */
  revisions: { args: { chatIds: readonly string[] }; result: Readonly<Record<string, number>> };
  rename: { args: { chatId: string; title: string }; result: boolean };
  pin: { args: { chatId: string; isPinned: boolean }; result: boolean };
  /** Takes the chat out of every list; it can be brought back for 30 days. */
  remove: { args: { chatId: string; nowMs: number }; result: boolean };
  /** Brings a removed chat back. */
  restore: { args: { chatId: string }; result: boolean };
  /** Copies the path from the first message to this one into a chat of its own. False when there is no such message. */
  fork: {
    args: { chatId: string; messageId: string; newChatId: string; title: string; nowMs: number };
    result: boolean;
  };
  search: { args: SearchQuery; result: SearchPage };
  /** What is unsent in a chat. */
  draft: { args: { chatId: string }; result: StoredDraft };
  /** Keeps what is unsent; an emptied or replaced text becomes an old draft unless it `wasSent`. */
  saveDraft: { args: StoredDraft & { chatId: string; nowMs: number; wasSent: boolean }; result: void };
  /** The last 20 texts that were never sent, newest first. */
  oldDrafts: { args: Record<string, never>; result: readonly OldDraft[] };
  /** Chats to export after the given position, a few at a time; `next` is undefined at the end. */
  exportChats: {
    args: { chatId?: string; position: number };
    result: { chats: readonly ExportedChat[]; next?: number };
  };
  /** Adds what is missing of a chat; never changes a message that is there. */
  importChat: { args: ExportedChat; result: ImportResult };
  /** Who the workspace with these keys is: the known one, or a new one. */
  identifyWorkspace: { args: WorkspaceKeys; result: WorkspaceRef };
  /** What was shown last in a workspace; the empty id is that of windows without one. */
  shown: { args: { workspaceId: string }; result: ShownChats };
  saveShown: { args: { workspaceId: string; shownId: string; emptyId?: string }; result: void };
}

/** What is known of the open workspace; any of it finds it again. */
export interface WorkspaceKeys {
  readonly name: string;
  /** Its address. */
  readonly uri: string;
  /** What the file system calls it; stays when it is renamed or moved on the same disk. Absent where there is none. */
  readonly fileId?: string;
  /** Stands for its repository; absent without one. */
  readonly repository?: string;
  readonly nowMs: number;
}

/** Which chat is shown, and which is the empty one that "New chat" shows: its draft must be found again. */
export interface ShownChats {
  readonly shownId?: string;
  readonly emptyId?: string;
}

/** Names of the operations. */
export type ChatStoreOperation = keyof ChatStoreOperations;

/** The operations as functions. */
export type ChatStoreCalls = {
  readonly [K in ChatStoreOperation]: (
    args: ChatStoreOperations[K]['args'],
  ) => Promise<ChatStoreOperations[K]['result']>;
};

/** Something the store tells by itself. */
export type StoreEvent =
  /** Another window has changed the history. */
  | { readonly type: 'changed' }
  /** Something the user should know, in plain words: what happened and where the rest is. */
  | { readonly type: 'notice'; readonly text: string };

/** The history. */
export interface ChatStore extends ChatStoreCalls {
  /** Hears what the store tells by itself; returns the way to stop hearing. */
  onEvent(listener: (event: StoreEvent) => void): () => void;
  /** Ends the work after what is already asked for. Never rejects. */
  close(): Promise<void>;
}
