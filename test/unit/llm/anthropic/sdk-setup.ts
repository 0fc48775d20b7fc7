// The vendor's own client and Parley's, pointed at one recording server; neither tries twice.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import type { ChatRequest } from '../../../../src/llm/chat-request.ts';
import { createChatClient } from '../../../../src/llm/client.ts';
import { ChatError } from '../../../../src/model/error.ts';
import type { ScriptedProvider } from '../../../fakes/scripted-provider.ts';
import { noAbort, readAll, samplePorts, type Outcome } from '../sample-request.ts';
import { anthropicProvider, anthropicRequest } from './messages-replay.ts';

/** What the vendor's client is asked with. */
export type Params = Anthropic.MessageCreateParamsNonStreaming;

export const KEY = 'sk-ant-oracle-0123456789';

/** The request that Parley makes of "Hello" with nothing set. */
export const hello: Params = {
  model: 'claude-haiku-4-5',
  max_tokens: 32_000,
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
};

/** A whole answer of the plainest kind. */
export const wholeHi = {
  id: 'msg_01',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5-20251001',
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 2 },
};

const folder = path.resolve(import.meta.dirname, '../../../fixtures/anthropic');

/** The names of the streams in test/fixtures/anthropic. */
export const fixtureNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.sse'))
  .map((name) => name.slice(0, -'.sse'.length));

/** The text of one of them. */
export function fixture(name: string): string {
  return readFileSync(path.join(folder, `${name}.sse`), 'utf8');
}

/** With a time limit of one's own it does not insist on streaming where an answer may be long. */
export function sdkClient(server: ScriptedProvider): Anthropic {
  return new Anthropic({ apiKey: KEY, baseURL: server.url, maxRetries: 0, timeout: 10_000, logLevel: 'off' });
}

/** Asks with the vendor's client and reads to the end. */
export async function askSdk(
  server: ScriptedProvider,
  params: Params,
  stream: boolean,
): Promise<Anthropic.Message> {
  const { messages } = sdkClient(server);
  return stream ? messages.stream(params).finalMessage() : messages.create(params);
}

/** Asks with Parley's client, over the platform's own fetch, and reads to the end. */
export async function askParley(
  server: ScriptedProvider,
  more: Partial<ChatRequest>,
  stream: boolean,
): Promise<Outcome> {
  const client = createChatClient(samplePorts());
  const apiKey = { value: KEY, origin: server.url };
  const request = anthropicRequest({ apiKey, ...more }, anthropicProvider(server.baseUrl));
  if (stream) return readAll(client.stream(request, noAbort()));
  try {
    return { parts: await client.create(request, noAbort()) };
  } catch (error) {
    if (error instanceof ChatError) return { parts: [], facts: error.facts };
    throw error;
  }
}
