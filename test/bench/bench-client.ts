// What every client of the stream benchmark is, and the two that exist for each API: bare fetch as the limit, and Parley's
// whole path as it ships.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs one request and calls `seen` with every piece of text. The URL is the base URL with the benchmark's query. */
export type Client = (url: string, seen: (text: string) => void) => Promise<void>;

/** Loads a client's modules; what a program does once. */
export type Load = () => Promise<Client>;

/** Where stream.ts puts the bundle of Parley's client. */
export const parleyBundlePath = path.join(import.meta.dirname, '..', '.out', 'bench', 'parley.mjs');

type ParleyBundle = typeof import('../../src/llm/client.ts') & typeof import('../../src/host/http-fetch.ts');

/**
 * The limit: nothing can be read with less than this.
 * @param endpoint the path below the base URL.
 * @param textOf the text of one parsed event; undefined or empty when it has none.
 */
export function limit<Event>(
  endpoint: string,
  question: Readonly<Record<string, unknown>>,
  textOf: (event: Event) => string | null | undefined,
): Load {
  return async () => async (url, seen) => {
    const response = await fetch(url.replace('?', `${endpoint}?`), {
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
        const text = textOf(JSON.parse(line.slice(6)) as Event);
        if (text) seen(text);
      }
    }
  };
}

/** Parley's client, bundled and minified by stream.ts. */
export function parley(dialect: 'chat-completions' | 'anthropic', row: string): Load {
  return async () => {
    const bundle = (await import(pathToFileURL(parleyBundlePath).href)) as ParleyBundle;
    const quiet = (): void => {};
    const client = bundle.createChatClient({
      fetch: bundle.httpFetch,
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
          dialect,
          row,
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
  };
}
