// Errors of Vertex AI: classified like any other, with a hint that says what to do in Google's own terms.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readVertexError } from '../../../../src/llm/dialects/mistral-gcp/vertex-error.ts';
import type { ErrorFacts, ErrorKind } from '../../../../src/model/error.ts';
import { vertexProvider } from './login-setup.ts';

const provider = vertexProvider(
  { baseUrl: 'https://europe-west4-aiplatform.googleapis.com/v1' },
  { project: 'my-project' },
);

function read(status: number, body: unknown, model = 'mistral-small-2503'): ErrorFacts {
  return readVertexError(
    {
      status,
      headers: new Headers(),
      bodyText: typeof body === 'string' ? body : JSON.stringify(body),
      nowMs: 0,
      host: 'europe-west4-aiplatform.googleapis.com',
      model,
      secrets: ['CANARY-token'],
    },
    provider,
  ).facts;
}

function google(code: number, status: string, message: string, reason?: string): unknown {
  const details =
    reason === undefined ? undefined : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }];
  return { error: { code, message, status, ...(details === undefined ? {} : { details }) } };
}

interface Case {
  readonly name: string;
  readonly status: number;
  readonly body: unknown;
  readonly model?: string;
  readonly kind: ErrorKind;
  readonly code: string | undefined;
  readonly retryable: boolean;
  readonly hint?: RegExp;
}

const notFound = google(
  404,
  'NOT_FOUND',
  'Publisher Model `publishers/mistralai/models/x` was not found or your project does not have access to it.',
);

