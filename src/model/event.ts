// Every change a conversation can undergo. The host applies and publishes them; the view applies the same ones.
import type { AnswerState, Message, MessageError, NoticePart, ProviderDataPart } from './conversation.ts';
import type { FinishReason, ToolCall, Usage } from './stream.ts';
import type { ToolOutcome } from './tool.ts';

/** One change, noun first. All but `title-set` and `leaf-select` name the message they change. */
export type ConversationEvent =
  /** A message is added below its parent and becomes the leaf. */
  | { readonly type: 'message-add'; readonly message: Message }
  /** Text is appended to the answer. */
  | { readonly type: 'text-delta'; readonly messageId: string; readonly text: string }
  /** Thinking is appended to the answer. */
  | { readonly type: 'reasoning-delta'; readonly messageId: string; readonly text: string }
  /** The model called a tool; it has no outcome yet. */
  | { readonly type: 'tool-call-add'; readonly messageId: string; readonly call: ToolCall }
  /** The one outcome of a tool call. */
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
    }
  /** Another path of the tree is shown. */
  | { readonly type: 'leaf-select'; readonly messageId: string }
  | { readonly type: 'title-set'; readonly title: string };
