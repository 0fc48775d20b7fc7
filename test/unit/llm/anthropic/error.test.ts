import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dialectOf } from '../../../../src/llm/dialects/index.ts';
import { readStreamError } from '../../../../src/llm/dialects/anthropic/error.ts';
import type { ErrorReport } from '../../../../src/llm/http-error.ts';
import type { ErrorFacts, ErrorKind } from '../../../../src/model/error.ts';
import { anthropicProvider } from './messages-replay.ts';

const source = {
  host: 'api.anthropic.com',
  provider: 'Anthropic',
  model: 'claude-haiku-4-5',
  secrets: ['CANARY-secret-value'],
};
const nowMs = Date.parse('2026-11-20T12:00:00Z');

function errorBody(type: string, message: string, code?: string): unknown {
  const details = code === undefined ? null : { error_code: code };
  return { type: 'error', error: { type, message, details }, request_id: 'req_01body' };
}

function read(status: number, body: unknown, headers: Record<string, string> = {}): ErrorReport {
  const bodyText = typeof body === 'string' ? body : JSON.stringify(body);
  return dialectOf('anthropic').readError(
    { ...source, status, headers: new Headers(headers), bodyText, nowMs },
    anthropicProvider('https://api.anthropic.com/v1'),
  );
}

interface Row {
  readonly title: string;
  readonly status: number;
  readonly body: unknown;
  readonly expected: Partial<ErrorFacts>;
}

const spendLimit =
  'You have reached your API usage limits: your organization has crossed its monthly API usage threshold.';
const rows: readonly Row[] = [
  {
    title: 'a field out of range',
    status: 400,
    body: errorBody('invalid_request_error', 'max_tokens: 200000 > 64000, which is the maximum allowed'),
    expected: { kind: 'bad-request', code: 'invalid_request_error', field: 'max_tokens' },
  },
  {
    title: 'a field deep in the messages',
    status: 400,
    body: errorBody('invalid_request_error', 'messages.1.content.0.text: cannot be empty'),
    expected: { kind: 'bad-request', field: 'messages.1.content.0.text' },
  },
  {
    title: 'a field that the model no longer takes',
    status: 400,
    body: errorBody('invalid_request_error', '`temperature` is deprecated for this model.'),
    expected: { kind: 'bad-request', field: 'temperature' },
  },
  {
    title: 'a value that the model does not take',
    status: 400,
    body: errorBody('invalid_request_error', '"thinking.type.enabled" is not supported for this model.'),
    expected: { kind: 'bad-request', field: 'thinking.type.enabled' },
  },
  {
    title: 'a sentence that names no field',
    status: 400,
    body: errorBody('invalid_request_error', 'This model does not support assistant message prefill.'),
    expected: { kind: 'bad-request', message: 'This model does not support assistant message prefill.' },
  },
  {
    title: 'a prompt that does not fit',
    status: 400,
    body: errorBody('invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum'),
    expected: { kind: 'context-too-long', retryable: false },
  },
  {
    title: 'a prompt that leaves no room for the answer',
    status: 400,
    body: errorBody(
      'invalid_request_error',
      'input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000, decrease input length',
    ),
    expected: { kind: 'context-too-long', retryable: false },
  },
  {
    title: 'no credit',
    status: 400,
    body: errorBody(
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
    ),
    expected: { kind: 'quota', retryable: false },
  },
  {
    title: 'a spend limit set by the user',
    status: 400,
    body: errorBody(
      'invalid_request_error',
      'You have reached your specified workspace API usage limits. You will regain access on 2026-12-01.',
    ),
    expected: { kind: 'quota', retryable: false },
  },
  {
    title: 'the spend cap of the plan, sent as a rate limit without a wait',
    status: 429,
    body: errorBody('rate_limit_error', spendLimit, 'enforced_spend_limit_reached'),
    expected: { kind: 'quota', code: 'enforced_spend_limit_reached', retryable: false },
  },
  {
    title: 'the same, told by its code alone',
    status: 429,
    body: errorBody('rate_limit_error', 'No more.', 'contract_spend_limit_reached'),
    expected: { kind: 'quota', code: 'contract_spend_limit_reached', retryable: false },
  },
  {
    title: 'a code that is no identifier is not taken over',
    status: 400,
    body: errorBody('invalid_request_error', 'x', 'CANARY secret'),
    expected: { code: 'invalid_request_error' },
  },
  {
    title: 'a wrong key',
    status: 401,
    body: errorBody('authentication_error', 'invalid x-api-key'),
    expected: { kind: 'auth', code: 'authentication_error', message: 'invalid x-api-key', status: 401 },
  },
  {
    title: 'a bill that was not paid',
    status: 402,
    body: errorBody('billing_error', 'There’s an issue with your billing information.'),
    expected: { kind: 'quota' },
  },
  {
    title: 'a key without permission',
    status: 403,
    body: errorBody('permission_error', 'Your API key does not have permission to use the resource.'),
    expected: { kind: 'auth' },
  },
  {
    title: 'an unknown model',
    status: 404,
    body: errorBody('not_found_error', 'model: claude-none'),
    expected: { kind: 'not-found', message: 'model: claude-none' },
  },
  {
    title: 'a request of over 32 MB',
    status: 413,
    body: errorBody('request_too_large', 'Request exceeds the maximum size'),
    expected: { kind: 'context-too-long', retryable: false },
  },
  {
    title: 'the same from the gateway before it',
    status: 413,
    body: '<html><head><title>413 Request Entity Too Large</title></head></html>',
    expected: { kind: 'context-too-long', message: '413 Request Entity Too Large' },
  },
  {
    title: 'a rate limit',
    status: 429,
    body: errorBody('rate_limit_error', 'This request would exceed your organization’s rate limit.'),
    expected: { kind: 'rate-limit', retryable: true },
  },
  {
    title: 'a fault of the API',
    status: 500,
    body: errorBody('api_error', 'Internal server error'),
    expected: { kind: 'server', retryable: true },
  },
  {
    title: 'a time limit of the API',
    status: 504,
    body: errorBody('timeout_error', 'The request timed out'),
    expected: { kind: 'timeout' },
  },
  {
    title: 'overload',
    status: 529,
    body: errorBody('overloaded_error', 'Overloaded'),
    expected: { kind: 'overloaded', code: 'overloaded_error', retryable: true, requestId: 'req_01body' },
  },
  {
    title: 'overload without a word',
    status: 529,
    body: '',
    expected: { kind: 'overloaded', message: 'HTTP 529' },
  },
];

