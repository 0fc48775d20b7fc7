// Fetches a page that the user typed the address of, and nothing else: once, from the public internet, with limits on
// size and time, without cookies, keys or scripts. Redirects are followed within the same origin only.
import { htmlToText } from '../../context/html-text.ts';
import { addressInUrl } from '../../context/public-address.ts';
import type { FetchInit } from '../../llm/secure-fetch.ts';
import type { UrlAttachment } from '../../model/attachment.ts';
import { cleanText, cleanToolText } from '../../tools/clean-text.ts';
import { t } from '../../model/l10n.ts';

/** What fetching a page needs from outside. */
export interface PagePorts {
  readonly fetch: (
    url: string,
    init: FetchInit,
    mayConnect: (address: string) => boolean,
  ) => Promise<Response>;
  /** Which IP addresses may be connected to. */
  readonly mayConnect: (address: string) => boolean;
  readonly newId: () => string;
  readonly nowMs: () => number;
  /** Longest time for all of it, in milliseconds. */
  readonly limitMs: number;
}

const maxRedirects = 5;
/** Read of a page at most, in bytes, and sent of it, in characters. */
const maxBytes = 2_000_000;
const maxText = 100_000;

/**
 * Fetches a page as text.
 * @param typed an address; without a scheme it is taken for https.
 * @throws Error with a sentence for the user, or the signal's reason when it aborts.
 */
export async function fetchPage(
  typed: string,
  ports: PagePorts,
  signal: AbortSignal,
): Promise<UrlAttachment> {
  const url = readAddress(typed, ports);
  const limit = AbortSignal.timeout(ports.limitMs);
  try {
    const response = await follow(url, ports, AbortSignal.any([signal, limit]));
    const { title, text } = await readPage(response);
    if (text === '')
      throw new Error(t('There is no text on it: a script may write what is seen in a browser.'));
    const id = ports.newId();
    return { kind: 'url', id, url: url.href, title, fetchedAtMs: ports.nowMs(), text };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const reason = limit.aborted ? t('It took longer than {0} s.', ports.limitMs / 1000) : reasonOf(error);
    throw new Error(t('{0} was not attached. {1}', url.href, reason), { cause: error });
  }
}

function readAddress(typed: string, { mayConnect }: PagePorts): URL {
  const words = typed.trim();
  const address =
    /^[a-z][a-z0-9+.-]*:/i.test(words) && !/^[^/]*:\d+(?:\/|$)/.test(words) ? words : `https://${words}`;
  if (!URL.canParse(address)) throw new Error(t('“{0}” is not an address of a page.', words));
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Error(t('“{0}” cannot be fetched: only http and https addresses can.', words));
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error(t('An address with a user name or password in it is not fetched.'));
  }
  const literal = addressInUrl(url);
  // These names are this machine's or its network's, also where a proxy looks them up.
  const isLocalName = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/i.test(
    url.hostname.replace(/\.$/, ''),
  );
  if (literal === undefined ? isLocalName && !mayConnect('127.0.0.1') : !mayConnect(literal)) {
    throw new Error(
      t('{0} is not on the public internet. Pages of this machine or its network are not fetched.', url.host),
    );
  }
  url.hash = '';
  return url;
}

async function follow(start: URL, ports: PagePorts, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const headers = new Headers({ accept: 'text/html,text/*;q=0.9,application/json;q=0.8' });
    headers.set('accept-encoding', 'identity');
    const init = {
      method: 'GET',
      headers,
      signal,
      redirect: 'manual',
      connectTimeoutMs: ports.limitMs,
    } as const;
    const response = await ports.fetch(url.href, init, ports.mayConnect);
    if (response.status < 300 || response.status > 399) return response;
    await response.body?.cancel();
    const target = response.headers.get('location');
    if (target === null || !URL.canParse(target, url.href))
      throw new Error(t('It answered with status {0} and no address.', response.status));
    const next = new URL(target, url.href);
    if (next.origin !== start.origin) {
      throw new Error(t('It redirects to {0}. Attach that address if it is the one you mean.', next.href));
    }
    url = next;
  }
  throw new Error(t('It redirects more than {0} times.', maxRedirects));
}

async function readPage(response: Response): Promise<{ readonly title: string; readonly text: string }> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(t('The server answered with status {0}.', response.status));
  }
  const type = response.headers.get('content-type') ?? 'text/html';
  if (
    !/^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript|yaml|toml)\b|application\/xhtml)/i.test(
      type,
    )
  ) {
    await response.body?.cancel();
    throw new Error(t('It is {0}, not a text.', type.split(';', 1)[0] ?? ''));
  }
  const { bytes, isCut } = await readBytes(response);
  const source = decode(type, bytes);
  const isHtml = /html/i.test(type);
  const { title, text } = isHtml ? htmlToText(source) : { title: '', text: source };
  // What a reader of the page would not see is no word of it; that there was such is said.
  const clean = cleanToolText(text).trim();
  const end = clean.length > maxText || isCut ? '\n[The rest of the page is left out.]' : '';
  return {
    title: cleanText(title).text.slice(0, 200),
    text: clean.slice(0, maxText).replace(/[\uD800-\uDBFF]$/, '') + end,
  };
}

async function readBytes(
  response: Response,
): Promise<{ readonly bytes: Uint8Array; readonly isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (response.body === null) return { bytes: new Uint8Array(), isCut: false };
  const body: AsyncIterable<Uint8Array> = response.body;
  // Leaving the loop early closes the connection.
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > maxBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isCut: length > maxBytes };
}

/** By the header, else by the page's own word in its first bytes, else UTF-8. */
function decode(type: string, bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 2048));
  const label =
    /charset\s*=\s*["']?([\w-]+)/i.exec(type)?.[1] ??
    /<meta[^>]{0,100}charset\s*=\s*["']?([\w-]+)/i.exec(start)?.[1];
  try {
    return new TextDecoder(label ?? 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder('utf-8').decode(bytes);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'EREFUSED_ADDRESS')
    return t('{0} Pages of this machine or its network are not fetched.', message);
  if (code === 'ENOTFOUND') return t('The name is not known. Is it right, and are you online?');
  return message;
}
