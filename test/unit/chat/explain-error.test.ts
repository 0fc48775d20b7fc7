// Every failure is told as: what happened, what to do, a button that helps; and never more than the facts hold.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainError } from '../../../src/chat/explain-error.ts';
import type { ErrorAction } from '../../../src/model/conversation.ts';
import type { ErrorFacts, ErrorKind } from '../../../src/model/error.ts';

/** For each kind what a person can do about it, best first. */
const helpful: Readonly<Record<ErrorKind, ErrorAction>> = {
  configuration: 'open-settings',
  auth: 'set-api-key',
  quota: 'choose-model',
  'rate-limit': 'retry',
  overloaded: 'retry',
  network: 'retry',
  timeout: 'retry',
  'bad-request': 'open-settings',
  'not-found': 'choose-model',
  'context-too-long': 'choose-model',
  filtered: 'choose-model',
  protocol: 'open-settings',
  interrupted: 'retry',
  server: 'retry',
  internal: 'retry',
};
const kinds = Object.keys(helpful) as readonly ErrorKind[];

const bare = { message: 'The server said no.', retryable: true };
const full = {
  ...bare,
  waitMs: 1500,
  status: 418,
  code: 'teapot',
  field: 'temperature',
  requestId: 'req-7',
  host: 'api.lab.test:8443',
  provider: 'Lab',
  model: 'model-1',
};

describe('every kind', () => {
  for (const kind of kinds) {
    test(`${kind}: title, hint and buttons are fit to be read, however little is known`, () => {
      for (const facts of [bare, full]) {
        for (const state of ['error', 'interrupted'] as const) assertReadable({ kind, ...facts }, state);
      }
    });
  }
});

