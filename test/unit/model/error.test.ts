// From anything thrown to the facts of a failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatError, toErrorFacts, type ErrorFacts } from '../../../src/model/error.ts';

const facts: ErrorFacts = { kind: 'rate-limit', message: 'Slow down.', retryable: true, status: 429 };

test('a ChatError carries its facts, its message and its cause', () => {
  const cause = new Error('socket');
  const error = new ChatError(facts, { cause });
  assert.equal(error.message, 'Slow down.');
  assert.equal(error.name, 'ChatError');
  assert.equal(error.cause, cause);
  assert.equal(toErrorFacts(error), facts);
});

test('anything else is internal, and its words stay inside', () => {
  for (const thrown of [new Error('key sk-secret'), 'key sk-secret', undefined, null, { facts }]) {
    const { kind, message, retryable } = toErrorFacts(thrown);
    assert.deepEqual({ kind, retryable }, { kind: 'internal', retryable: true });
    assert.ok(message !== '' && !message.includes('sk-secret'));
  }
  assert.equal(toErrorFacts(new Error('x'), 'The file is gone.').message, 'The file is gone.');
});
