// Builders for the replies that chat-completions servers give: streams, whole answers, errors and faults.
// They return plain data for the scripted provider or the practice server to play.
import type { Gate } from './gate.ts';
import type { Ending, Reply, Step, Wait } from './play-reply.ts';
import { DONE, finishChunk, reasoningChunk, roleChunk, textChunk, usageChunk } from './sse-chunks.ts';
import { toolCallChunk, wholeToolCall } from './sse-chunks.ts';
import type { ChunkHead, ScriptedToolCall, WireUsage } from './sse-chunks.ts';

const EVENT_STREAM = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };

// A client's fetch forgets bytes it has not handed on when the connection breaks in the same instant.
// The pause lets it read them first, as happens on any real network.
const READ_BEFORE_CUT: Wait = { pauseMs: 30 };

/** When the pieces of a stream go out: all at once, every `paceMs`, or one per release of `gate`. */
export interface Pace {
  readonly paceMs?: number;
  readonly gate?: Gate;
}

/** What a text stream carries beside its text. */
export interface StreamOptions extends Pace, ChunkHead {
  /** Reasoning deltas before the text; each is one step like the text deltas. */
  readonly reasoning?: readonly string[];
  /** Tool calls, whole and all in one chunk, after the text (one step). */
  readonly toolCalls?: readonly ScriptedToolCall[];
  /** Default `stop`, or `tool_calls` when there are any. `null`: no finish chunk. */
  readonly finishReason?: string | null;
  /** Sent as the extra last chunk with empty `choices`. */
  readonly usage?: WireUsage;
  /** `false` leaves out `data: [DONE]`. */
  readonly done?: boolean;
  /** Anything but `complete` leaves out finish, usage and `[DONE]`, and cuts or goes silent after the last delta. */
  readonly ending?: Ending;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A text stream. The role chunk goes out at once; with a gate, each delta takes one release, and the tail
 * (finish, usage, `[DONE]`; or the cut) takes one more.
 */
export function streamText(deltas: readonly string[], options: StreamOptions = {}): Reply {
  const chunks = [
    ...(options.reasoning ?? []).map((text) => reasoningChunk(text, options)),
    ...deltas.map((text) => textChunk(text, options)),
  ];
  const calls = options.toolCalls ?? [];
  if (calls.length > 0) {
    chunks.push(
      toolCallChunk(
        calls.map((call, index) => wholeToolCall(call, index)),
        options,
      ),
    );
  }
  const ending = options.ending ?? 'complete';
  const tail: Step[] = [];
  if (ending === 'complete') {
    const reason =
      options.finishReason === undefined ? (calls.length > 0 ? 'tool_calls' : 'stop') : options.finishReason;
    if (reason !== null) tail.push(finishChunk(reason, options));
    if (options.usage) tail.push(usageChunk(options.usage, options));
    if (options.done !== false) tail.push(DONE);
  } else if (ending !== 'silence') {
    tail.push(READ_BEFORE_CUT);
  }
  const steps: Step[] = [roleChunk(options)];
  for (const chunk of chunks) steps.push(...waitsOf(options), chunk);
  steps.push(...waitsOf(options), ...tail);
  return { headers: { ...EVENT_STREAM, ...options.headers }, steps, ending };
}

/**
 * Any pieces as an event stream: chunks of your own, or raw bytes cut where you like (see `cutAt`).
 * With a gate each piece takes one release, and the ending one more; so does it with a pace.
 */
export function streamRaw(
  pieces: readonly (string | Uint8Array)[],
  options: Pace & { readonly ending?: Ending; readonly headers?: Readonly<Record<string, string>> } = {},
): Reply {
  const ending = options.ending ?? 'complete';
  const steps: Step[] = pieces.flatMap((piece) => [...waitsOf(options), piece]);
  steps.push(...waitsOf(options));
  if (ending === 'fin' || ending === 'reset') steps.push(READ_BEFORE_CUT);
  return { headers: { ...EVENT_STREAM, ...options.headers }, steps, ending };
}

/** What a whole answer carries beside its text. */
export interface WholeAnswerOptions extends ChunkHead {
  readonly refusal?: string;
  readonly reasoning?: string;
  readonly toolCalls?: readonly ScriptedToolCall[];
  readonly finishReason?: string;
  readonly usage?: WireUsage;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One JSON answer, as given to `stream: false`. */
export function wholeAnswer(text: string | null, options: WholeAnswerOptions = {}): Reply {
  const calls = options.toolCalls ?? [];
  const message = {
    role: 'assistant',
    content: text,
    ...(options.refusal === undefined ? {} : { refusal: options.refusal }),
    ...(options.reasoning === undefined ? {} : { reasoning_content: options.reasoning }),
    ...(calls.length > 0 ? { tool_calls: calls.map((call) => wholeToolCall(call)) } : {}),
  };
  const finishReason = options.finishReason ?? (calls.length > 0 ? 'tool_calls' : 'stop');
  const answer = {
    id: options.id ?? 'chatcmpl-scripted',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: options.model ?? 'scripted-model',
    choices: [{ index: 0, message, finish_reason: finishReason }],
    ...(options.usage ? { usage: options.usage } : {}),
  };
  return jsonReply(answer, 200, options.headers);
}

/** Any JSON value with a status. */
export function jsonReply(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return bodyReply(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** Any body with a status and headers of your own; sent in one piece with its length. */
export function bodyReply(
  body: string | Uint8Array,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Reply {
  const length = String(Buffer.byteLength(body));
  return {
    status: options.status ?? 200,
    headers: { 'content-length': length, ...options.headers },
    steps: [body],
  };
}

/** An error status with the body most servers give. `retryAfter` becomes the header as it is. */
export function errorReply(
  status: number,
  message: string,
  options: {
    readonly type?: string;
    readonly code?: string | null;
    readonly param?: string | null;
    readonly retryAfter?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Reply {
  const { type = 'invalid_request_error', code = null, param = null, retryAfter, headers } = options;
  return jsonReply({ error: { message, type, param, code } }, status, {
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    ...headers,
  });
}

/** A page as a proxy or a wrong address gives it. */
export function htmlPage(status = 200, title = '502 Bad Gateway'): Reply {
  const page = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return bodyReply(page, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

/** Sends the client elsewhere. 307 and 308 ask it to repeat the POST there. */
export function redirectTo(location: string, status: 301 | 302 | 303 | 307 | 308 = 307): Reply {
  return bodyReply('', { status, headers: { location } });
}

/** Accepts the request and never says a word. */
export function silence(): Reply {
  return { head: 'withheld', ending: 'silence' };
}

/** Accepts the request and closes the connection without an answer. */
export function hangUp(how: 'fin' | 'reset' = 'fin'): Reply {
  return { head: 'withheld', ending: how };
}

function waitsOf({ paceMs, gate }: Pace): Wait[] {
  if (gate) return [{ gate }];
  return paceMs === undefined || paceMs <= 0 ? [] : [{ pauseMs: paceMs }];
}
