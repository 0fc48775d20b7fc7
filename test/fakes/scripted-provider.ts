// A chat-completions server over real HTTP on loopback whose every answer is written down by the test.
// It has no opinions: any path is answered by the next reply; only GET …/models has a list of its own.
import type { IncomingHttpHeaders } from 'node:http';
import { parseJson, startLoopbackServer } from './loopback-server.ts';
import type { Exchange, ExchangeEnd } from './loopback-server.ts';
import { playReply } from './play-reply.ts';
import type { Reply } from './play-reply.ts';
import { errorReply, jsonReply } from './replies.ts';

/** The request body of a chat request, as a test looks at it. Nothing is checked. */
export interface SentBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly messages?: readonly SentMessage[];
  readonly tools?: readonly { readonly type: string; readonly function: { readonly name: string } }[];
  readonly [field: string]: unknown;
}

/** One message of a chat request. */
export interface SentMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly tool_call_id?: string;
  readonly [field: string]: unknown;
}

/** A request as it arrived. The times fill in while its answer is played. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
  /** The parsed body; `{}` when it is not a JSON object. */
  readonly body: SentBody;
  /** Wall clock in milliseconds, with fractions. */
  readonly receivedAtMs: number;
  /** Set when the client dropped the connection before the reply had ended. */
  readonly closedByClientAtMs?: number;
  /** How the exchange ended; absent while it goes on. */
  readonly end?: ExchangeEnd;
}

/** A reply, or a function that makes one from the request. */
export type ReplyScript = Reply | ((request: RecordedRequest) => Reply | Promise<Reply>);

/** Settings of a scripted provider; all optional. */
export interface ScriptedProviderOptions {
  /** Answers when the queue is empty. Without it such a request gets status 418 and is a problem. */
  readonly fallback?: ReplyScript;
  /** Model ids for GET …/models, or a script of its own. Default: one model, `scripted-model`. */
  readonly models?: readonly string[] | ReplyScript;
  /** Default: any free port. */
  readonly port?: number;
}

/** A running scripted provider. */
export interface ScriptedProvider {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `url` + `/v1` */
  readonly baseUrl: string;
  /** Every request in order of arrival, GET …/models included. */
  readonly requests: readonly RecordedRequest[];
  /** What the test should know of: requests nobody scripted, scripts that threw. */
  readonly problems: readonly string[];
  /** TCP connections ever accepted. */
  readonly connections: number;
  /** TCP connections open now; a client may keep an idle one open for its next request. */
  openSockets(): number;
  /** Adds replies to the queue: one per request, in order. */
  queue(...scripts: readonly ReplyScript[]): void;
  /** Replaces the answer for when the queue is empty. */
  setFallback(script: ReplyScript | undefined): void;
  /**
   * The earliest request that no earlier call has returned, waiting for it if need be.
   * @param matches default: everything but GET …/models.
   * @throws after `timeoutMs` (default 5000), saying what did arrive.
   */
  nextRequest(matches?: (request: RecordedRequest) => boolean, timeoutMs?: number): Promise<RecordedRequest>;
  /** Waits until the exchange is over. @throws after `timeoutMs` (default 5000). */
  whenOver(request: RecordedRequest, timeoutMs?: number): Promise<ExchangeEnd>;
  /** Drops every connection and stops listening. */
  close(): Promise<void>;
}

type Recording = { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };

