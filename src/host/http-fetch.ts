// The fetch port of the extension host, on Node's http and https. The platform's fetch gives up by itself after five
// minutes of silence, which kills slow local models and long reasoning, and cannot limit the time to connect.
// Follows no redirect and retries nothing; limits other than the one for the connection are secure-fetch's.
//
// Imported as `http` and `https`, without `node:`: VS Code replaces the modules of these names by ones that honour its
// proxy and certificate settings.
import * as http from 'http';
import * as https from 'https';
import { lookup } from 'node:dns';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { FetchInit } from '../llm/secure-fetch.ts';
import { t } from '../model/l10n.ts';

/** Some hosts refuse requests that do not say who asks. */
const USER_AGENT = 'Parley';

/**
 * Sends one request. Resolves with the response as soon as its headers are there.
 * Rejects with what the network module says, with the signal's reason when it aborts, or with an error of code
 * `ETIMEDOUT` when no connection came about within `connectTimeoutMs` (0: no limit).
 * @param mayConnect for addresses that the user's settings do not vouch for: judges every IP address that the name stands
 *   for, in the very look-up that the connection uses, so that no second answer can be another one. One that is refused
 *   rejects with the code `EREFUSED_ADDRESS`. Through a proxy the proxy looks names up, and only addresses in the URL are
 *   judged, by the caller.
 */
export function httpFetch(
  url: string,
  init: FetchInit,
  mayConnect?: (address: string) => boolean,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const send = new URL(url).protocol === 'https:' ? https.request : http.request;
    const headers = { 'user-agent': USER_AGENT, ...Object.fromEntries(init.headers) };
    // What is wrong with the bytes themselves is told here; the body then says only that it was cut.
    let fault: Error | undefined;
    // A kept connection was looked up under other rules: it is not used where there are any.
    const rules = mayConnect === undefined ? {} : { agent: false, lookup: judgedLookup(mayConnect) };
    const options = { method: init.method, headers, signal: init.signal, ...rules };
    const request = send(url, options, (incoming) => {
      try {
        resolve(toResponse(incoming, () => fault));
      } catch (error) {
        incoming.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    limitConnecting(request, init.connectTimeoutMs);
    request.on('error', (error) => {
      fault = understood(error);
      reject(init.signal.aborted ? init.signal.reason : fault);
    });
    request.end(init.body);
  });
}

/** The system's look-up, which gives no address at all when one of them is refused. */
function judgedLookup(mayConnect: (address: string) => boolean): NonNullable<http.RequestOptions['lookup']> {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const refused = error === null && addresses.find(({ address }) => !mayConnect(address));
      const [first] = addresses;
      if (error !== null) callback(error, []);
      else if (refused || first === undefined) {
        const message = refused
          ? t('{0} leads to {1}.', hostname, refused.address)
          : t('{0} leads to no address.', hostname);
        callback(Object.assign(new Error(message), { code: 'EREFUSED_ADDRESS' }), []);
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** A TLS handshake that was answered in plain text has no code of its own here. */
function understood(error: Error): Error {
  if (!error.message.includes('wrong version number')) return error;
  const plain = new Error(t('The server does not speak TLS at this address.'));
  return Object.assign(plain, { code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
}

function limitConnecting(request: http.ClientRequest, limitMs: number): void {
  if (limitMs <= 0) return;
  const timer = setTimeout(() => {
    const error = new Error(t('There was no connection within {0} s.', limitMs / 1000));
    request.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }, limitMs);
  const connected = (): void => clearTimeout(timer);
  request.once('close', connected);
  request.once('socket', (socket) => {
    if (!socket.connecting) connected();
    else socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
  });
}

function toResponse(incoming: http.IncomingMessage, fault: () => Error | undefined): Response {
  const headers = new Headers();
  // Names and values in turn, as they came.
  const { rawHeaders } = incoming;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  const status = incoming.statusCode ?? 0;
  if (status === 204 || status === 205 || status === 304) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(webStream(decoded(incoming), fault), { status, headers });
}

/** Bodies are asked for as they are; a server that compresses all the same is understood. */
function decoded(incoming: http.IncomingMessage): Readable {
  const decoder = decoderFor(incoming.headers['content-encoding']?.trim().toLowerCase());
  if (decoder === undefined) return incoming;
  incoming.once('error', (error) => decoder.destroy(error));
  decoder.once('close', () => incoming.destroy());
  return incoming.pipe(decoder);
}

function decoderFor(encoding: string | undefined): ReturnType<typeof createGunzip> | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  return encoding === 'br' ? createBrotliDecompress() : undefined;
}

/** So much is handed on without waiting for more: what a socket reads at once. */
const GATHERED_BYTES = 64 * 1024;

/**
 * A web stream of the bytes; cancelling it closes the connection. It ends or fails once, whatever comes later.
 * A server that sends event by event makes a piece of each, and many arrive together. The first of a turn of the event loop
 * is handed on at once, what follows in the same turn as one: waking the reader costs more than reading an event.
 */
function webStream(body: Readable, fault: () => Error | undefined): ReadableStream<Uint8Array> {
  let isOver = false;
  let isGathering = false;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  const source = {
    start(controller: ReadableStreamDefaultController<Uint8Array>) {
      function handOn(): void {
        if (isOver || gathered.length === 0) return;
        controller.enqueue(Buffer.concat(gathered));
        gathered = [];
        gatheredBytes = 0;
        // Until the next read: the end of the connection is not dealt with before what came has been read.
        body.pause();
      }
      function endTurn(): void {
        isGathering = false;
        handOn();
      }
      function end(failure?: Error): void {
        if (isOver) return;
        handOn();
        isOver = true;
        if (failure === undefined) controller.close();
        else controller.error(fault() ?? failure);
      }
      body.on('data', (piece: Uint8Array) => {
        gathered.push(piece);
        gatheredBytes += piece.byteLength;
        if (!isGathering || gatheredBytes >= GATHERED_BYTES) handOn();
        if (isGathering) return;
        isGathering = true;
        setImmediate(endTurn);
      });
      body.once('end', () => end());
      body.on('error', end);
      body.once('close', () => end(new Error(t('The connection was closed.'))));
      body.pause();
    },
    pull() {
      body.resume();
    },
    cancel() {
      isOver = true;
      body.destroy();
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}
