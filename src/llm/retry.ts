// Decides whether a failed request is sent again, and when. Pure: it neither waits nor sends.
// It is asked only while nothing of the answer has been shown.
import type { ErrorFacts } from '../model/error.ts';
import type { RetryPolicy } from './chat-request.ts';

/** Longest wait a server may ask for; beyond that the user is told instead. */
const MAX_HINTED_WAIT_MS = 60_000;
const MIN_HINTED_WAIT_MS = 250;

const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What is known when a request has failed. */
export interface Failure {
  readonly facts: ErrorFacts;
  /** Requests that failed before this one. */
  readonly failuresBefore: number;
  /** Milliseconds since the first request was sent. */
  readonly elapsedMs: number;
  /** The server's own advice (`x-should-retry`). */
  readonly advice?: boolean;
  readonly retry500: 'always' | 'once' | 'never';
  /** The server is on the user's own machine. */
  readonly isLocal: boolean;
}

/**
 * How long to wait before the next request, in milliseconds; undefined: do not send it again.
 * The wait is the server's own, else `initialInterval · exponent^n` up to `maxInterval`, less up to a quarter at random.
 * As in the seeds' RetryConfig, the time passed so far is compared with `maxElapsedTime` after each failure.
 * @param random uniform in [0, 1).
 */
export function retryWaitMs(failure: Failure, policy: RetryPolicy, random: () => number): number | undefined {
  const { facts, failuresBefore, elapsedMs } = failure;
  if (policy.strategy === 'none' || failuresBefore >= policy.maxRetries) return undefined;
  if (elapsedMs > policy.maxElapsedTimeMs || !isWorthAnotherTry(failure, policy)) return undefined;
  if (facts.waitMs !== undefined) {
    return facts.waitMs > MAX_HINTED_WAIT_MS ? undefined : Math.max(MIN_HINTED_WAIT_MS, facts.waitMs);
  }
  const grown = policy.initialIntervalMs * policy.exponent ** failuresBefore;
  return Math.round(Math.min(policy.maxIntervalMs, grown) * (1 - random() / 4));
}

/** A kept-alive connection that the server had closed meanwhile: no fault of the server, worth one silent repetition. */
export function isStaleConnection(facts: ErrorFacts): boolean {
  return facts.kind === 'network' && isOneOf(facts.code, 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET');
}

function isWorthAnotherTry(failure: Failure, policy: RetryPolicy): boolean {
  const { facts, advice } = failure;
  switch (facts.kind) {
    case 'rate-limit':
    case 'overloaded':
      return advice ?? true;
    case 'server':
      return advice ?? isServerErrorRetried(failure);
    case 'timeout':
      // Without a status it is a limit of ours, and the user has waited long enough; or a connection that timed out.
      return facts.status === undefined ? isConnectionRetried(failure, policy) : (advice ?? true);
    case 'network':
      return isConnectionRetried(failure, policy);
    case 'protocol':
      // LM Studio and others end a stream without a word when a model could not be loaded.
      return facts.code === 'empty-answer' && failure.failuresBefore === 0;
    case 'bad-request':
      return advice ?? (facts.status === 409 || facts.status === 425);
    case 'configuration':
    case 'auth':
    case 'quota':
    case 'not-found':
    case 'context-too-long':
    case 'filtered':
    case 'interrupted':
    case 'internal':
      return false;
  }
}

function isServerErrorRetried({ facts, failuresBefore, retry500 }: Failure): boolean {
  if (facts.status === 501 || facts.status === 505) return false;
  if (facts.status !== 500 || retry500 === 'always') return true;
  return retry500 === 'once' && failuresBefore === 0;
}

function isConnectionRetried({ facts, isLocal }: Failure, policy: RetryPolicy): boolean {
  if (!policy.retryConnectionErrors || facts.code === undefined) return false;
  // Nothing listens on this machine: say so at once instead of trying again.
  if (isLocal && facts.code === 'ECONNREFUSED') return false;
  return CONNECTION_CODES.has(facts.code);
}

function isOneOf(code: string | undefined, ...codes: readonly string[]): boolean {
  return code !== undefined && codes.includes(code);
}