const cases: readonly Case[] = [
  {
    name: 'bad argument',
    status: 400,
    body: google(400, 'INVALID_ARGUMENT', 'Bad.'),
    kind: 'bad-request',
    code: 'INVALID_ARGUMENT',
    retryable: false,
  },
  {
    name: 'precondition',
    status: 400,
    body: google(400, 'FAILED_PRECONDITION', 'Billing.'),
    kind: 'bad-request',
    code: 'FAILED_PRECONDITION',
    retryable: false,
    hint: /billing.*“my-project”.*region.*europe-west4.*parley\.providers\.mistral-gcp\.region/,
  },
  {
    name: 'expired token',
    status: 401,
    body: google(401, 'UNAUTHENTICATED', 'Expired.'),
    kind: 'auth',
    code: 'UNAUTHENTICATED',
    retryable: false,
    hint: /gcloud auth application-default login/,
  },
  {
    name: 'role missing',
    status: 403,
    body: google(
      403,
      'PERMISSION_DENIED',
      "Permission 'aiplatform.endpoints.predict' denied",
      'IAM_PERMISSION_DENIED',
    ),
    kind: 'auth',
    code: 'PERMISSION_DENIED',
    retryable: false,
    hint: /roles\/aiplatform\.user.*“my-project”.*Model Garden/,
  },
  {
    name: 'API off',
    status: 403,
    body: google(403, 'PERMISSION_DENIED', 'Vertex AI API has not been used', 'SERVICE_DISABLED'),
    kind: 'auth',
    code: 'PERMISSION_DENIED',
    retryable: false,
    hint: /gcloud services enable aiplatform\.googleapis\.com --project my-project/,
  },
  {
    name: 'billing off',
    status: 403,
    body: google(403, 'PERMISSION_DENIED', 'This API method requires billing', 'BILLING_DISABLED'),
    kind: 'auth',
    code: 'PERMISSION_DENIED',
    retryable: false,
    hint: /Billing is off.*“my-project”/,
  },
  {
    name: 'wrong project',
    status: 403,
    body: google(
      403,
      'PERMISSION_DENIED',
      'Permission denied on resource project my-project.',
      'CONSUMER_INVALID',
    ),
    kind: 'auth',
    code: 'PERMISSION_DENIED',
    retryable: false,
    hint: /no project “my-project”.*parley\.providers\.mistral-gcp\.project/,
  },
  {
    name: 'wrong quota project',
    status: 403,
    body: google(403, 'PERMISSION_DENIED', 'Caller lacks serviceusage', 'USER_PROJECT_DENIED'),
    kind: 'auth',
    code: 'PERMISSION_DENIED',
    retryable: false,
    hint: /set-quota-project/,
  },
  {
    name: 'scope',
    status: 403,
    body: google(403, 'PERMISSION_DENIED', 'Insufficient scopes.', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'),
    kind: 'auth',
    code: 'PERMISSION_DENIED',
    retryable: false,
    hint: /scope cloud-platform/,
  },
  {
    name: 'unknown model',
    status: 404,
    body: notFound,
    kind: 'not-found',
    code: 'NOT_FOUND',
    retryable: false,
    hint: /“mistral-small-2503”.*europe-west4.*Model Garden.*“my-project”/,
  },
  {
    name: 'alias',
    status: 404,
    body: notFound,
    model: 'mistral-small-latest',
    kind: 'not-found',
    code: 'NOT_FOUND',
    retryable: false,
    hint: /-latest do not exist on Vertex AI.*mistral-small-2503/,
  },
  {
    name: 'quota',
    status: 429,
    body: google(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for aiplatform.googleapis.com/requests'),
    kind: 'rate-limit',
    code: 'RESOURCE_EXHAUSTED',
    retryable: true,
    hint: /no quota.*Quotas/,
  },
  {
    name: 'cancelled',
    status: 499,
    body: google(499, 'CANCELLED', 'The operation was cancelled.'),
    kind: 'timeout',
    code: 'CANCELLED',
    retryable: true,
  },
  {
    name: 'internal',
    status: 500,
    body: google(500, 'INTERNAL', 'Internal error.'),
    kind: 'server',
    code: 'INTERNAL',
    retryable: true,
  },
  {
    name: 'unavailable',
    status: 503,
    body: google(503, 'UNAVAILABLE', 'Unavailable.'),
    kind: 'overloaded',
    code: 'UNAVAILABLE',
    retryable: true,
  },
  {
    name: 'deadline',
    status: 504,
    body: google(504, 'DEADLINE_EXCEEDED', 'Deadline.'),
    kind: 'timeout',
    code: 'DEADLINE_EXCEEDED',
    retryable: true,
  },
];

describe('an error of Google', () => {
  for (const { name, status, body, model, kind, code, retryable, hint } of cases) {
    test(`${name}, plain and in an array of one`, () => {
      for (const shape of [body, [body]]) {
        const facts = read(status, shape, model);
        assert.deepEqual(
          [facts.kind, facts.code, facts.retryable, facts.status],
          [kind, code, retryable, status],
        );
        if (hint === undefined) assert.equal(facts.hint, undefined);
        else assert.match(facts.hint ?? '', hint);
        assert.doesNotMatch(facts.message, /^HTTP/, 'the server’s own words are there');
      }
    });
  }

  test('keeps the token out of its texts', () => {
    const facts = read(403, google(403, 'PERMISSION_DENIED', 'The token CANARY-token is no good.'));
    assert.match(facts.message, /The token \[redacted\] is no good/);
  });
});

test('an error of the model’s own server keeps its field and needs no hint', () => {
  const detail = [
    { type: 'extra_forbidden', loc: ['body', 'safe_prompt'], msg: 'Extra inputs are not permitted' },
  ];
  const facts = read(422, { detail });
  assert.deepEqual([facts.kind, facts.field, facts.hint], ['bad-request', 'safe_prompt', undefined]);
  const order = {
    object: 'error',
    message: 'Expected last role',
    type: 'invalid_request_message_order',
    code: '3230',
  };
  assert.deepEqual([read(400, order).code, read(400, order).hint], ['3230', undefined]);
});

test('a web page, as a wrong host gives it, still says what to check', () => {
  const facts = read(404, '<!DOCTYPE html><html><head><title>Error 404 (Not Found)!!1</title></head></html>');
  assert.equal(facts.kind, 'not-found');
  assert.match(facts.message, /Error 404/);
  assert.match(facts.hint ?? '', /region europe-west4/);
});
