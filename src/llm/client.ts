// ChatClient: asks a model and yields what it says. Dialect, transport and retries come together here.
// The one rule about retries: nothing that the user has seen is ever asked for again.
import { ChatError, type ErrorFacts } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import { isLoopback } from '../model/provider.ts';
import type { StreamPart } from '../model/stream.ts';
import type { BoundKey, ChatRequest } from './chat-request.ts';
import { dialectOf } from './dialects/index.ts';
import { runExchange, type Exchange, type ExchangePorts, type ExchangeProgress } from './exchange.ts';
import { Lessons } from './lessons.ts';
import { redact } from './redact.ts';
import { isStaleConnection, retryWaitMs } from './retry.ts';
import { requestUrl, secretsOf } from './secure-fetch.ts';

/** What the client needs from outside. */
export interface ChatClientPorts extends ExchangePorts {
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The part that announces a retry. */
export type RetryWait = Extract<StreamPart, { type: 'retry-wait' }>;

/** Asks models. Remembers only which optional fields a server has refused; calls may run side by side. */
export interface ChatClient {
  /**
   * Asks for a streamed answer. Yields batches, one per network read, never empty.
   * Leaving the loop early closes the connection.
   * @throws ChatError, or the signal's reason when it aborts; what was yielded before stands.
   */
  stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<readonly StreamPart[], void, void>;
  /**
   * Asks for one whole answer and returns it as the same parts.
   * @param onWait told of each retry before its wait begins (such parts are not in the result).
   * @throws ChatError, or the signal's reason when it aborts.
   */
  create(
    request: ChatRequest,
    signal: AbortSignal,
    onWait?: (wait: RetryWait) => void,
  ): Promise<readonly StreamPart[]>;
}

/** A client that sends through `ports.fetch`. */
export function createChatClient(ports: ChatClientPorts): ChatClient {
  const lessons = new Lessons();
  return {
    stream: (request, signal) => ask({ request, stream: true, lessons, ports }, signal),
    create: async (request, signal, onWait) => {
      const parts: StreamPart[] = [];
      for await (const batch of ask({ request, stream: false, lessons, ports }, signal)) {
        for (const part of batch) {
          if (part.type === 'retry-wait') onWait?.(part);
          else parts.push(part);
        }
      }
      return parts;
    },
  };
}

/** One call of the client. */
interface Call {
  readonly request: ChatRequest;
  readonly stream: boolean;
  readonly lessons: Lessons;
  readonly ports: ChatClientPorts;
}

/** What has been tried so far. */
interface Tries {
  readonly startedAtMs: number;
  /** Failures that were waited for. */
  failures: number;
  /** The request as sent; undefined while it has to be written (anew). */
  exchange: Exchange | undefined;
  /** A granted key that the server did not take. */
  refusedKey: BoundKey | undefined;
  hasReconnected: boolean;
  lessonsLearned: number;
}

/** A server that goes on naming fields is not going to be pleased. */
const MAX_LESSONS = 4;

async function* ask(call: Call, signal: AbortSignal): AsyncGenerator<readonly StreamPart[], void, void> {
  try {
    signal.throwIfAborted();
    yield* askUntilAnswered(call, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ChatError) throw error;
    const message = t('Something inside Parley failed while a model was asked.');
    throw new ChatError({ kind: 'internal', message, retryable: true }, { cause: error });
  }
}

async function* askUntilAnswered(
  call: Call,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamPart[], void, void> {
  const { ports } = call;
  const tries: Tries = {
    startedAtMs: ports.nowMs(),
    failures: 0,
    exchange: undefined,
    refusedKey: undefined,
    hasReconnected: false,
    lessonsLearned: 0,
  };
  const told = new Set<string>();
  for (;;) {
    const progress: ExchangeProgress = { hasAnswer: false, advice: undefined };
    let isShown = false;
    try {
      tries.exchange ??= await prepare(call, tries, signal);
      const news = tries.exchange.encoded.notices.filter((text) => !told.has(text));
      for (const text of news) told.add(text);
      if (news.length > 0) yield news.map(notice);
      for await (const batch of runExchange(tries.exchange, ports, progress, signal)) {
        isShown ||= batch.some(isVisible);
        yield batch;
      }
      return;
    } catch (error) {
      if (signal.aborted || isShown || !(error instanceof ChatError)) throw error;
      const next = whatNext(call, tries, error.facts, progress);
      if (next === undefined) throw error;
      if (next.text !== undefined && !told.has(next.text)) {
        told.add(next.text);
        yield [notice(next.text)];
      }
      if (next.waitMs === undefined) continue;
      yield [
        { type: 'retry-wait', attempt: tries.failures, waitMs: next.waitMs, message: error.facts.message },
      ];
      await ports.sleep(next.waitMs, signal);
      signal.throwIfAborted();
    }
  }
}

async function prepare(
  { request: asked, stream, lessons }: Call,
  tries: Tries,
  signal: AbortSignal,
): Promise<Exchange> {
  const granted = await asked.grant?.(asked, signal, tries.refusedKey);
  const request = granted === undefined ? asked : { ...asked, ...granted };
  const { provider, model, apiKey } = request;
  const dialect = dialectOf(provider.dialect);
  const encoded = lessons.apply(request, dialect.encode(request, stream));
  const { host } = requestUrl(provider, encoded.path);
  const source = { host, provider: provider.label, model, secrets: secretsOf(provider, apiKey) };
  return { request, dialect, encoded, source };
}

/** How to go on after a failure that the user has not seen: at once, after a wait, or (undefined) not at all. */
function whatNext(
  { request, lessons, ports }: Call,
  tries: Tries,
  facts: ErrorFacts,
  { hasAnswer, advice }: ExchangeProgress,
): { readonly waitMs?: number; readonly text?: string } | undefined {
  const { exchange } = tries;
  const { host, secrets } = exchange?.source ?? { host: request.provider.label, secrets: [] };
  const say = (text: string): void => ports.log.warn(redact(`${host}: ${text}`, secrets));
  const key = exchange?.request.apiKey;
  if (
    request.grant !== undefined &&
    facts.status === 401 &&
    tries.refusedKey === undefined &&
    key !== undefined
  ) {
    tries.refusedKey = key;
    tries.exchange = undefined;
    say('the key was not accepted, getting another one');
    return {};
  }
  if (!tries.hasReconnected && !hasAnswer && mayReconnect(request, facts)) {
    tries.hasReconnected = true;
    say('a kept connection was closed, connecting anew');
    return {};
  }
  const text =
    exchange === undefined || tries.lessonsLearned >= MAX_LESSONS
      ? undefined
      : learnFrom(exchange, facts, lessons);
  if (text !== undefined) {
    tries.lessonsLearned += 1;
    tries.exchange = undefined;
    say(text);
    return { text };
  }
  const waitMs = retryWaitMs(
    {
      facts,
      failuresBefore: tries.failures,
      elapsedMs: ports.nowMs() - tries.startedAtMs,
      ...(advice === undefined ? {} : { advice }),
      retry500: dialectOf(request.provider.dialect).retry500(request),
      isLocal: isLoopback(request.provider.baseUrl),
    },
    request.retry,
    ports.random,
  );
  if (waitMs === undefined) return undefined;
  tries.failures += 1;
  say(`${facts.message}; attempt ${tries.failures + 1} in ${waitMs} ms`);
  return { waitMs };
}

function learnFrom(exchange: Exchange, facts: ErrorFacts, lessons: Lessons): string | undefined {
  const { request, encoded, dialect } = exchange;
  return lessons.learn(request, encoded, facts, dialect.optionalFields);
}

function mayReconnect(request: ChatRequest, facts: ErrorFacts): boolean {
  return request.retry.strategy !== 'none' && request.retry.retryConnectionErrors && isStaleConnection(facts);
}

function notice(text: string): StreamPart {
  return { type: 'notice', text };
}

/** Has the user something on screen that a second answer would repeat? */
function isVisible(part: StreamPart): boolean {
  const { type } = part.type === 'choice' ? part.part : part;
  return type === 'text-delta' || type === 'reasoning-delta' || type === 'tool-call';
}
