// StreamPart: the one vocabulary of everything any model can say, streamed or whole.

/**
 * Why the model stopped. `stop`: it was done; `tools`: it wants tool results; `length`: a token limit cut it;
 * `filtered`: the provider withheld text; `unknown`: the server ended properly without a reason.
 */
export type FinishReason = 'stop' | 'tools' | 'length' | 'filtered' | 'unknown';

/** Token counts as the server reported them; absent figures were not reported (never estimated here). */
export interface Usage {
  /** Prompt tokens, cached ones included. */
  readonly inputTokens?: number;
  /** Generated tokens, reasoning included. */
  readonly outputTokens?: number;
  /** The part of `inputTokens` served from a cache. */
  readonly cachedTokens?: number;
  /** The part of `outputTokens` spent on reasoning. */
  readonly reasoningTokens?: number;
}

/** A tool call as the model made it, complete. */
export interface ToolCall {
  /** Unique in the conversation; given by the server or, where it gave none, made by Parley. */
  readonly callId: string;
  readonly name: string;
  /** The JSON text of the arguments exactly as received; may be invalid JSON. */
  readonly argumentsText: string;
  /** Vendor data that must be sent back unchanged with this call (e.g. a thought signature). */
  readonly providerData?: unknown;
}

/** What one of several answers to a request says by itself. */
export type ChoicePart =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | ({ readonly type: 'tool-call' } & ToolCall)
  | { readonly type: 'provider-data'; readonly data: unknown }
  | { readonly type: 'finish'; readonly reason: FinishReason };

/**
 * One thing a model said or that happened on the way.
 * Order: any number of notices and waits, then deltas and calls, then at most one `finish`, which is last but for `usage`.
 */
export type StreamPart =
  /** Visible answer text, to be appended. Never empty. */
  | { readonly type: 'text-delta'; readonly text: string }
  /** Thinking text, to be appended to the reasoning. Never empty. */
  | { readonly type: 'reasoning-delta'; readonly text: string }
  /** A complete tool call. Sent once per call, after its last fragment. */
  | ({ readonly type: 'tool-call' } & ToolCall)
  /** Vendor data of the whole message that must be replayed unchanged (e.g. reasoning details). */
  | { readonly type: 'provider-data'; readonly data: unknown }
  /** Token counts; a later one replaces an earlier one. */
  | { readonly type: 'usage'; readonly usage: Usage }
  /** Something the user should know about this answer, e.g. a setting the server does not take. */
  | { readonly type: 'notice'; readonly text: string }
  /** The request failed and will be sent again in `waitMs`; only before any delta. */
  | {
      readonly type: 'retry-wait';
      readonly attempt: number;
      readonly waitMs: number;
      readonly message: string;
    }
  /** A further answer to the same request (`n` > 1) says something. Counted from 1; its `finish` is absent when it was cut. */
  | { readonly type: 'choice'; readonly index: number; readonly part: ChoicePart }
  /** The answer is complete. Absent when the stream was cut or failed (then the reader throws). */
  | { readonly type: 'finish'; readonly reason: FinishReason };