function assertReadable(facts: ErrorFacts, state: 'error' | 'interrupted'): void {
  const error = explainError(facts, state);
  assert.equal(error.kind, facts.kind);
  for (const text of [error.title, error.hint]) {
    assert.doesNotMatch(text, /undefined|null|NaN|\[object|  |“”/);
    assert.doesNotMatch(text, /\S The provider|^the /, 'capitals where a sentence begins, only there');
  }
  assert.match(error.title, /^\S.{5,90}[^.!?\s]$/);
  assert.match(error.hint, /^\S.{10,}[.?]$/);
  assert.ok(error.actions.includes(helpful[facts.kind]), error.actions.join());
  assert.ok(error.actions.includes('retry'), 'there is a way to ask again');
  assert.equal(new Set(error.actions).size, error.actions.length);
  assert.equal(error.hint.includes('received so far is kept'), state === 'interrupted');
}

function explained(kind: ErrorKind, facts: Partial<ErrorFacts> = {}): ReturnType<typeof explainError> {
  return explainError({ kind, ...bare, ...facts }, 'error');
}

describe('what is said', () => {
  test('the provider is named in the title, whoever it is', () => {
    assert.equal(
      explained('quota', { provider: 'Lab' }).title,
      'Lab reports that the quota or credit is used up',
    );
    assert.equal(explained('quota').title, 'The provider reports that the quota or credit is used up');
    assert.match(explained('protocol').hint, /base URL of the provider/);
  });

  test('a missing key, a refused one and one that cannot be sent are three things', () => {
    const missing = explained('auth', {
      code: 'no-key',
      provider: 'Lab',
      message: 'No key is saved for it.',
    });
    assert.equal(missing.title, 'Lab needs an API key');
    assert.match(missing.hint, /^No key is saved for it\. Set it now/);
    assert.equal(missing.detail, '');
    const refused = explained('auth', { status: 401, provider: 'Lab', host: 'api.lab.test' });
    assert.equal(refused.title, 'Lab did not accept the API key');
    assert.match(refused.hint, /at api\.lab\.test refused it/);
    const malformed = explained('auth', {
      code: 'malformed-key',
      message: 'The key holds a blank. Set it again.',
    });
    assert.equal(malformed.title, 'The key was not sent');
    assert.equal(malformed.hint, 'The key holds a blank. Set it again.');
  });

  test('where the API family knows what to do, its words count, and no key is asked for where a login is meant', () => {
    const hint = 'Run this, then retry.';
    const refused = explained('auth', { status: 403, provider: 'Cloud', hint });
    assert.deepEqual([refused.title, refused.hint], ['Cloud did not grant access', hint]);
    const missing = explained('auth', { code: 'no-login', provider: 'Cloud', hint });
    assert.deepEqual([missing.title, missing.hint], ['Cloud needs a login', hint]);
    for (const { actions } of [refused, missing]) assert.deepEqual(actions.includes('set-api-key'), false);
    const unknown = explained('not-found', { model: 'm', provider: 'Cloud', hint });
    assert.deepEqual([unknown.title, unknown.hint], ['Cloud does not know “m”', hint]);
    assert.notEqual(explained('not-found', { model: 'm', provider: 'Cloud' }).hint, hint, 'control');
  });

  test('a fault in the settings is told in its own words, once', () => {
    const cases: readonly (readonly [string, string, ErrorAction])[] = [
      ['no-model', 'No model is chosen yet', 'choose-model'],
      ['key-origin', 'The key was not sent', 'set-api-key'],
      ['provider', 'A setting stands in the way', 'open-settings'],
    ];
    for (const [code, title, action] of cases) {
      const error = explained('configuration', { code, message: 'Do this.' });
      assert.deepEqual([error.title, error.hint, error.detail], [title, 'Do this.', '']);
      assert.equal(error.actions[0], action);
    }
  });

  test('a network failure names the address and the cause that is known', () => {
    const refused = explained('network', { code: 'ECONNREFUSED', host: '127.0.0.1:8080' });
    assert.equal(refused.title, '127.0.0.1:8080 cannot be reached');
    assert.match(refused.hint, /Nothing is listening at 127\.0\.0\.1:8080/);
    assert.match(
      explained('network', { code: 'ENOTFOUND', host: 'x.test' }).hint,
      /name x\.test is not known/,
    );
    assert.match(explained('network', { code: 'EAI_AGAIN', host: 'x.test' }).hint, /online/);
    assert.equal(explained('network').title, 'The server cannot be reached');
  });

  test('a code that is the name of something built in is a code like any other', () => {
    for (const code of ['constructor', '__proto__', 'toString']) {
      assert.match(explained('network', { code }).hint, /^Check the base URL/);
    }
  });

  test('a wait is told in seconds or minutes', () => {
    const hint = (waitMs?: number): string =>
      explained('rate-limit', waitMs === undefined ? {} : { waitMs }).hint.replace(/^.*time\. /, '');
    assert.equal(hint(), 'Wait a moment, then retry.');
    assert.equal(hint(0), 'Retry in a second.');
    assert.equal(hint(999), 'Retry in a second.');
    assert.equal(hint(1001), 'Retry in 2 seconds.');
    assert.equal(hint(119_000), 'Retry in 119 seconds.');
    assert.equal(hint(120_000), 'Retry in about 2 minutes.');
    assert.equal(hint(121_000), 'Retry in about 3 minutes.');
  });

  test('a field the server objects to is named', () => {
    assert.match(explained('bad-request', { field: 'top_k' }).hint, /“top_k”/);
    assert.match(explained('bad-request').hint, /details below/);
  });
});

describe('the detail', () => {
  test('is what the server said, with status, code and request id', () => {
    assert.equal(
      explained('server', { status: 500, code: 'boom', requestId: 'req-7' }).detail,
      'The server said no. (HTTP 500, boom, request req-7)',
    );
    assert.equal(explained('server').detail, 'The server said no.');
  });

  test('says nothing twice', () => {
    assert.equal(explained('server', { message: 'HTTP 500', status: 500 }).detail, 'HTTP 500');
    assert.equal(
      explained('quota', { message: 'insufficient_quota', code: 'insufficient_quota' }).detail,
      'insufficient_quota',
    );
    assert.equal(explained('internal', { message: 'Something inside Parley failed.' }).detail, '');
    assert.equal(explained('server', { message: '', status: 502 }).detail, '(HTTP 502)');
  });

  test('and all else hold only what the facts hold: nothing of a cause or of other fields', () => {
    for (const kind of kinds) {
      const facts = { kind, ...full, apiKey: 'sk-secret-1', cause: new Error('sk-secret-2') };
      const told = JSON.stringify(explainError(facts, 'error'));
      assert.doesNotMatch(told, /sk-secret/);
      assert.ok(told.includes('The server said no.'), 'control: the message is told');
    }
  });
});
