// Conversation: a tree of messages, of which one path is shown. Types and small pure readers; changes are in reduce.ts.
import type { Attachment } from './attachment.ts';
import type { ErrorKind } from './error.ts';
import type { FinishReason, ToolCall, Usage } from './stream.ts';
import type { FileChange, ToolAction, ToolDecision, ToolOutcome, ToolQuestion } from './tool.ts';

/** A button on an error card; the host carries it out. */
export type ErrorAction = 'retry' | 'set-api-key' | 'choose-model' | 'open-settings' | 'show-log' | 'compact';

/** An error as shown and stored: explained, redacted, with the buttons that help. */
export interface MessageError {
  readonly kind: ErrorKind;
  /** One short sentence: what happened. */
  readonly title: string;
  /** What to do. */
  readonly hint: string;
  /** What the server said, for those who want it; may be empty. */
  readonly detail: string;
  readonly actions: readonly ErrorAction[];
}

/** Text as the model or the user wrote it (markdown). */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** The model's thinking. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  /** How long the model thought, in milliseconds; absent where nobody could see it think. */
  readonly durationMs?: number;
}

/** A tool call on its way: made, described, perhaps asked and decided, running with output, and its one result. */
export interface ToolCallPart extends ToolCall {
  readonly type: 'tool-call';
  /** The tool's name for people; absent for a tool that does not exist. */
  readonly label?: string;
  /** What it will do; absent until the arguments were understood. */
  readonly action?: ToolAction;
  /** Set while the call waits for the user. */
  readonly question?: ToolQuestion;
  /** What the user answered; absent when he was not asked. */
  readonly decision?: ToolDecision;
  /** The end of what it has printed so far, at most {@link maxLiveOutput} characters; absent once there is an outcome. */
  readonly output?: string;
  readonly outcome?: ToolOutcome;
}

/** Most characters of live output that a conversation holds for one call. */
export const maxLiveOutput = 16_000;

/** Begins a further request within the same turn (after tool results). */
export interface RoundStartPart {
  readonly type: 'round-start';
}

/** Something the user should know about this answer. */
export interface NoticePart {
  readonly type: 'notice';
  readonly text: string;
}

/** Why a turn rested although the model wanted to go on: it may be continued. */
export type PauseReason = 'rounds' | 'repeated-call' | 'invalid-calls';

/** Vendor data to replay; never shown. */
export interface ProviderDataPart {
  readonly type: 'provider-data';
  readonly data: unknown;
}

/** What an answer consists of, in the order it came. */
export type AssistantPart =
  TextPart | ReasoningPart | ToolCallPart | RoundStartPart | NoticePart | ProviderDataPart;

/** What the user sent. */
export interface UserMessage {
  readonly role: 'user';
  readonly id: string;
  /** The message this one answers or follows; absent for the first. */
  readonly parentId?: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** When the user deleted it, milliseconds since the epoch; it can be brought back for 30 days. */
  readonly deletedAtMs?: number;
}

/**
 * How an answer stands. `running`: parts may still come; `done`: complete; `cancelled`: the user stopped it;
 * `interrupted`: it was cut off after text had come; `error`: it failed before any text.
 */
export type AnswerState = 'running' | 'done' | 'cancelled' | 'interrupted' | 'error';

/** A wait before a failed request is sent again. The view may run on another machine, with a clock of its own. */
export interface RetryWait {
  /** Milliseconds that were left when this was told; what the view counts down from the moment it hears of it. */
  readonly waitMs: number;
  /** The end by the host's clock, milliseconds since the epoch; only the host may compare it with the time. */
  readonly untilMs: number;
  /** Why it waits. */
  readonly message: string;
}

/** What an answer cost: tokens, and the time from first to last words, in milliseconds, without waits and tools. */
export interface AnswerTotals {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly writingMs?: number;
}

/** One answer: all rounds of a turn. */
export interface AssistantMessage {
  readonly role: 'assistant';
  readonly id: string;
  readonly parentId: string;
  /** When the turn began, milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly endedAtMs?: number;
  /** `provider/model` as chosen. */
  readonly model: string;
  /** Provider's label at the time. */
  readonly providerLabel: string;
  readonly parts: readonly AssistantPart[];
  readonly state: AnswerState;
  readonly finish?: FinishReason;
  /** Of its last request. */
  readonly usage?: Usage;
  /** Of all its requests; a figure that one of them did not tell is absent. */
  readonly totals?: AnswerTotals;
  /** When it was last gone on with, and how long it had been worked at before, in milliseconds. */
  readonly resumedAtMs?: number;
  readonly workedMs?: number;
  readonly error?: MessageError;
  /** Set when the turn ended with the model wanting to go on. */
  readonly pause?: PauseReason;
  /** What tools changed in the course of this answer, in order of first change. */
  readonly changes?: readonly FileChange[];
  /** Set while a failed request waits to be sent again. */
  readonly retry?: RetryWait;
  /** Set while the last text is continued: what comes belongs to it. */
  readonly isStitching?: boolean;
  /** When the user deleted it, milliseconds since the epoch; it can be brought back for 30 days. */
  readonly deletedAtMs?: number;
}

