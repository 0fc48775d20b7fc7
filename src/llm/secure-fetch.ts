// The only place that calls fetch. It refuses redirects, sends a key to the origin it was saved for and nowhere else,
// sets only well-formed headers, and never waits without a limit of its own.
//
// About limits: `connectMs` is handed on to the port, because only it can tell when a connection is there; `firstByteMs`
// counts from the call. The platform's own fetch ignores the former and gives up by itself after 300 s of silence, so the
// extension host has a port of its own (host/http-fetch.ts).
import { ChatError, type ErrorFacts } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import type { Log } from '../model/log.ts';
import type { Provider } from '../model/provider.ts';
import { BodyReader } from './body-reader.ts';
import type { BoundKey, Timeouts } from './chat-request.ts';
import { sourceFacts, type ErrorSource } from './http-error.ts';
import { networkFacts } from './network-error.ts';
import { redact } from './redact.ts';
import { composeHeaders, type OutgoingRequest } from './request-headers.ts';

/** What the platform's `fetch` takes here, and a limit that it does not know. */
export interface FetchInit {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly redirect: 'manual';
  /** Longest time until the connection is there, in milliseconds; 0 is off. Ignored by the platform's own fetch. */
  readonly connectTimeoutMs: number;
}

/** Port: sends one request. The platform's `fetch` fits. */
export type FetchPort = (url: string, init: FetchInit) => Promise<Response>;

/** What secure-fetch needs from outside. */
export interface FetchPorts {
  readonly fetch: FetchPort;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
}

/** An answer whose body has not been read. Whoever gets it must read it to its end, cancel or release it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Absent when there is no body. */
  readonly body?: BodyReader;
  /** What is left of the first-byte limit, in milliseconds; 0: there is none. */
  readonly firstByteLeftMs: number;
}

/** Encodings that the platform undoes by itself; `identity` is what is asked for. */
const ENCODINGS: ReadonlySet<string> = new Set(['', 'identity', 'gzip', 'x-gzip', 'deflate', 'br']);
/** Where a provider's request goes: base URL, then the path, with the query of both the base URL and the settings. */
export function requestUrl(provider: Provider, path: string): URL {
  const url = new URL(provider.baseUrl);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  for (const [name, value] of Object.entries(provider.query)) url.searchParams.set(name, value);
  return url;
}

/** Everything that must not appear in a text about this request: the key, and headers that look like one. */
export function secretsOf(provider: Provider, apiKey: BoundKey | undefined): readonly string[] {
  const headers = Object.entries(provider.headers).filter(([name]) =>
    /key|token|auth|secret|cookie|pass/i.test(name),
  );
  return [...(apiKey === undefined ? [] : [apiKey.value]), ...headers.map(([, value]) => value)];
}

/** One HTTP request, headers and all. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: FetchInit['method'];
  readonly headers: Headers;
  readonly body?: string;
  readonly timeouts: Timeouts;
  readonly source: ErrorSource;
}

/**
 * Sends a request to a provider, with its key where there is one. Settles as `sendRequest` does.
 * @throws ChatError `configuration` before anything is sent: key of another origin, malformed header.
 */
export async function secureFetch(
  request: OutgoingRequest,
  ports: FetchPorts,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const { method, body, timeouts, source } = request;
  const url = requestUrl(request.provider, request.path);
  const headers = composeHeaders(request, url);
  const withBody = body === undefined ? {} : { body };
  return sendRequest({ url, method, headers, ...withBody, timeouts, source }, ports, signal);
}

/**
 * Sends a request and returns as soon as the headers of its answer are there.
 * @throws ChatError `network`, `timeout` or `protocol` (redirect, unknown encoding); the signal's reason when it aborts.
 */
export async function sendRequest(
  request: HttpRequest,
  ports: FetchPorts,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const { url, headers } = request;
  const { firstByteMs, connectMs } = request.timeouts;
  const startedAtMs = ports.nowMs();
  const timeUp = new AbortController();
  const either = AbortSignal.any([signal, timeUp.signal]);
  const timer =
    firstByteMs > 0
      ? setTimeout(
          () => timeUp.abort(new ChatError(firstByteFacts(request.source, firstByteMs))),
          firstByteMs,
        )
      : undefined;
  try {
    const response = await settleWith(either, () =>
      ports.fetch(url.href, {
        method: request.method,
        headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: either,
        redirect: 'manual',
        connectTimeoutMs: connectMs,
      }),
    );
    const tookMs = ports.nowMs() - startedAtMs;
    ports.log.info(
      redact(
        `${request.method} ${url.host}${url.pathname}: ${response.status} after ${tookMs} ms`,
        request.source.secrets,
      ),
    );
    const body =
      response.body === null
        ? undefined
        : new BodyReader(response.body, signal, {
            timeout: (limitMs) => idleFacts(request.source, limitMs),
            tooLarge: () =>
              sourceFacts(request.source, 'protocol', t('The answer is longer than 64 MB.'), {
                code: 'too-large',
              }),
            network: (error) => networkFacts(error, request.source),
          });
    try {
      refuseRedirect(response, url, request.source);
      refuseUnknownEncoding(response, request.source);
    } catch (error) {
      body?.cancel();
      throw error;
    }
    return {
      status: response.status,
      headers: response.headers,
      ...(body === undefined ? {} : { body }),
      firstByteLeftMs: firstByteMs > 0 ? Math.max(1, firstByteMs - tookMs) : 0,
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ChatError) throw error;
    throw new ChatError(networkFacts(error, request.source), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** The facts of "nothing came": also for the first read of a body. */
export function firstByteFacts(source: ErrorSource, limitMs: number): ErrorFacts {
  const message = t('Nothing came within {0} (parley.timeout.firstByte).', seconds(limitMs));
  return sourceFacts(source, 'timeout', message, { code: 'first-byte' });
}

function idleFacts(source: ErrorSource, limitMs: number): ErrorFacts {
  const message = t('Nothing more came for {0} (parley.timeout.idle).', seconds(limitMs));
  return sourceFacts(source, 'timeout', message, { code: 'idle' });
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

/** Settles with the signal at the latest: a fetch that ignores its signal must not hold up a Stop. */
function settleWith<T>(signal: AbortSignal, start: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    start()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function refuseRedirect(response: Response, url: URL, source: ErrorSource): void {
  const isRedirect = response.type === 'opaqueredirect' || response.redirected;
  if (!isRedirect && (response.status < 300 || response.status > 399)) return;
  const location = response.headers.get('location');
  const target =
    location !== null && URL.canParse(location, url.href)
      ? new URL(location, url).origin
      : t('another address');
  throw new ChatError(
    sourceFacts(
      source,
      'protocol',
      t(
        '{0} redirects to {1}. Parley does not follow redirects: key and prompt would go along. If that address is right, make it the base URL.',
        url.origin,
        target,
      ),
      { code: 'redirect', status: response.status, retryable: false },
    ),
  );
}

function refuseUnknownEncoding(response: Response, source: ErrorSource): void {
  const encodings = (response.headers.get('content-encoding') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const unknown = encodings.find((name) => !ENCODINGS.has(name));
  if (unknown === undefined) return;
  const message = t('The answer is encoded as “{0}”, which was not asked for and cannot be read.', unknown);
  throw new ChatError(sourceFacts(source, 'protocol', message, { code: 'encoding' }));
}
