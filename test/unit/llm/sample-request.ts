// The smallest valid request and ports, for tests to vary.
import type { ChatRequest, RetryPolicy } from '../../../src/llm/chat-request.ts';
import type { ChatClientPorts } from '../../../src/llm/client.ts';
import type { Provider } from '../../../src/model/provider.ts';
import { ChatError, type ErrorFacts } from '../../../src/model/error.ts';
import type { StreamPart } from '../../../src/model/stream.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';

/** Never retries. */
export const noRetry: RetryPolicy = {
  strategy: 'none',
  initialIntervalMs: 500,
  maxIntervalMs: 8000,
  exponent: 1.5,
  maxElapsedTimeMs: 60_000,
  maxRetries: 2,
  retryConnectionErrors: true,
};

/** The defaults of the settings. */
export const backoff: RetryPolicy = { ...noRetry, strategy: 'backoff' };

/** A provider that speaks through the given row. */
export function sampleProvider(
  baseUrl: string,
  row = 'openai-compatible',
  more: Partial<Provider> = {},
): Provider {
  return {
    id: row,
    label: `Sample ${row}`,
    dialect: 'chat-completions',
    row,
    baseUrl,
    query: {},
    headers: {},
    models: [],
    quirks: {},
    ...more,
  };
}

/** One user message, nothing set. */
export function sampleRequest(provider: Provider, more: Partial<ChatRequest> = {}): ChatRequest {
  return {
    provider,
    model: 'sample-model',
    messages: [{ role: 'user', text: 'Hello' }],
    tools: [],
    parameters: {},
    extraBody: {},
    retry: noRetry,
    timeouts: { connectMs: 2000, firstByteMs: 5000, idleMs: 5000 },
    ...more,
  };
}

/** Ports over the platform's own fetch; `sleep` returns at once. */
export function samplePorts(more: Partial<ChatClientPorts> = {}): ChatClientPorts {
  return {
    fetch,
    log: createMemoryLog(),
    nowMs: Date.now,
    random: () => 0,
    sleep: () => Promise.resolve(),
    ...more,
  };
}

/** Everything an answer yielded, and the failure it ended with. */
export interface Outcome {
  readonly parts: readonly StreamPart[];
  readonly facts?: ErrorFacts;
}

/** Reads to the end. Anything thrown that is no ChatError goes through. */
export async function readAll(answer: AsyncIterable<readonly StreamPart[]>): Promise<Outcome> {
  const parts: StreamPart[] = [];
  try {
    for await (const batch of answer) parts.push(...batch);
  } catch (error) {
    if (error instanceof ChatError) return { parts, facts: error.facts };
    throw error;
  }
  return { parts };
}

/** The visible text. */
export function textOf(parts: readonly StreamPart[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
}

/** A signal that never aborts. */
export function noAbort(): AbortSignal {
  return new AbortController().signal;
}