/** One entry of a conversation. */
export type Message = UserMessage | AssistantMessage;

/** The beginning of a path, summed up: what the model reads in its place. The messages themselves stay as they are. */
export interface Compaction {
  readonly id: string;
  /** The last message that the summary covers; it counts on every path that goes through this message. */
  readonly upToMessageId: string;
  readonly summary: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** `provider/model` that wrote it. */
  readonly model: string;
  /** Estimates, in tokens: what the messages took, and what the summary takes. */
  readonly tokensBefore: number;
  readonly tokensAfter: number;
}

/** One chat. `messages` is in order of creation; siblings share a `parentId`; `leafId` ends the path shown. */
export interface Conversation {
  readonly id: string;
  readonly createdAtMs: number;
  /** Empty until there is a first message. */
  readonly title: string;
  readonly messages: readonly Message[];
  readonly leafId?: string;
  /** Tools switched on or off for this chat, by name; the others are as they are by default. */
  readonly toolSwitches?: Readonly<Record<string, boolean>>;
  /** In order of creation; absent when nothing was summed up. */
  readonly compactions?: readonly Compaction[];
  /** Parts of its requests that the user took out, by id (left-out.ts); absent when none ever was. */
  readonly leftOut?: readonly string[];
}

/** A conversation without messages. */
export function emptyConversation(id: string, createdAtMs: number): Conversation {
  return { id, createdAtMs, title: '', messages: [] };
}

/** The message with this id. */
export function findMessage(conversation: Conversation, id: string | undefined): Message | undefined {
  return id === undefined ? undefined : conversation.messages.findLast((message) => message.id === id);
}

/** The messages shown, first to last: from the root to `leafId`, or to what was deleted on the way. */
export function activePath(conversation: Conversation): readonly Message[] {
  const byId = new Map(conversation.messages.map((message) => [message.id, message]));
  const path: Message[] = [];
  let current = conversation.leafId === undefined ? undefined : byId.get(conversation.leafId);
  while (current !== undefined) {
    path.push(current);
    byId.delete(current.id);
    current = current.parentId === undefined ? undefined : byId.get(current.parentId);
  }
  const shown = path.toReversed();
  const end = shown.findIndex(({ deletedAtMs }) => deletedAtMs !== undefined);
  return end === -1 ? shown : shown.slice(0, end);
}

/** Of the summaries that lie on this path, the one that covers most of it; of several, the newest. */
export function compactionOf(
  path: readonly Message[],
  compactions: readonly Compaction[],
): Compaction | undefined {
  const byMessage = new Map(compactions.map((compaction) => [compaction.upToMessageId, compaction]));
  const last = path.findLast(({ id }) => byMessage.has(id));
  return last === undefined ? undefined : byMessage.get(last.id);
}

/** The messages with the same parent and role as this one, itself included, oldest first, without deleted ones. */
export function siblingsOf(conversation: Conversation, message: Message): readonly Message[] {
  return conversation.messages.filter(
    (other) =>
      other.parentId === message.parentId && other.role === message.role && other.deletedAtMs === undefined,
  );
}

/**
 * The newest descendant of a message, following the newest child that is not deleted; the message itself when it has none.
 * Ends in damaged data as well: no step is taken twice.
 */
export function newestLeafBelow(conversation: Conversation, messageId: string): string {
  const visible = conversation.messages.filter(({ deletedAtMs }) => deletedAtMs === undefined);
  const newestChild = new Map(visible.map((message) => [message.parentId, message.id]));
  let leafId = messageId;
  for (let child = newestChild.get(leafId); child !== undefined; child = newestChild.get(leafId)) {
    newestChild.delete(leafId);
    leafId = child;
  }
  return leafId;
}

/** The visible text of an answer; where something else stands between two texts, they are joined by a blank line. */
export function answerText(message: AssistantMessage): string {
  const texts: string[] = [];
  for (const part of message.parts) if (part.type === 'text') texts.push(part.text);
  return texts.join('\n\n');
}
