import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readHttpError, readJsonError } from '../../../src/llm/http-error.ts';
import type { ErrorFacts, ErrorKind } from '../../../src/model/error.ts';

const source = {
  host: 'api.example.org',
  provider: 'Sample',
  model: 'sample-model',
  secrets: ['CANARY-secret-value'],
};

function read(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): ReturnType<typeof readHttpError> {
  const bodyText = typeof body === 'string' ? body : JSON.stringify(body);
  return readHttpError(
    { ...source, status, headers: new Headers(headers), bodyText, nowMs: 0 },
    source.provider,
  );
}

interface Row {
  readonly title: string;
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
  readonly expected: Partial<ErrorFacts>;
}

const openAi = (
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): unknown => ({
  error: { message, type, param, code },
});
const mistral = (message: unknown, type: string, code: string | null): unknown => ({
  object: 'error',
  message,
  type,
  param: null,
  code,
});

const table: readonly Row[] = [
  {
    title: 'OpenAI object',
    status: 400,
    body: openAi(
      "Unsupported parameter: 'max_tokens'",
      'invalid_request_error',
      'unsupported_parameter',
      'max_tokens',
    ),
    expected: {
      kind: 'bad-request',
      message: "Unsupported parameter: 'max_tokens'",
      code: 'unsupported_parameter',
      field: 'max_tokens',
    },
  },
  {
    title: 'string error (LM Studio, Ollama)',
    status: 400,
    body: { error: 'model does not support tools' },
    expected: { kind: 'bad-request', message: 'model does not support tools' },
  },
  {
    title: 'xAI',
    status: 400,
    body: { code: 'Client specified an invalid argument', error: 'Argument not supported: stop' },
    expected: {
      kind: 'bad-request',
      message: 'Argument not supported: stop',
      code: 'Client specified an invalid argument',
    },
  },
  {
    title: 'TGI',
    status: 422,
    body: { error: 'Template error', error_type: 'template_error' },
    expected: { kind: 'bad-request', message: 'Template error' },
  },
  {
    title: 'Mistral object',
    status: 400,
    body: mistral("Unexpected role 'user' after role 'tool'", 'invalid_request_message_order', '3230'),
    expected: { kind: 'bad-request', code: '3230', message: "Unexpected role 'user' after role 'tool'" },
  },
  {
    title: 'Mistral gateway',
    status: 401,
    body: { message: 'No API key found in request', request_id: 'abc123' },
    expected: { kind: 'auth', message: 'No API key found in request', requestId: 'abc123' },
  },
  {
    title: 'validation list (FastAPI)',
    status: 422,
    body: {
      detail: [
        { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' },
      ],
    },
    expected: {
      kind: 'bad-request',
      message: 'stream_options: Extra inputs are not permitted',
      field: 'stream_options',
    },
  },
  {
    title: 'validation list inside message (Mistral)',
    status: 422,
    body: mistral(
      { detail: [{ loc: ['body', 'messages', 0, 'name'], msg: 'Extra inputs' }] },
      'invalid_request_error',
      null,
    ),
    expected: {
      kind: 'bad-request',
      message: 'messages.0.name: Extra inputs',
      field: 'messages.0.name',
      code: 'invalid_request_error',
    },
  },
  {
    title: 'message as a list (Mistral)',
    status: 422,
    body: {
      object: 'Error',
      message: [{ loc: ['body', 'n'], msg: 'a' }, { msg: 'b' }, { msg: 'c' }, { msg: 'd' }],
      code: 3001,
    },
    expected: { kind: 'bad-request', message: 'n: a; b; c', field: 'n', code: '3001' },
  },
  {
    title: 'detail as text',
    status: 401,
    body: { detail: 'Unauthorized' },
    expected: { kind: 'auth', message: 'Unauthorized' },
  },
  {
    title: 'errors list',
    status: 400,
    body: { errors: [{ message: 'one' }] },
    expected: { kind: 'bad-request', message: 'one' },
  },
  {
    title: 'OAuth',
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Token expired' },
    expected: { kind: 'bad-request', message: 'Token expired' },
  },
  {
    title: 'message that is JSON text',
    status: 500,
    body: mistral('{"message":"inner"}', 'internal_error_proxy', '1000'),
    expected: { kind: 'server', message: 'inner', code: '1000' },
  },
  {
    title: 'Google, in an array',
    status: 400,
    body: [
      {
        error: {
          code: 400,
          message: 'API key not valid.',
          status: 'INVALID_ARGUMENT',
          details: [{ reason: 'API_KEY_INVALID' }],
        },
      },
    ],
    expected: { kind: 'auth', message: 'API key not valid.', code: 'INVALID_ARGUMENT' },
  },
  {
    title: 'OpenRouter with the upstream body as text',
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'Provider returned error',
        metadata: { provider_name: 'P', raw: '{"error":{"message":"top_k: too big"}}' },
      },
    },
    expected: { kind: 'bad-request', message: 'Provider returned error: top_k: too big', code: '400' },
  },
  {
    title: 'Anthropic',
    status: 529,
    body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' },
    expected: { kind: 'overloaded', code: 'overloaded_error', requestId: 'req_1' },
  },
  {
    title: 'plain text',
    status: 422,
    body: 'missing field `messages`',
    expected: { kind: 'bad-request', message: 'missing field `messages`' },
  },
  {
    title: 'a web page',
    status: 502,
    body: '<!doctype html><html><head><title>Bad gateway</title><script>alert(1)</script></head><body>x</body></html>',
    headers: { 'content-type': 'text/html' },
    expected: { kind: 'server', message: 'Bad gateway' },
  },
  {
    title: 'a page without a title, a wait, 503 (N45)',
    status: 503,
    body: '<html><body><h1>Be back soon</h1></body></html>',
    headers: { 'retry-after': '3' },
    expected: { kind: 'overloaded', message: 'Be back soon', waitMs: 3000 },
  },
  { title: 'nothing', status: 500, body: '', expected: { kind: 'server', message: 'HTTP 500' } },
  {
    title: 'JSON without words',
    status: 418,
    body: { a: 1 },
    expected: { kind: 'bad-request', message: 'HTTP 418' },
  },
  {
    title: 'request id from a header',
    status: 500,
    body: '',
    headers: { 'mistral-correlation-id': 'corr-1' },
    expected: { requestId: 'corr-1' },
  },
];

