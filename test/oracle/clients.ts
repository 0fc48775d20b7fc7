// The vendors' own clients and Parley's, all pointed at one recording server. None of them retries.
import { Mistral } from '@mistralai/mistralai';
import OpenAI, { AzureOpenAI, type ClientOptions } from 'openai';
import Together from 'together-ai';
import type { ChatRequest } from '../../src/llm/chat-request.ts';
import { createChatClient } from '../../src/llm/client.ts';
import { ChatError } from '../../src/model/error.ts';
import { originOf, type Provider } from '../../src/model/provider.ts';
import type { ScriptedProvider } from '../fakes/scripted-provider.ts';
import {
  noAbort,
  readAll,
  samplePorts,
  sampleProvider,
  sampleRequest,
  type Outcome,
} from '../unit/llm/sample-request.ts';
import type { Wish } from './sample-parts.ts';

/** The key that every client sends. */
export const KEY = 'sk-oracle-0123456789';
const quietly = { apiKey: KEY, maxRetries: 0, logLevel: 'off' } as const;
/** Nothing of the surrounding machine's own settings. */
const openAiOptions = { ...quietly, organization: null, project: null } as const;

/** The client of OpenAI and of all who document it as theirs. */
export function openAiClient(server: ScriptedProvider, more: ClientOptions = {}): OpenAI {
  return new OpenAI({ ...openAiOptions, baseURL: server.baseUrl, ...more });
}

/** OpenAI's client as it speaks with Azure. */
export function azureClient(server: ScriptedProvider, deployment: string, apiVersion: string): AzureOpenAI {
  return new AzureOpenAI({ ...openAiOptions, baseURL: null, endpoint: server.url, deployment, apiVersion });
}

/** Mistral's client. */
export function mistralClient(server: ScriptedProvider): Mistral {
  return new Mistral({ apiKey: KEY, serverURL: server.url });
}

/** Together's client. */
export function togetherClient(server: ScriptedProvider): Together {
  return new Together({ ...quietly, projectID: null, baseURL: server.baseUrl });
}

/** A request of Parley's to the same server. */
export function parleyRequest(
  server: ScriptedProvider,
  row: string,
  wish: Wish,
  more: Partial<Provider> = {},
): ChatRequest {
  const provider = sampleProvider(server.baseUrl, row, more);
  return sampleRequest(provider, {
    apiKey: { value: KEY, origin: originOf(provider.baseUrl) },
    ...wish,
  });
}

/** Asks through Parley's client, over the platform's own fetch, and reads to the end. */
export async function askParley(request: ChatRequest, stream: boolean): Promise<Outcome> {
  const client = createChatClient(samplePorts());
  if (stream) return readAll(client.stream(request, noAbort()));
  try {
    return { parts: await client.create(request, noAbort()) };
  } catch (error) {
    if (error instanceof ChatError) return { parts: [], facts: error.facts };
    throw error;
  }
}
