// The clients of the stream benchmark that speak chat-completions: the limit, Parley, and the vendors' SDKs.
import { limit, parley, type Load } from './bench-client.ts';

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: unknown } }[];
}

const messages = [{ role: 'user' as const, content: 'Go.' }];
const question = { model: 'bench', messages, stream: true as const };

function textOf({ choices }: Chunk): string {
  const content = choices[0]?.delta.content;
  return typeof content === 'string' ? content : '';
}

async function readChunks(stream: AsyncIterable<Chunk>, seen: (text: string) => void): Promise<void> {
  for await (const chunk of stream) {
    const text = textOf(chunk);
    if (text !== '') seen(text);
  }
}

/** The events of Mistral's SDKs wrap a chunk. */
async function* dataOf(stream: AsyncIterable<{ readonly data: Chunk }>): AsyncGenerator<Chunk, void, void> {
  for await (const { data } of stream) yield data;
}

/** How the SDKs of OpenAI and Together are pointed at the server. */
function addressed(url: string): {
  apiKey: string;
  baseURL: string;
  defaultQuery: Record<string, string>;
  maxRetries: number;
} {
  const { origin, pathname, searchParams } = new URL(url);
  return {
    apiKey: 'k',
    baseURL: origin + pathname,
    defaultQuery: Object.fromEntries(searchParams),
    maxRetries: 0,
  };
}

/** Mistral's SDKs take no query, and the one for Google Cloud no host either: both are put right on the way out. */
function redirected(url: string): (input: RequestInfo | URL, init?: RequestInit) => Promise<Response> {
  const { origin, search } = new URL(url);
  return (input, init) => {
    const request = new Request(input, init);
    return fetch(new Request(origin + new URL(request.url).pathname + search, request));
  };
}

/** By name, the limit first. */
export const chatCompletionsClients: Readonly<Record<string, Load>> = {
  limit: limit('/chat/completions', question, textOf),

  parley: parley('chat-completions', 'openai-compatible'),

  openai: async () => {
    const { OpenAI } = await import('openai');
    return async (url, seen) =>
      readChunks(await new OpenAI(addressed(url)).chat.completions.create(question), seen);
  },

  together: async () => {
    const { Together } = await import('together-ai');
    return async (url, seen) =>
      readChunks(await new Together(addressed(url)).chat.completions.create(question), seen);
  },

  mistral: async () => {
    const { Mistral, HTTPClient } = await import('@mistralai/mistralai');
    return async (url, seen) => {
      const client = new Mistral({
        apiKey: 'k',
        serverURL: new URL(url).origin,
        httpClient: new HTTPClient({ fetcher: redirected(url) }),
      });
      await readChunks(dataOf(await client.chat.stream({ model: 'bench', messages })), seen);
    };
  },

  'mistral-gcp': async () => {
    const { MistralGCP, HTTPClient } = await import('@mistralai/mistralai-gcp');
    return async (url, seen) => {
      const client = new MistralGCP({
        region: 'europe-west4',
        projectId: 'bench',
        apiKey: async () => 'k',
        httpClient: new HTTPClient({ fetcher: redirected(url) }),
      });
      await readChunks(dataOf(await client.chat.stream({ model: 'bench', messages })), seen);
    };
  },
};
