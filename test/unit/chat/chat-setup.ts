// A chat with everything around it made small: a provider, a target, numbered ids, a way to wait without a clock.
import assert from 'node:assert/strict';
import type { ContextPorts } from '../../../src/chat/plan-request.ts';
import type { ChatTarget, ChosenTarget } from '../../../src/chat/target.ts';
import type { Provider } from '../../../src/model/provider.ts';
import type { StreamPart } from '../../../src/model/stream.ts';

/** A custom server. */
export const lab: Provider = {
  id: 'lab',
  label: 'Lab',
  dialect: 'chat-completions',
  row: 'openai-compatible',
  baseUrl: 'https://lab.test/v1',
  query: {},
  headers: {},
  models: [],
  quirks: {},
};

/** A target at the lab without a system prompt, with anything about it changed. */
export function targetOf(changes: Partial<ChatTarget> = {}): ChatTarget {
  return {
    provider: lab,
    model: 'model-1',
    parameters: {},
    extraBody: {},
    retry: {
      strategy: 'none',
      initialIntervalMs: 1,
      maxIntervalMs: 1,
      exponent: 1,
      maxElapsedTimeMs: 1,
      maxRetries: 0,
      retryConnectionErrors: false,
    },
    timeouts: { connectMs: 0, firstByteMs: 0, idleMs: 0 },
    systemPrompt: '',
    stream: true,
    maxRounds: 5,
    ...changes,
  };
}

/** The target, chosen. */
export function chosen(target: ChatTarget = targetOf()): ChosenTarget {
  return {
    model: `${target.provider.id}/${target.model}`,
    providerLabel: target.provider.label,
    resolve: async () => target,
  };
}

/** Surroundings without instructions, where no context length is known and nothing is learned. */
export const noContext: ContextPorts = {
  instructions: async () => [],
  contextTokens: () => undefined,
  seesPictures: () => undefined,
  calibration: { factor: () => 1, learn: () => {} },
};

/** `prefix-1`, `prefix-2`, … */
export function numbered(prefix: string): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `${prefix}-${last}`;
  };
}

/** One batch that says these words. */
export function says(text: string): readonly StreamPart[] {
  return [{ type: 'text-delta', text }];
}

/** The batch that ends an answer. */
export const finish: readonly StreamPart[] = [{ type: 'finish', reason: 'stop' }];

/** Lets everything run that only waits for its turn, until the condition holds. Fails when it never does. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 200 && !condition(); turn += 1) await breathe();
  assert.ok(condition(), `never came: ${what}`);
}

/** Lets everything run that only waits for its turn. */
export async function breathe(turns = 1): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