describe('readHttpError', () => {
  for (const { title, status, body, headers, expected } of table) {
    it(`reads ${title}`, () => {
      const { facts } = read(status, body, headers);
      assert.partialDeepStrictEqual(facts, {
        ...expected,
        status,
        host: source.host,
        provider: 'Sample',
        model: 'sample-model',
      });
    });
  }

  const kinds: [
    status: number,
    message: string,
    code: string | null,
    kind: ErrorKind,
    headers?: Record<string, string>,
  ][] = [
    [400, 'x', null, 'bad-request'],
    [401, 'x', null, 'auth'],
    [402, 'x', null, 'quota'],
    [403, 'x', null, 'auth'],
    [403, 'x', 'tier_not_allowed', 'quota'],
    [403, 'Incorrect API key provided', null, 'auth'],
    [404, 'x', null, 'not-found'],
    [400, 'Invalid model: x', 'invalid_model', 'not-found'],
    [404, 'model "x" not found, try pulling it first', null, 'not-found'],
    [407, 'x', null, 'network'],
    [408, 'x', null, 'timeout'],
    [409, 'x', null, 'bad-request'],
    [413, 'x', null, 'bad-request'],
    [422, 'x', null, 'bad-request'],
    [429, 'x', null, 'rate-limit'],
    [429, 'x', 'insufficient_quota', 'quota'],
    [429, 'You exceeded your current quota, please check your plan', null, 'quota'],
    [429, 'Service tier capacity exceeded for this model.', 'service_tier_capacity_exceeded', 'overloaded'],
    [429, 'x', null, 'quota', { 'x-ratelimit-limit-req-minute': '0' }],
    [429, 'x', null, 'rate-limit', { 'x-ratelimit-limit-req-minute': '60' }],
    [500, 'x', null, 'server'],
    [500, 'Loading model', null, 'overloaded'],
    [502, 'x', null, 'server'],
    [503, 'x', null, 'overloaded'],
    [504, 'x', null, 'timeout'],
    [520, 'x', null, 'server'],
    [524, 'x', null, 'timeout'],
    [529, 'x', null, 'overloaded'],
    [498, 'x', null, 'overloaded'],
    [400, 'x', 'content_filter', 'filtered'],
    [400, 'x', 'content_policy_violation', 'filtered'],
  ];
  for (const [status, message, code, kind, headers] of kinds) {
    it(`${status} ${code ?? message} is ${kind}`, () => {
      assert.equal(read(status, openAi(message, 'some_type', code), headers).facts.kind, kind);
    });
  }

  const overflows = [
    'prompt is too long: 200001 tokens > 200000 maximum',
    'Input is too long for requested model.',
    'Your input exceeds the context window of this model.',
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
    'Please reduce the length of the messages or completion.',
    "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
    'the request exceeds the available context size, try increasing it',
    'Trying to keep the first 5000 tokens when context the overflows; greater than the context length',
    'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    'Your request exceeded model token limit: 8192',
    'invalid params, context window exceeds limit',
    'Too many tokens: max 4096',
    'Token limit exceeded',
  ];
  for (const message of overflows) {
    it(`knows an overflow: ${message}`, () => {
      assert.equal(read(400, openAi(message, 'invalid_request_error', null)).facts.kind, 'context-too-long');
      assert.equal(
        readJsonError(openAi(message, 'x', null), source).kind,
        'context-too-long',
        'inside a stream',
      );
    });
  }

  it('takes an overflow by its code, and Cerebras’s empty 413', () => {
    assert.equal(read(400, openAi('x', 'y', 'context_length_exceeded')).facts.kind, 'context-too-long');
    assert.equal(read(413, '').facts.kind, 'context-too-long');
  });

  it('does not take a rate limit on tokens for an overflow', () => {
    const message = 'Rate limit reached: too many tokens per minute';
    assert.equal(read(429, openAi(message, 'tokens', 'rate_limit_exceeded')).facts.kind, 'rate-limit');
  });

  it('tells the server’s advice about trying again', () => {
    assert.equal(read(503, '', { 'x-should-retry': 'false' }).shouldRetry, false);
    assert.equal(read(400, '', { 'x-should-retry': 'true' }).shouldRetry, true);
    assert.equal(read(503, '').shouldRetry, undefined);
  });

  it('keeps keys out of every text, those it knows and those it recognises (T06)', () => {
    const leaked = 'sk-CANARY0123456789abcdef';
    const body = openAi(`wrong key CANARY-secret-value or ${leaked}`, 'x', leaked, 'CANARY-secret-value');
    const text = JSON.stringify(read(401, body, { 'x-request-id': 'CANARY-secret-value' }).facts);
    assert.equal(text.includes('CANARY'), false, text);
    assert.match(text, /wrong key \[redacted\]/, 'positive control: the message itself is there');
  });

  it('bounds the message, cutting after redaction', () => {
    const facts = read(
      400,
      openAi(`${'x '.repeat(290)}sk-CANARY0123456789abcdef${'y '.repeat(1000)}`, 'x', null),
    ).facts;
    assert.ok(facts.message.length <= 600);
    assert.equal(facts.message.includes('CANARY'), false);
  });
});

describe('readJsonError', () => {
  const kinds: [value: unknown, kind: ErrorKind][] = [
    [{ error: { message: 'Overloaded', type: 'overloaded_error' } }, 'overloaded'],
    [{ error: { message: 'x', code: 429 } }, 'rate-limit'],
    [{ error: { message: 'x', code: 502 } }, 'server'],
    [{ error: { message: 'Rate limit exceeded', code: 'rate_limit_exceeded' } }, 'rate-limit'],
    [{ error: { message: 'x', code: 'insufficient_quota' } }, 'quota'],
    [{ error: { message: 'Failed to call a function', code: 'tool_use_failed' } }, 'bad-request'],
    [{ error: { message: 'x', code: 'content_filter', status: 400 } }, 'filtered'],
    [{ error: 'something broke' }, 'server'],
    [{ object: 'error', message: 'x', type: 'internal_server_error', code: '1000' }, 'server'],
    [[{ error: { message: 'x', status: 'RESOURCE_EXHAUSTED' } }], 'rate-limit'],
    ['nonsense', 'server'],
  ];
  for (const [value, kind] of kinds) {
    it(`${JSON.stringify(value)} is ${kind}`, () => assert.equal(readJsonError(value, source).kind, kind));
  }
});
