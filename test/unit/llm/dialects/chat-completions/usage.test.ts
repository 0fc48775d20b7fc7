import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readUsage } from '../../../../../src/llm/dialects/chat-completions/usage.ts';
import type { Usage } from '../../../../../src/model/stream.ts';

describe('readUsage', () => {
  const table: [usage: Record<string, unknown>, expected: Usage][] = [
    [{}, {}],
    [
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      { inputTokens: 1, outputTokens: 2 },
    ],
    [
      { input_tokens: 1, output_tokens: 2 },
      { inputTokens: 1, outputTokens: 2 },
    ],
    [{ prompt_tokens: null, completion_tokens: '2' }, {}],
    [{ prompt_tokens_details: { cached_tokens: 5 } }, { cachedTokens: 5 }],
    [{ prompt_token_details: { cached_tokens: 5 } }, { cachedTokens: 5 }],
    [{ num_cached_tokens: 5 }, { cachedTokens: 5 }],
    [{ cached_tokens: 5 }, { cachedTokens: 5 }],
    [{ prompt_cache_hit_tokens: 5, prompt_cache_miss_tokens: 1 }, { cachedTokens: 5 }],
    [
      { completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 4 } },
      { outputTokens: 9, reasoningTokens: 4 },
    ],
    [{ prompt_tokens_details: null, completion_tokens_details: null }, {}],
  ];
  for (const [usage, expected] of table) {
    it(JSON.stringify(usage), () => assert.deepEqual(readUsage(usage, false), expected));
  }

  it('adds reasoning where a server leaves it out of the output', () => {
    const usage = { completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 4 } };
    assert.deepEqual(readUsage(usage, true), { outputTokens: 13, reasoningTokens: 4 });
    assert.deepEqual(readUsage({ completion_tokens: 9 }, true), { outputTokens: 9 });
  });
});
