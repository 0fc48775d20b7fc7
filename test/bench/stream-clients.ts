// The clients of the stream benchmark, one run each in a process of its own: bare fetch as the limit, Parley's whole path,
// and the vendors' SDKs. Prints one line of JSON. `node stream-clients.ts NAME BASE_URL CHUNKS PER_SECOND`
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** What one run measured. Times in milliseconds. */
export interface Run {
  readonly deltas: number;
  readonly characters: number;
  /** CPU of the process from the call to the end. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
  /** From the call to the first text. */
  readonly firstMs: number;
  /** From the call to its arrival at the server, over a connection that is there already. */
  readonly toServerMs: number;
  /** From the server's first chunk to the callback, likewise. */
  readonly toCallbackMs: number;
  /** Heap that is still held after the stream, garbage collected. */
  readonly retainedMb: number;
  /** Loading the client's modules. */
  readonly loadMs: number;
}

/** Where stream.ts puts the bundle of Parley's client. */
export const parleyBundlePath = path.join(import.meta.dirname, '..', '.out', 'bench', 'parley.mjs');
const parleyBundle = pathToFileURL(parleyBundlePath).href;

type ParleyBundle = typeof import('../../src/llm/client.ts') & typeof import('../../src/host/http-fetch.ts');

interface Tally {
  deltas: number;
  characters: number;
  firstMs: number;
}

/** Runs one request and calls `seen` with every piece of text. */
type Client = (url: string, seen: (text: string) => void) => Promise<void>;
type Load = () => Promise<Client>;

const question = { model: 'bench', messages: [{ role: 'user' as const, content: 'Go.' }], stream: true };

async function readChunks(
  stream: AsyncIterable<{ choices: { delta: { content?: string | null } }[] }>,
  seen: (text: string) => void,
): Promise<void> {
  for await (const chunk of stream) {
    const text = chunk.choices[0]?.delta.content;
    if (text) seen(text);
  }
}

const clients: Readonly<Record<string, Load>> = {
  // The limit: nothing can be read with less than this.
  limit: async () => async (url, seen) => {
    const response = await fetch(`${url.replace('?', '/chat/completions?')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    });
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of response.body ?? []) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
        const parsed = JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[] };
        const text = parsed.choices[0]?.delta.content;
        if (text) seen(text);
      }
    }
  },

  parley: async () => {
    // Bundled and minified, as it ships; the bundle is made by stream.ts.
    const { createChatClient, httpFetch } = (await import(parleyBundle)) as ParleyBundle;
    const quiet = (): void => {};
    const client = createChatClient({
      fetch: httpFetch,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      sleep: () => Promise.resolve(),
      nowMs: () => Date.now(),
      random: () => 0.5,
    });
    return async (url, seen) => {
      const { origin, pathname, searchParams } = new URL(url);
      const request = {
        provider: {
          id: 'bench',
          label: 'Bench',
          dialect: 'chat-completions' as const,
          row: 'openai-compatible',
          baseUrl: origin + pathname,
          query: Object.fromEntries(searchParams),
          headers: {},
          models: [],
          quirks: {},
        },
        model: 'bench',
        messages: [{ role: 'user' as const, text: 'Go.' }],
        tools: [],
        parameters: {},
        extraBody: {},
        retry: {
          strategy: 'none' as const,
          initialIntervalMs: 0,
          maxIntervalMs: 0,
          exponent: 1,
          maxElapsedTimeMs: 0,
          maxRetries: 0,
          retryConnectionErrors: false,
        },
        timeouts: { connectMs: 10_000, firstByteMs: 60_000, idleMs: 60_000 },
      };
      for await (const parts of client.stream(request, new AbortController().signal)) {
        for (const part of parts) if (part.type === 'text-delta') seen(part.text);
      }
    };
  },

  openai: async () => {
    const { OpenAI } = await import('openai');
    return async (url, seen) => {
      const { origin, pathname, searchParams } = new URL(url);
      const client = new OpenAI({
        apiKey: 'k',
        baseURL: origin + pathname,
        defaultQuery: Object.fromEntries(searchParams),
        maxRetries: 0,
      });
      await readChunks(await client.chat.completions.create({ ...question, stream: true }), seen);
    };
  },

  together: async () => {
    const { Together } = await import('together-ai');
    return async (url, seen) => {
      const { origin, pathname, searchParams } = new URL(url);
      const client = new Together({
        apiKey: 'k',
        baseURL: origin + pathname,
        defaultQuery: Object.fromEntries(searchParams),
        maxRetries: 0,
      });
      await readChunks(await client.chat.completions.create({ ...question, stream: true }), seen);
    };
  },

  mistral: async () => {
    const { Mistral, HTTPClient } = await import('@mistralai/mistralai');
    return async (url, seen) => {
      const { origin, pathname, search } = new URL(url);
      // This SDK takes no query and appends /v1 itself.
      const httpClient = new HTTPClient({
        fetcher: (input, init) => {
          const request = new Request(input, init);
          return fetch(new Request(`${request.url.split(/[?#]/)[0] ?? ''}${search}`, request));
        },
      });
      const client = new Mistral({
        apiKey: 'k',
        serverURL: origin + pathname.replace(/\/v1$/, ''),
        httpClient,
      });
      const stream = await client.chat.stream({
        model: 'bench',
        messages: [{ role: 'user', content: 'Go.' }],
      });
      for await (const { data } of stream) {
        const text = data.choices[0]?.delta.content;
        if (typeof text === 'string' && text !== '') seen(text);
      }
    };
  },
};

