import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRetryAfterMs } from '../../../src/llm/retry-after.ts';

const nowMs = Date.parse('2026-11-01T12:00:00Z');

describe('readRetryAfterMs', () => {
  const table: [headers: Record<string, string>, expectedMs: number | undefined][] = [
    [{}, undefined],
    [{ 'retry-after': '4' }, 4000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Sun, 01 Nov 2026 12:00:07 GMT' }, 7000],
    [{ 'retry-after': '2026-11-01T12:00:03Z' }, 3000],
    [{ 'retry-after-ms': '250.5', 'retry-after': '9' }, 251],
    [{ 'retry-after-ms': 'junk', 'retry-after': '9' }, 9000],
    [{ 'retry-after': '9999' }, 9_999_000],
    // Not sensible: ignored.
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'May 1' }, undefined],
    [{ 'retry-after': 'NaN' }, undefined],
    [{ 'retry-after': 'Infinity' }, undefined],
    [{ 'retry-after': '1e12' }, undefined],
    [{ 'retry-after': '99999999999' }, undefined],
    [{ 'retry-after': 'Sun, 01 Nov 2026 11:59:00 GMT' }, undefined],
    [{ 'retry-after-ms': '-1' }, undefined],
    // Reset times, of the limit that is used up only.
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m30s' }, 90_000],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '12ms' }, 12],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '7' }, 7000],
    [{ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '1h' }, undefined],
    [{ 'x-ratelimit-reset-requests': '6s' }, undefined],
    [
      {
        'x-ratelimit-remaining-requests': '99',
        'x-ratelimit-reset-requests': '1h',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '2.5s',
      },
      2500,
    ],
    [
      {
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-01T12:00:10Z',
      },
      10_000,
    ],
    [{ 'retry-after': '2', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '9s' }, 2000],
  ];
  for (const [headers, expectedMs] of table) {
    it(`${JSON.stringify(headers)} → ${expectedMs ?? 'no hint'}`, () => {
      assert.equal(readRetryAfterMs(new Headers(headers), nowMs), expectedMs);
    });
  }
});
