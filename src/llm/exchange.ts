// One request and its answer: send, see what came (events, JSON, a web page), decode. No second try here (client.ts).
import { ChatError, type ErrorFacts } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import type { StreamPart } from '../model/stream.ts';
import { firstSignificantByte, formatOf, type AnswerFormat } from './answer-format.ts';
import type { ChatRequest } from './chat-request.ts';
import type { AnswerDecoder, Dialect, EncodedRequest } from './dialects/dialect.ts';
import { sourceFacts, type ErrorSource } from './http-error.ts';
import { firstByteFacts, secureFetch, type Answer, type FetchPorts } from './secure-fetch.ts';

const MAX_ERROR_BODY_BYTES = 1024 * 1024;
/** After the finish reason only usage and the terminal marker follow; servers that forget them are not waited for. */
const FINISHING_LIMIT_MS = 10_000;
/** No answer takes longer; keep-alive comments alone would otherwise hold a turn for ever. */
const MAX_ANSWER_MS = 60 * 60_000;

/** What one exchange needs. */
export interface ExchangePorts extends FetchPorts {
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** What became known on the way, for the decision to try again. */
export interface ExchangeProgress {
  /** Headers of an answer arrived. */
  hasAnswer: boolean;
  /** `x-should-retry` of an error answer. */
  advice: boolean | undefined;
}

/** One request ready to be sent. */
export interface Exchange {
  readonly request: ChatRequest;
  readonly dialect: Dialect;
  readonly encoded: EncodedRequest;
  readonly source: ErrorSource;
}

/**
 * Sends and reads. Yields what each network read brought, in order; returns when the answer is complete.
 * Leaving the loop early closes the connection.
 * @throws ChatError, or the signal's reason.
 */
export async function* runExchange(
  exchange: Exchange,
  ports: ExchangePorts,
  progress: ExchangeProgress,
  signal: AbortSignal,
): AsyncGenerator<StreamPart[], void, void> {
  const { request, encoded, source } = exchange;
  const startedAtMs = ports.nowMs();
  const answer = await secureFetch(
    {
      provider: request.provider,
      method: 'POST',
      path: encoded.path,
      accept: encoded.accept,
      auth: encoded.auth,
      body: JSON.stringify(encoded.body),
      ...(request.apiKey === undefined ? {} : { apiKey: request.apiKey }),
      timeouts: request.timeouts,
      source,
    },
    ports,
    signal,
  );
  progress.hasAnswer = true;
  try {
    if (answer.status >= 400) await throwHttpError(exchange, answer, ports, progress);
    const decoder = exchange.dialect.decode({
      request,
      secrets: source.secrets,
      random: ports.random,
      warn: (message) => ports.log.warn(`${source.provider}: ${message}`),
    });
    yield* readAnswer(exchange, answer, decoder, () => ports.nowMs() - startedAtMs > MAX_ANSWER_MS);
  } finally {
    answer.body?.cancel();
  }
}

async function throwHttpError(
  { request, dialect, source }: Exchange,
  { status, headers, body }: Answer,
  ports: ExchangePorts,
  progress: ExchangeProgress,
): Promise<never> {
  const bodyText = (await body?.readText(MAX_ERROR_BODY_BYTES, request.timeouts.idleMs)) ?? '';
  const failed = { status, headers, bodyText, nowMs: ports.nowMs(), ...source };
  const report = dialect.readError(failed, request.provider);
  progress.advice = report.shouldRetry;
  throw new ChatError(report.facts);
}

async function* readAnswer(
  { request, source }: Exchange,
  { body, firstByteLeftMs }: Answer,
  decoder: AnswerDecoder,
  isTooLate: () => boolean,
): AsyncGenerator<StreamPart[], void, void> {
  let format: AnswerFormat | undefined;
  let cut: ChatError | undefined;
  let hasBytes = false;
  const idleMs = (): number => idleLimitMs(request.timeouts.idleMs, decoder.isFinishing);
  try {
    while (format?.isOver !== true) {
      const bytes = await body?.read(hasBytes ? idleMs() : firstByteLeftMs);
      if (bytes === undefined) break;
      hasBytes = true;
      if (isTooLate()) throw new ChatError(overallFacts(source));
      const begin = format === undefined ? firstSignificantByte(bytes) : 0;
      if (begin === -1) continue;
      const out: StreamPart[] = [];
      format ??= formatOf(bytes[begin], decoder, source);
      format.feed(begin === 0 ? bytes : bytes.subarray(begin), out);
      if (out.length > 0) yield out;
    }
  } catch (error) {
    // What was received counts: the decoder decides whether that is an answer.
    if (!(error instanceof ChatError)) throw error;
    const isFirst = !hasBytes && error.facts.code === 'idle';
    cut = isFirst ? new ChatError(firstByteFacts(source, request.timeouts.firstByteMs)) : error;
  }
  const tail: StreamPart[] = [];
  const broken = format?.end(tail, cut);
  const failure = decoder.end(tail, broken ?? cut);
  if (failure === undefined && cut === undefined) body?.release();
  if (tail.length > 0) yield tail;
  if (failure !== undefined) throw failure;
}

function idleLimitMs(idleMs: number, isFinishing: boolean): number {
  if (!isFinishing) return idleMs;
  return idleMs === 0 ? FINISHING_LIMIT_MS : Math.min(idleMs, FINISHING_LIMIT_MS);
}

function overallFacts(source: ErrorSource): ErrorFacts {
  return sourceFacts(source, 'timeout', t('The answer took over an hour.'), { code: 'overall' });
}
