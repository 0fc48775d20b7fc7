// Every change a conversation can undergo. The host applies and publishes them; the view applies the same ones.
import type {
  AnswerState,
  Compaction,
  Message,
  MessageError,
  NoticePart,
  PauseReason,
  ProviderDataPart,
} from './conversation.ts';
import type { FinishReason, ToolCall, Usage } from './stream.ts';
import type { FileChange, ToolAction, ToolDecision, ToolOutcome, ToolQuestion } from './tool.ts';

/** One change, noun first. All that change a message name it. */
export type ConversationEvent =
  /** A message is added below its parent and becomes the leaf, unless it is one beside what is shown. */
  | { readonly type: 'message-add'; readonly message: Message; readonly keepsLeaf?: true }
  /** The user deleted a message, the first of these, with all that followed it. */
  | {
      readonly type: 'messages-delete';
      readonly messageIds: readonly string[];
      readonly deletedAtMs: number;
    }
  /** Deleted messages are back. */
  | { readonly type: 'messages-restore'; readonly messageIds: readonly string[] }
  /** Text is appended to the answer. */
  | { readonly type: 'text-delta'; readonly messageId: string; readonly text: string }
  /** Thinking is appended to the answer. */
  | { readonly type: 'reasoning-delta'; readonly messageId: string; readonly text: string }
  /** The model called a tool; it has no outcome yet. */
  | { readonly type: 'tool-call-add'; readonly messageId: string; readonly call: ToolCall }
  /** The arguments were understood: this is what the call will do. */
  | {
      readonly type: 'tool-describe';
      readonly messageId: string;
      readonly callId: string;
      readonly label: string;
      readonly action: ToolAction;
    }
  /** The call waits for the user. Always after its `tool-describe`. */
  | {
      readonly type: 'tool-ask';
      readonly messageId: string;
      readonly callId: string;
      readonly question: ToolQuestion;
    }
  /** The user answered. */
  | {
      readonly type: 'tool-decide';
      readonly messageId: string;
      readonly callId: string;
      readonly decision: ToolDecision;
    }
  /** A running call printed something. */
  | {
      readonly type: 'tool-output';
      readonly messageId: string;
      readonly callId: string;
      readonly text: string;
    }
  /** The one outcome of a tool call. After the end of a turn it replaces the outcome that the end put in its place. */
  | {
      readonly type: 'tool-outcome';
      readonly messageId: string;
      readonly callId: string;
      readonly outcome: ToolOutcome;
    }
  /** A notice, vendor data, or the start of a further round. */
  | {
      readonly type: 'part-add';
      readonly messageId: string;
      readonly part: NoticePart | ProviderDataPart | { readonly type: 'round-start' };
    }
  /** Files that tools changed, all of this answer anew; counts after the answer has ended, too. */
  | { readonly type: 'changes-update'; readonly messageId: string; readonly changes: readonly FileChange[] }
  /** The model has ended a piece of thinking, the last one of the answer. */
  | { readonly type: 'reasoning-end'; readonly messageId: string; readonly durationMs: number }
  /** A request of the answer is over. Absent figures are unknown. `writingMs`: from its first words to its last. */
  | {
      readonly type: 'request-end';
      readonly messageId: string;
      readonly usage?: Usage;
      readonly writingMs?: number;
    }
  | { readonly type: 'usage-update'; readonly messageId: string; readonly usage: Usage }
  /**
   * A failed request will be sent again in `waitMs`; by the host's clock that is at `untilMs`. Any later event of the same
   * message ends the wait.
   */
  | {
      readonly type: 'retry-wait';
      readonly messageId: string;
      readonly waitMs: number;
      readonly untilMs: number;
      readonly message: string;
    }
  /** The answer ends; sent exactly once per answer. */
  | {
      readonly type: 'turn-end';
      readonly messageId: string;
      readonly state: Exclude<AnswerState, 'running'>;
      readonly endedAtMs: number;
      readonly finish?: FinishReason;
      readonly error?: MessageError;
      readonly pause?: PauseReason;
    }
  /** A paused answer goes on, or one that was cut, stopped or interrupted: see `continuationOf`. */
  | { readonly type: 'turn-resume'; readonly messageId: string; readonly resumedAtMs: number }
  /** A tool is switched on or off for this chat. */
  | { readonly type: 'tool-switch'; readonly name: string; readonly isOn: boolean }
  /** The beginning of a path was summed up; from the next request on the model reads the summary instead. */
  | { readonly type: 'compaction-add'; readonly compaction: Compaction }
  /** A summary is taken back: the model reads the messages again. */
  | { readonly type: 'compaction-remove'; readonly compactionId: string }
  /** A part of every request (left-out.ts) does not go with this chat any more, or does again. */
  | { readonly type: 'part-leave-out'; readonly partId: string; readonly isLeftOut: boolean }
  /** Another path of the tree is shown. */
  | { readonly type: 'leaf-select'; readonly messageId: string }
  | { readonly type: 'title-set'; readonly title: string };
