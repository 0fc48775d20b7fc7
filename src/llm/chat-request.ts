// ChatRequest: one request to a model in neutral terms. A dialect turns it into a provider's own words.
import type { Provider } from '../model/provider.ts';
import type { ToolCall } from '../model/stream.ts';
import type { ToolSpec } from '../model/tool.ts';

/** A picture as it is sent. */
export interface ModelImage {
  /** The formats that every server with vision takes. */
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
  /** The file's bytes, without line breaks and without `data:` before them. */
  readonly base64: string;
}

/** What the system prompt, the user, the model and the tools said, in order. */
export type ModelMessage =
  | { readonly role: 'system'; readonly text: string }
  | {
      readonly role: 'user';
      /** May be empty when there are images. */
      readonly text: string;
      readonly images?: readonly ModelImage[];
    }
  | {
      readonly role: 'assistant';
      /** May be empty when there are tool calls. */
      readonly text: string;
      readonly reasoning?: string;
      readonly toolCalls: readonly ToolCall[];
      /** Of the last message: it was cut, and what is asked for is the rest of it. */
      readonly isCut?: boolean;
      /** Vendor data to replay, with the row that produced it. */
      readonly providerData?: { readonly row: string; readonly data: unknown };
    }
  | { readonly role: 'tool'; readonly callId: string; readonly name: string; readonly text: string };

/** How a tool must, may or must not be called. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** Response format of the chat-completions family. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly name: string;
      readonly description?: string;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict?: boolean;
    };

/** Request parameters by neutral name; an absent one is never sent. */
export interface RequestParameters {
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly minTokens?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly n?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly responseFormat?: ResponseFormat;
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly reasoningEffort?: string;
  readonly safePrompt?: boolean;
  readonly user?: string;
  /** What most of the answer will look like, for a server that then writes it faster. */
  readonly prediction?: string;
}

/** When a failed request is sent again. Times in milliseconds (names as in the seeds' RetryConfig). */
export interface RetryPolicy {
  readonly strategy: 'backoff' | 'none';
  readonly initialIntervalMs: number;
  readonly maxIntervalMs: number;
  readonly exponent: number;
  readonly maxElapsedTimeMs: number;
  readonly maxRetries: number;
  readonly retryConnectionErrors: boolean;
}

/** Limits on waiting, in milliseconds; 0 is off. */
export interface Timeouts {
  /** Until the connection is there. */
  readonly connectMs: number;
  /** From sending until the first byte of the answer's body. */
  readonly firstByteMs: number;
  /** Between two reads; any byte counts, keep-alive comments included. */
  readonly idleMs: number;
}

/** A key with the origin it was saved for; it is never sent to another one. */
export interface BoundKey {
  readonly value: string;
  /** As given by `originOf`. */
  readonly origin: string;
}

/** What only a look-up can tell: a short-lived key, and the provider completed with what came along with it. */
export interface Grant {
  readonly apiKey: BoundKey;
  readonly provider: Provider;
}

/**
 * Port: gets the grant for a request, from a cache where it can. Asked before the request is sent, and once more when the
 * server answers 401 before anything was shown: `refused` is then the key it did not take, and another one is wanted.
 * Rejects with a ChatError, or with the signal's reason as soon as it aborts.
 */
export type GrantSource = (request: ChatRequest, signal: AbortSignal, refused?: BoundKey) => Promise<Grant>;

/** One request, complete but for what its `grant` adds. */
export interface ChatRequest {
  readonly provider: Provider;
  /** The server's own model id. */
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ToolSpec[];
  readonly parameters: RequestParameters;
  /** Fields added to the JSON body as they are, winning over Parley's own. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  readonly apiKey?: BoundKey;
  /** For providers without a lasting key; it replaces `provider` and `apiKey`. */
  readonly grant?: GrantSource;
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
}