/** The names of all clients, the limit first. */
export const clientNames: readonly string[] = Object.keys(clients);

/** Calls to warm up with, and as many again, of which the median counts: the engine optimises what it sees often. */
const WARM_CALLS = 100;

async function main([name = '', url = '']: readonly string[]): Promise<void> {
  const load = clients[name];
  if (load === undefined) throw new Error(`There is no client “${name}”: ${clientNames.join(', ')}.`);
  const loading = performance.now();
  const client = await load();
  const loadMs = performance.now() - loading;
  const heapBefore = heapMb();
  const tally: Tally = { deltas: 0, characters: 0, firstMs: 0 };
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await client(url, (text) => {
    if (tally.deltas === 0) tally.firstMs = performance.now() - begin;
    tally.deltas += 1;
    tally.characters += text.length;
  });
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = performance.now() - begin;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const retainedMb = heapMb() - heapBefore;
  const ways = await warmWays(client, url);
  const run: Run = { ...tally, ...ways, cpuMs: (user + system) / 1000, wallMs, peakMb, retainedMb, loadMs };
  process.stdout.write(`${JSON.stringify(run)}\n`);
}

/** How long the ways to the server and back take once everything is warm. */
async function warmWays(client: Client, url: string): Promise<{ toServerMs: number; toCallbackMs: number }> {
  const short = url.replace(/chunks=\d+/, 'chunks=3').replace(/perSecond=\d+/, 'perSecond=0');
  const toServer: number[] = [];
  const toCallback: number[] = [];
  for (let call = 0; call < 2 * WARM_CALLS; call += 1) {
    let isFirst = true;
    const calledAtMs = clockMs();
    await client(short, (text) => {
      if (!isFirst) return;
      isFirst = false;
      const [receivedAtMs, sentAtMs] = JSON.parse(text) as [number, number];
      toServer.push(receivedAtMs - calledAtMs);
      toCallback.push(clockMs() - sentAtMs);
    });
  }
  return {
    toServerMs: median(toServer.slice(WARM_CALLS)),
    toCallbackMs: median(toCallback.slice(WARM_CALLS)),
  };
}

/** The middle figure. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function clockMs(): number {
  return performance.timeOrigin + performance.now();
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

if (import.meta.main) await main(process.argv.slice(2));
