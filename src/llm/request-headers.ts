// The headers of a request, and the lock on its key: a key travels to the origin it was saved for or not at all.
// Everything is checked here, before anything is sent; no value ever appears in a message.
import { ChatError } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import type { DialectId, Provider } from '../model/provider.ts';
import type { BoundKey, Timeouts } from './chat-request.ts';
import { anthropicHeaders } from './dialects/anthropic/headers.ts';
import type { AuthScheme } from './dialects/dialect.ts';
import { sourceFacts, type ErrorSource } from './http-error.ts';

/** One request, ready to go but for its key. */
export interface OutgoingRequest {
  readonly provider: Provider;
  readonly method: 'GET' | 'POST';
  /** Appended to the path of the provider's base URL. */
  readonly path: string;
  readonly accept: string;
  readonly auth: AuthScheme;
  readonly body?: string;
  readonly apiKey?: BoundKey;
  readonly timeouts: Timeouts;
  readonly source: ErrorSource;
}

/** Headers that are not the user's to set: the first two belong to the key, the rest to the connection. */
const RESERVED: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'accept-encoding',
  'connection',
  'content-length',
  'cookie',
  'host',
  'transfer-encoding',
]);

/** What an API family wants on every request; a header of the user's with the same name wins. */
const DIALECT_HEADERS: Readonly<Partial<Record<DialectId, Readonly<Record<string, string>>>>> = {
  anthropic: anthropicHeaders,
};

/**
 * The user's headers, ours, and the key.
 * @param url where the request goes.
 * @throws ChatError `configuration` for a malformed or reserved header and for a key of another origin; `auth` for a
 *   key that cannot be one.
 */
export function composeHeaders(request: OutgoingRequest, url: URL): Headers {
  const { provider, source } = request;
  const headers = new Headers(DIALECT_HEADERS[provider.dialect]);
  for (const [name, value] of Object.entries(provider.headers)) {
    const setting = `parley.providers.${provider.id}.headers.${name}`;
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw badHeader(source, t('{0} is not a header name.', setting));
    if (RESERVED.has(name.toLowerCase())) {
      throw badHeader(
        source,
        t('{0} cannot be set there. Keys are set with “Parley: Set API Key”.', setting),
      );
    }
    if (!isHeaderValue(value))
      throw badHeader(source, t('{0} holds a character that a header cannot carry.', setting));
    headers.set(name, value);
  }
  headers.set('accept', request.accept);
  // A compressed stream can be cut without anyone noticing, and some runtimes cannot leave one in the middle.
  headers.set('accept-encoding', 'identity');
  if (request.body !== undefined) headers.set('content-type', 'application/json');
  attachKey(headers, request, url);
  return headers;
}

/** The lock against stolen keys: a changed base URL gets no key, whoever changed it. */
function attachKey(headers: Headers, request: OutgoingRequest, url: URL): void {
  const { apiKey, auth, provider, source } = request;
  if (apiKey === undefined) return;
  if (apiKey.origin !== url.origin) {
    throw new ChatError(
      sourceFacts(
        source,
        'configuration',
        t(
          'The key saved for {0} belongs to {1}, but its base URL is now at {2}. Nothing was sent. If the new address is right, run “Parley: Set API Key” to save a key for it; else correct parley.providers.{3}.baseUrl.',
          provider.label,
          apiKey.origin,
          url.origin,
          provider.id,
        ),
        { code: 'key-origin' },
      ),
    );
  }
  const value = apiKey.value.trim();
  if (!/^[\x21-\x7e]+$/.test(value)) {
    const message = t(
      'The key saved for {0} holds a blank or a character that no key has. Set it again.',
      provider.label,
    );
    throw new ChatError(sourceFacts(source, 'auth', message, { code: 'malformed-key' }));
  }
  if (auth === 'bearer') headers.set('authorization', `Bearer ${value}`);
  else headers.set(auth, value);
}

function badHeader(source: ErrorSource, message: string): ChatError {
  return new ChatError(
    sourceFacts(source, 'configuration', t('{0} Nothing was sent.', message), { code: 'header' }),
  );
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