describe('errors of the Messages API', () => {
  for (const { title, status, body, expected } of rows) {
    it(`${status}: ${title}`, () => {
      const { facts } = read(status, body);
      const common = { status, host: source.host, provider: 'Anthropic', model: source.model };
      assert.partialDeepStrictEqual(facts, { ...common, ...expected });
      if (expected.field === undefined) assert.equal(facts.field, undefined);
    });
  }

  it('name the request', () => {
    const { facts } = read(400, errorBody('invalid_request_error', 'x'), { 'request-id': 'req_01header' });
    assert.equal(facts.requestId, 'req_01header');
  });

  it('say themselves whether another try makes sense', () => {
    const body = errorBody('api_error', 'x');
    assert.equal(read(500, body, { 'x-should-retry': 'true' }).shouldRetry, true);
    assert.equal(read(500, body, { 'x-should-retry': 'false' }).shouldRetry, false);
    assert.equal(read(500, body).shouldRetry, undefined);
  });

  const limit = (
    name: string,
    remaining: string,
    reset = '2026-11-20T12:00:07Z',
  ): Record<string, string> => ({
    [`anthropic-ratelimit-${name}-limit`]: '50',
    [`anthropic-ratelimit-${name}-remaining`]: remaining,
    [`anthropic-ratelimit-${name}-reset`]: reset,
  });
  const waits: [title: string, headers: Record<string, string>, waitMs: number | undefined][] = [
    ['retry-after in seconds', { 'retry-after': '12' }, 12_000],
    ['retry-after before the reset of a limit', { 'retry-after': '12', ...limit('requests', '0') }, 12_000],
    ['the reset of the limit that is used up', limit('requests', '0'), 7000],
    [
      'the one used up, not another',
      {
        ...limit('requests', '49', '2026-11-20T12:00:01Z'),
        ...limit('output-tokens', '0', '2026-11-20T12:00:30Z'),
      },
      30_000,
    ],
    ['with fractions and an offset', limit('input-tokens', '0', '2026-11-20T13:00:01.5+01:00'), 1500],
    ['nothing while limits are left', limit('tokens', '1000'), undefined],
    ['nothing for a reset that is over', limit('tokens', '0', '2026-11-20T11:59:00Z'), undefined],
  ];
  for (const [title, headers, waitMs] of waits) {
    it(`tell how long to wait: ${title}`, () => {
      assert.equal(read(429, errorBody('rate_limit_error', 'x'), headers).facts.waitMs, waitMs);
    });
  }

  it('keep keys out of every text', () => {
    const leaked = 'sk-ant-api03-CANARY0123456789abcdef';
    const body = errorBody('authentication_error', `bad key ${leaked} or CANARY-secret-value`);
    const told = JSON.stringify(read(401, body).facts);
    assert.equal(told.includes('CANARY'), false, told);
    assert.match(told, /bad key \[redacted\]/, 'positive control: the message is there');
  });
});

describe('errors inside a stream', () => {
  const kinds: [type: string, kind: ErrorKind][] = [
    ['invalid_request_error', 'bad-request'],
    ['authentication_error', 'auth'],
    ['billing_error', 'quota'],
    ['permission_error', 'auth'],
    ['not_found_error', 'not-found'],
    ['request_too_large', 'context-too-long'],
    ['rate_limit_error', 'rate-limit'],
    ['api_error', 'server'],
    ['timeout_error', 'timeout'],
    ['overloaded_error', 'overloaded'],
    ['something_new_error', 'server'],
  ];
  for (const [type, kind] of kinds) {
    it(`${type} is ${kind}, as with a status of its own`, () => {
      const facts = readStreamError(errorBody(type, 'x'), source);
      assert.partialDeepStrictEqual(facts, { kind, code: type, message: 'x', requestId: 'req_01body' });
      assert.equal(facts.status, undefined);
    });
  }

  it('know no credit, and no key, either', () => {
    const facts = readStreamError(
      errorBody('rate_limit_error', `${spendLimit} CANARY-secret-value`, 'enforced_spend_limit_reached'),
      source,
    );
    assert.partialDeepStrictEqual(facts, {
      kind: 'quota',
      code: 'enforced_spend_limit_reached',
      retryable: false,
    });
    assert.equal(JSON.stringify(facts).includes('CANARY'), false);
  });

  it('may have no shape at all', () => {
    for (const value of [null, 'boom', [], { error: null }, { error: 'boom' }, { error: { type: 7 } }]) {
      assert.equal(readStreamError(value, source).kind, 'server', JSON.stringify(value));
    }
  });
});
