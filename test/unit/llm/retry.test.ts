import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStaleConnection, retryWaitMs, type Failure } from '../../../src/llm/retry.ts';
import type { ErrorFacts, ErrorKind } from '../../../src/model/error.ts';
import { backoff, noRetry } from './sample-request.ts';

function failure(kind: ErrorKind, facts: Partial<ErrorFacts> = {}, more: Partial<Failure> = {}): Failure {
  return {
    facts: { kind, message: 'x', retryable: true, ...facts },
    failuresBefore: 0,
    elapsedMs: 0,
    retry500: 'always',
    isLocal: false,
    ...more,
  };
}

const noJitter = (): number => 0;

describe('retryWaitMs', () => {
  const waits = (given: Failure): boolean => retryWaitMs(given, backoff, noJitter) !== undefined;

  const table: [title: string, given: Failure, expected: boolean][] = [
    ['rate limit', failure('rate-limit', { status: 429 }), true],
    ['overloaded', failure('overloaded', { status: 503 }), true],
    ['500', failure('server', { status: 500 }), true],
    [
      '500 of a server that uses it for client mistakes',
      failure('server', { status: 500 }, { retry500: 'never' }),
      false,
    ],
    [
      '500 worth one more try, the first time',
      failure('server', { status: 500 }, { retry500: 'once' }),
      true,
    ],
    ['… the second time', failure('server', { status: 500 }, { retry500: 'once', failuresBefore: 1 }), false],
    ['502 of the same server', failure('server', { status: 502 }, { retry500: 'never' }), true],
    ['501', failure('server', { status: 501 }), false],
    ['an error inside the stream before any text', failure('server'), true],
    ['408, 504, 524', failure('timeout', { status: 504 }), true],
    ['our own first-byte limit', failure('timeout', { code: 'first-byte' }), false],
    ['a connection that timed out', failure('timeout', { code: 'UND_ERR_CONNECT_TIMEOUT' }), true],
    ['ECONNRESET', failure('network', { code: 'ECONNRESET' }), true],
    ['ECONNREFUSED of a remote server', failure('network', { code: 'ECONNREFUSED' }), true],
    ['ECONNREFUSED on this machine', failure('network', { code: 'ECONNREFUSED' }, { isLocal: true }), false],
    ['a certificate', failure('network', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), false],
    ['an unknown name', failure('network', { code: 'ENOTFOUND' }), false],
    ['a failure without a code', failure('network'), false],
    ['an empty answer, once', failure('protocol', { code: 'empty-answer' }), true],
    ['an empty answer, twice', failure('protocol', { code: 'empty-answer' }, { failuresBefore: 1 }), false],
    ['broken HTTP', failure('protocol', { code: 'HPE_INVALID_CHUNK_SIZE' }), false],
    ['409', failure('bad-request', { status: 409 }), true],
    ['425', failure('bad-request', { status: 425 }), true],
    ['400', failure('bad-request', { status: 400 }), false],
    ['413', failure('bad-request', { status: 413 }), false],
    ['422', failure('bad-request', { status: 422 }), false],
    ['quota', failure('quota', { status: 429 }), false],
    ['quota, although the server says retry', failure('quota', { status: 429 }, { advice: true }), false],
    ['auth', failure('auth', { status: 401 }), false],
    ['not found', failure('not-found', { status: 404 }), false],
    ['context', failure('context-too-long', { status: 400 }), false],
    ['filtered', failure('filtered', { status: 400 }), false],
    ['configuration', failure('configuration'), false],
    ['interrupted', failure('interrupted', { code: 'ECONNRESET' }), false],
    ['internal', failure('internal'), false],
    ['x-should-retry: false on 503', failure('overloaded', { status: 503 }, { advice: false }), false],
    ['x-should-retry: true on 400', failure('bad-request', { status: 400 }, { advice: true }), true],
    ['a wait of 60 s', failure('rate-limit', { waitMs: 60_000 }), true],
    ['a wait of 61 s', failure('rate-limit', { waitMs: 61_000 }), false],
    ['the last allowed retry', failure('rate-limit', {}, { failuresBefore: 1 }), true],
    ['all retries used', failure('rate-limit', {}, { failuresBefore: 2 }), false],
    ['the longest time reached', failure('rate-limit', {}, { elapsedMs: 60_000 }), true],
    ['the longest time passed', failure('rate-limit', {}, { elapsedMs: 60_001 }), false],
  ];
  for (const [title, given, expected] of table) {
    it(`${title}: ${expected ? 'again' : 'not again'}`, () => assert.equal(waits(given), expected));
  }

  it('follows initialInterval · exponent^n up to maxInterval', () => {
    const policy = { ...backoff, maxRetries: 10, exponent: 2, maxIntervalMs: 3000 };
    const at = (n: number): number | undefined =>
      retryWaitMs(failure('server', {}, { failuresBefore: n }), policy, noJitter);
    assert.deepEqual([0, 1, 2, 3, 9].map(at), [500, 1000, 2000, 3000, 3000]);
  });

  it('takes off up to a quarter at random', () => {
    assert.equal(
      retryWaitMs(failure('server'), backoff, () => 0.999999),
      375,
    );
    assert.equal(
      retryWaitMs(failure('server'), backoff, () => 0.5),
      438,
    );
  });

  it('waits exactly as long as the server says, but a quarter of a second at least', () => {
    assert.equal(
      retryWaitMs(failure('rate-limit', { waitMs: 4000 }), backoff, () => 0.9),
      4000,
    );
    assert.equal(
      retryWaitMs(failure('rate-limit', { waitMs: 1 }), backoff, () => 0.9),
      250,
    );
  });

  it('obeys the policy: strategy none, no retries, no connection errors', () => {
    assert.equal(retryWaitMs(failure('rate-limit'), noRetry, noJitter), undefined);
    assert.equal(retryWaitMs(failure('rate-limit'), { ...backoff, maxRetries: 0 }, noJitter), undefined);
    const reset = failure('network', { code: 'ECONNRESET' });
    assert.equal(retryWaitMs(reset, { ...backoff, retryConnectionErrors: false }, noJitter), undefined);
  });
});

describe('isStaleConnection', () => {
  it('is a reset before any answer, and nothing else', () => {
    const facts = (kind: ErrorKind, code: string): ErrorFacts => ({
      kind,
      code,
      message: 'x',
      retryable: true,
    });
    assert.equal(isStaleConnection(facts('network', 'ECONNRESET')), true);
    assert.equal(isStaleConnection(facts('network', 'UND_ERR_SOCKET')), true);
    assert.equal(isStaleConnection(facts('network', 'ECONNREFUSED')), false);
    assert.equal(isStaleConnection(facts('interrupted', 'ECONNRESET')), false);
  });
});
