// Dialect: the contract of an API family. Pure translation: what to send, what an answer means, what an error says.
// A dialect never sends, waits or logs.
import type { ChatError } from '../../model/error.ts';
import type { DialectId, Provider } from '../../model/provider.ts';
import type { StreamPart } from '../../model/stream.ts';
import type { ChatRequest } from '../chat-request.ts';
import type { ErrorReport, FailedAnswer } from '../http-error.ts';

/** How a key travels. */
export type AuthScheme = 'bearer' | 'api-key' | 'x-api-key';

/** A request in the provider's own words. The key is not in it: secure-fetch attaches that. */
export interface EncodedRequest {
  /** Appended to the path of the provider's base URL, e.g. `/chat/completions`. */
  readonly path: string;
  readonly accept: string;
  readonly auth: AuthScheme;
  /** Becomes the JSON body as it is. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What the user should know about this request, e.g. a setting this provider does not take. */
  readonly notices: readonly string[];
}

/** One server-sent event. */
export interface StreamEvent {
  /** The `event:` field; absent for most servers. */
  readonly event?: string | undefined;
  readonly data: string;
}

/**
 * Turns one answer into StreamParts. Feed it events in order (or one whole JSON value), then call `end` once.
 * Parts are appended to `out`; nothing is thrown.
 */
export interface AnswerDecoder {
  /** Takes one event of a stream. Ignored once `isOver`. */
  event(event: StreamEvent, out: StreamPart[]): void;
  /** Takes the JSON of an answer that came in one piece. */
  whole(value: unknown, out: StreamPart[]): void;
  /** The terminal marker or an error was seen: nothing that follows matters. */
  readonly isOver: boolean;
  /** The model said why it stopped; usage or the terminal marker may still follow. */
  readonly isFinishing: boolean;
  /** Text, reasoning or a part of a tool call has come. */
  readonly hasContent: boolean;
  /**
   * Closes the answer: appends what was held back (tool calls, usage, finish).
   * @param cut why reading stopped early, when it did.
   * @returns the failure the answer ends with, if any; what was appended to `out` is valid all the same.
   */
  end(out: StreamPart[], cut?: ChatError): ChatError | undefined;
}

/** What a decoder needs from outside. */
export interface DecoderContext {
  readonly request: ChatRequest;
  /** Keys to keep out of error texts. */
  readonly secrets: readonly string[];
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told of oddities that are of no interest to the user. Never given content. */
  readonly warn: (message: string) => void;
}

/** Where and how a list of models is asked for. */
export interface ModelsRoute {
  /** Below the base URL. */
  readonly path: string;
  readonly auth: AuthScheme;
  /**
   * For lists that come in pages: the query of the first one (`previous` is undefined), or of the one after an answer;
   * undefined when that was the last.
   */
  readonly page?: (previous: unknown) => Readonly<Record<string, string>> | undefined;
}

/** How an API family speaks. */
export interface Dialect {
  readonly id: DialectId;
  /** Wire names of fields a request can do without; a server that refuses one gets the request again without it. */
  readonly optionalFields: ReadonlySet<string>;
  /** @throws ChatError `configuration` when the request cannot be expressed, before anything is sent. */
  encode(request: ChatRequest, stream: boolean): EncodedRequest;
  decode(context: DecoderContext): AnswerDecoder;
  /** Classifies an answer with an error status. */
  readError(answer: FailedAnswer, provider: Provider): ErrorReport;
  /** How often status 500 is worth another try: some servers use it for the client's mistakes too. */
  retry500(request: ChatRequest): 'always' | 'once' | 'never';
  /** Where this provider lists its models; undefined when it has no list. */
  modelsPath(provider: Provider): ModelsRoute | undefined;
}
