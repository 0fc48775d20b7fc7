// What the host tells the view: a snapshot, then numbered batches of changes. Types only; the host is trusted.
import type { Attachment } from '../model/attachment.ts';
import type { ChatHeader, SearchHit } from '../model/chat-header.ts';
import type { Conversation } from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';

/** What the panel shows besides the conversation. Small; sent whole when any of it changes. */
export interface PanelState {
  /** The chosen `provider/model`, or empty. */
  readonly model: string;
  /** Label of its provider, or empty. */
  readonly providerLabel: string;
  /** Setting `parley.chat.sendWith`. */
  readonly sendWith: 'enter' | 'ctrlEnter';
  /** Attachments that go with the next message. */
  readonly attachments: readonly Attachment[];
  /** Faults in the settings, in plain words; each names the setting. */
  readonly problems: readonly string[];
  /** Why chats are not being saved, in plain words; empty while they are. */
  readonly unsaved: string;
  /** The workspace is trusted; in Restricted Mode nothing of it is looked at, and nothing is run. */
  readonly isTrusted: boolean;
  /** Keys of the platform are named Cmd instead of Ctrl. */
  readonly isMac: boolean;
}

/** One tool as the tool list shows it. */
export interface ToolListEntry {
  readonly name: string;
  readonly label: string;
  /** Whose tool it is: `Parley`, `MCP: name`, … */
  readonly source: string;
  readonly description: string;
  /** Offered to the model in this chat. */
  readonly isOn: boolean;
  /** What its description costs in every request, in tokens; an estimate. */
  readonly tokens: number;
}

/** All tools there are, for the tool list of the shown chat. */
export interface ToolList {
  readonly entries: readonly ToolListEntry[];
  /** Most tools a server takes. */
  readonly limit: number;
  /** Why no tool is offered at all (Restricted Mode, setting), in plain words. */
  readonly offBecause?: string;
}

/** A page of the history: of the list, or of what a search found. */
export interface HistoryPage {
  /** Of the `history-query` that it answers. */
  readonly queryId: number;
  readonly chats: readonly ChatHeader[];
  readonly hits: readonly SearchHit[];
  readonly hasMore: boolean;
  /** Name of the open workspace; empty without one. */
  readonly workspaceName: string;
  /** Why the history cannot be read, in plain words; empty when it can. */
  readonly problem: string;
}

/** One entry of a batch. */
export type ViewEvent =
  | { readonly type: 'conversation'; readonly event: ConversationEvent }
  | { readonly type: 'panel'; readonly panel: PanelState }
  /** Comes after `tools-show` and whenever the list changes after that. */
  | { readonly type: 'tools'; readonly tools: ToolList }
  /** The prompt is part of the conversation now: the composer may clear it. */
  | { readonly type: 'prompt-accepted'; readonly promptId: string }
  /** The prompt was refused; the composer keeps its text and shows why. */
  | { readonly type: 'prompt-refused'; readonly promptId: string; readonly reason: string }
  /** Put this text into the composer. */
  | { readonly type: 'draft-set'; readonly text: string }
  /** Show the history in place of the conversation. */
  | { readonly type: 'history-show' }
  | { readonly type: 'history-page'; readonly page: HistoryPage }
  /** The list of chats may have changed. */
  | { readonly type: 'history-changed' }
  /** Scroll to this message of the shown chat. */
  | { readonly type: 'message-show'; readonly messageId: string }
  /** Those of a `places-check` that exist. */
  | {
      readonly type: 'places-found';
      readonly checkId: number;
      readonly places: readonly string[];
      readonly symbols: readonly string[];
    }
  /** Put the cursor into the composer. */
  | { readonly type: 'composer-focus' };

/** A message from host to view. */
export type ToView =
  /** Everything shown. `seq` is the number of the last batch it contains. */
  | {
      readonly type: 'snapshot';
      readonly seq: number;
      readonly conversation: Conversation;
      readonly panel: PanelState;
      readonly draft: string;
    }
  /** Changes since batch `seq - 1`; a view that has not seen that one asks for a snapshot. */
  | { readonly type: 'batch'; readonly seq: number; readonly events: readonly ViewEvent[] };
