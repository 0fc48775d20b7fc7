// ChatClient: asks a model and yields what it says. Dialect, transport and retries come together here.
// The one rule about retries: nothing that the user has seen is ever asked for again.
import { ChatError, type ErrorFacts } from '../model/error.ts';
import { isLoopback } from '../model/provider.ts';
import type { StreamPart } from '../model/stream.ts';
import type { ChatRequest } from './chat-request.ts';
import { dialectOf } from './dialects/index.ts';
import { runExchange, type Exchange, type ExchangePorts, type ExchangeProgress } from './exchange.ts';
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

/** Asks models. Holds no state: every call stands alone, and calls may run side by side. */
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
  return {
    stream: (request, signal) => ask(request, true, ports, signal),
    create: async (request, signal, onWait) => {
      const parts: StreamPart[] = [];
      for await (const batch of ask(request, false, ports, signal)) {
        for (const part of batch) {
          if (part.type === 'retry-wait') onWait?.(part);
          else parts.push(part);
        }
      }
      return parts;
    },
  };
}

async function* ask(
  request: ChatRequest,
  stream: boolean,
  ports: ChatClientPorts,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamPart[], void, void> {
  try {
    signal.throwIfAborted();
    const exchange = prepare(request, stream);
    if (exchange.encoded.notices.length > 0) {
      yield exchange.encoded.notices.map((text) => ({ type: 'notice', text }));
    }
    yield* askUntilAnswered(exchange, ports, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ChatError) throw error;
    const message = 'Something inside Parley failed while a model was asked.';
    throw new ChatError({ kind: 'internal', message, retryable: true }, { cause: error });
  }
}

function prepare(request: ChatRequest, stream: boolean): Exchange {
  const { provider, model, apiKey } = request;
  const dialect = dialectOf(provider.dialect);
  const encoded = dialect.encode(request, stream);
  const { host } = requestUrl(provider, encoded.path);
  const source = { host, provider: provider.label, model, secrets: secretsOf(provider, apiKey) };
  return { request, dialect, encoded, source };
}

async function* askUntilAnswered(
  exchange: Exchange,
  ports: ChatClientPorts,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamPart[], void, void> {
  const { request, source } = exchange;
  const startedAtMs = ports.nowMs();
  let hasReconnected = false;
  for (let failures = 0; ;) {
    const progress: ExchangeProgress = { hasAnswer: false, advice: undefined };
    let isShown = false;
    try {
      for await (const batch of runExchange(exchange, ports, progress, signal)) {
        isShown ||= batch.some(isVisible);
        yield batch;
      }
      return;
    } catch (error) {
      if (signal.aborted || isShown || !(error instanceof ChatError)) throw error;
      const { facts } = error;
      if (!hasReconnected && !progress.hasAnswer && mayReconnect(request, facts)) {
        hasReconnected = true;
        ports.log.debug(`${source.host}: a kept connection was closed, connecting anew`);
        continue;
      }
      const { advice } = progress;
      const waitMs = retryWaitMs(
        {
          facts,
          failuresBefore: failures,
          elapsedMs: ports.nowMs() - startedAtMs,
          ...(advice === undefined ? {} : { advice }),
          retry500: exchange.dialect.retry500(request),
          isLocal: isLoopback(request.provider.baseUrl),
        },
        request.retry,
        ports.random,
      );
      if (waitMs === undefined) throw error;
      failures += 1;
      ports.log.warn(
        redact(`${source.host}: ${facts.message}; attempt ${failures + 1} in ${waitMs} ms`, source.secrets),
      );
      yield [{ type: 'retry-wait', attempt: failures, waitMs, message: facts.message }];
      await ports.sleep(waitMs, signal);
      signal.throwIfAborted();
    }
  }
}

function mayReconnect(request: ChatRequest, facts: ErrorFacts): boolean {
  return request.retry.strategy !== 'none' && request.retry.retryConnectionErrors && isStaleConnection(facts);
}

/** Has the user something on screen that a second answer would repeat? */
function isVisible(part: StreamPart): boolean {
  return part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'tool-call';
}