/** Starts a scripted provider on a free port of 127.0.0.1. Several can run side by side. */
export async function startScriptedProvider(
  options: ScriptedProviderOptions = {},
): Promise<ScriptedProvider> {
  const requests: Recording[] = [];
  const returned = new Set<RecordedRequest>();
  const problems: string[] = [];
  const queue: ReplyScript[] = [];
  const watchers = new Set<() => void>();
  let fallback = options.fallback;
  let closing = false;
  const models = modelsScript(options.models ?? ['scripted-model']);

  const changed = (): void => watchers.forEach((watch) => watch());

  const nextReply = async (request: Recording): Promise<Reply> => {
    const script = isModelList(request) ? models : (queue.shift() ?? fallback);
    const name = `${request.method} ${request.path}`;
    if (script === undefined) return problemReply(`Nobody scripted a reply for ${name}.`);
    try {
      return typeof script === 'function' ? await script(request) : script;
    } catch (error) {
      return problemReply(`The reply script for ${name} threw: ${String(error)}`);
    }
  };
  // 418 because no client sends a request again after it.
  const problemReply = (problem: string): Reply => {
    problems.push(problem);
    return errorReply(418, problem);
  };

  const serve = async ({ request, response, rawBody, signal }: Exchange): Promise<void> => {
    const recording = record(request.method ?? '', request.url ?? '/', request.headers, rawBody);
    const over = (end: ExchangeEnd): void => {
      if (recording.end !== undefined) return;
      recording.end = end;
      if (end === 'client') recording.closedByClientAtMs = nowMs();
      changed();
    };
    signal.addEventListener('abort', () => over(closing ? 'server' : 'client'), { once: true });
    requests.push(recording);
    changed();
    const reply = await nextReply(recording);
    await playReply(reply, response, signal, () => over('server'));
    over('complete');
  };

  const server = await startLoopbackServer(serve, (error) => problems.push(String(error)), options.port);

  /** Looks now and after every change until `look` finds something. */
  const waitUntil = <T>(look: () => T | undefined, timeoutMs: number, missing: () => string): Promise<T> =>
    new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        watchers.delete(watch);
      };
      const watch = (): void => {
        const found = look();
        if (found === undefined && !closing) return;
        finish();
        if (found === undefined) reject(new Error(`The scripted provider was closed. ${missing()}`));
        else resolve(found);
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`${missing()} (waited ${timeoutMs} ms)`));
      }, timeoutMs);
      watchers.add(watch);
      watch();
    });

  return {
    url: server.url,
    baseUrl: `${server.url}/v1`,
    requests,
    problems,
    get connections() {
      return server.connections;
    },
    openSockets: () => server.openSockets(),
    queue: (...scripts) => void queue.push(...scripts),
    setFallback: (script) => void (fallback = script),
    nextRequest: (matches = (request) => !isModelList(request), timeoutMs = 5000) =>
      waitUntil(
        () => {
          const found = requests.find((request) => !returned.has(request) && matches(request));
          if (found) returned.add(found);
          return found;
        },
        timeoutMs,
        () => `The request waited for did not come. Arrived: ${listOf(requests)}.`,
      ),
    whenOver: (request, timeoutMs = 5000) =>
      waitUntil(
        () => request.end,
        timeoutMs,
        () => `The exchange ${listOf([request])} is still going on.`,
      ),
    close: async () => {
      closing = true;
      await server.close();
      changed();
    },
  };
}

function record(method: string, url: string, headers: IncomingHttpHeaders, rawBody: string): Recording {
  const parsed = parseJson(rawBody);
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const body =
    typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as SentBody) : {};
  return { method, path: pathname, query: searchParams, headers, rawBody, body, receivedAtMs: nowMs() };
}

function isModelList(request: RecordedRequest): boolean {
  return request.method === 'GET' && request.path.endsWith('/models');
}

function modelsScript(models: readonly string[] | ReplyScript): ReplyScript {
  if (!Array.isArray(models)) return models as ReplyScript;
  const data = models.map((id: string) => ({
    id,
    object: 'model',
    created: 1_700_000_000,
    owned_by: 'scripted',
  }));
  return jsonReply({ object: 'list', data });
}

function listOf(requests: readonly RecordedRequest[]): string {
  const names = requests.map(({ method, path, end }) => `${method} ${path} (${end ?? 'open'})`);
  return names.length === 0 ? 'nothing' : names.join(', ');
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
