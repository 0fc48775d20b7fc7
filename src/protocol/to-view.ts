// What the host tells the view: a snapshot, then numbered batches of changes. Types only; the host is trusted.
import type { Attachment, ImageMediaType } from '../model/attachment.ts';
import type { ChatHeader, SearchHit } from '../model/chat-header.ts';
import type { Conversation } from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { RequestOutline, RequestPreview } from '../model/request-preview.ts';

/** What the panel shows besides the conversation. Small; sent whole when any of it changes. */
export interface PanelState {
  /** The chosen `provider/model`, or empty. */
  readonly model: string;
  /** Label of its provider, or empty. */
  readonly providerLabel: string;
  /** Setting `parley.chat.sendWith`. */
  readonly sendWith: 'enter' | 'ctrlEnter';
  /** Attachments that go with the next message, without their texts and bytes. */
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

/** What a suggestion is, for its icon. */
export type SuggestionKind =
  | 'prompt'
  | 'selection'
  | 'file'
  | 'folder'
  | 'symbol'
  | 'problems'
  | 'terminal'
  | 'changes'
  | 'image'
  | 'page';

/** One line of the list that completes what is typed in the composer. */
export interface Suggestion {
  /** Made by the host for this line; for `suggestion-attach`. */
  readonly id: string;
  readonly kind: SuggestionKind;
  /** Lines of a group stand together: what the editor has, files and folders, symbols; prompts. */
  readonly group: 'editor' | 'files' | 'symbols' | 'prompts';
  /** For a prompt its name, without the slash. */
  readonly label: string;
  /** Where it is or what it does; may be empty. */
  readonly detail: string;
  /** Places of the letters in label and detail that fit what was typed. */
  readonly labelMarks: readonly number[];
  readonly detailMarks: readonly number[];
  /** What may be written behind a prompt; may be empty. */
  readonly hint: string;
  /** Its name says that it holds secrets: they are masked when it is attached. */
  readonly isSecret: boolean;
}

/** What could complete the words of a `suggest`. May come several times for one, each time with all there is by then. */
export interface SuggestionList {
  readonly queryId: number;
  readonly items: readonly Suggestion[];
  /** Nothing more will come. */
  readonly isComplete: boolean;
  /** The workspace has more files than were searched. */
  readonly isCut: boolean;
}

/** One entry of a batch. */
export type ViewEvent =
  | { readonly type: 'conversation'; readonly event: ConversationEvent }
  | { readonly type: 'panel'; readonly panel: PanelState }
  /** Comes after `tools-show` and whenever the list changes after that. */
  | { readonly type: 'tools'; readonly tools: ToolList }
  /** The size of the next request and what goes with it; comes by itself, a moment after it has changed. */
  | { readonly type: 'request-outline'; readonly outline: RequestOutline }
  /** The answer to `request-show`. */
  | { readonly type: 'request'; readonly preview: RequestPreview }
  /** The prompt is part of the conversation now: the composer may clear it. */
  | { readonly type: 'prompt-accepted'; readonly promptId: string }
  /** The prompt was refused; the composer keeps its text and shows why. */
  | { readonly type: 'prompt-refused'; readonly promptId: string; readonly reason: string }
  | { readonly type: 'suggestions'; readonly list: SuggestionList }
  /** The bytes of a picture that `image-preview` asked for. */
  | {
      readonly type: 'image-preview';
      readonly attachmentId: string;
      readonly mediaType: ImageMediaType;
      readonly base64: string;
    }
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
  | { readonly type: 'batch'; readonly seq: number; readonly events: readonly ViewEvent[] }
  /**
   * A batch that is nothing but more of the text or reasoning the one before it ended with: its number and the text. As short
   * as can be, since a streaming answer sends up to sixty of them a second.
   */
  | MoreText;

/** See {@link ToView}. */
export type MoreText = [seq: number, text: string];
