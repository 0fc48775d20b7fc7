// Error answers in the shapes that the vendors publish, to be given to several clients. Data only.

/** One answer with an error status. */
export interface ErrorCase {
  readonly name: string;
  readonly row:
    'openai' | 'mistral' | 'together' | 'azure-openai' | 'openrouter' | 'vllm' | 'gemini' | 'ollama' | 'groq';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it is. */
  readonly body: unknown;
}

const openAi = (
  status: number,
  code: string | null,
  message: string,
  more: { readonly type?: string; readonly param?: string } = {},
): Omit<ErrorCase, 'name' | 'row'> => ({
  status,
  headers: { 'x-request-id': `req_${status}` },
  body: { error: { message, type: more.type ?? 'invalid_request_error', param: more.param ?? null, code } },
});

const mistral = (
  status: number,
  code: string,
  type: string,
  message: string,
): Omit<ErrorCase, 'name' | 'row'> => ({
  status,
  headers: { 'mistral-correlation-id': `cor-${status}` },
  body: { object: 'error', message, type, param: null, code },
});

const together = (status: number, message: string, type: string): Omit<ErrorCase, 'name' | 'row'> => ({
  status,
  headers: { 'x-request-id': `tog-${status}` },
  body: { id: `tog-${status}`, error: { message, type, param: null, code: null } },
});

/** What the three vendors with a client of their own answer when something is wrong. */
export const errorCases: readonly ErrorCase[] = [
  {
    name: 'unsupported parameter',
    row: 'openai',
    ...openAi(400, 'unsupported_parameter', "Unsupported parameter: 'max_tokens'.", { param: 'max_tokens' }),
  },
  {
    name: 'context overflow',
    row: 'openai',
    ...openAi(400, 'context_length_exceeded', "This model's maximum context length is 8192 tokens.", {
      param: 'messages',
    }),
  },
  { name: 'content policy', row: 'openai', ...openAi(400, 'content_policy_violation', 'Not allowed.') },
  { name: 'wrong key', row: 'openai', ...openAi(401, 'invalid_api_key', 'Incorrect API key provided.') },
  { name: 'region', row: 'openai', ...openAi(403, 'unsupported_country_region_territory', 'Not here.') },
  { name: 'no such model', row: 'openai', ...openAi(404, 'model_not_found', 'The model does not exist.') },
  { name: 'conflict', row: 'openai', ...openAi(409, null, 'Conflict.') },
  { name: 'unprocessable', row: 'openai', ...openAi(422, null, 'Cannot process.', { param: 'tools' }) },
  {
    name: 'too many',
    row: 'openai',
    ...openAi(429, 'rate_limit_exceeded', 'Slow down.', { type: 'requests' }),
  },
  {
    name: 'no money',
    row: 'openai',
    ...openAi(429, 'insufficient_quota', 'You exceeded your current quota.', { type: 'insufficient_quota' }),
  },
  { name: 'server', row: 'openai', ...openAi(500, null, 'Something broke.', { type: 'server_error' }) },
  { name: 'bad gateway', row: 'openai', ...openAi(502, null, 'Bad gateway.', { type: 'server_error' }) },
  { name: 'overloaded', row: 'openai', ...openAi(503, null, 'Overloaded.', { type: 'server_error' }) },
  { name: 'gateway timeout', row: 'openai', ...openAi(504, null, 'Timed out.', { type: 'server_error' }) },
  { name: 'no body', row: 'openai', status: 500, body: '' },
  { name: 'plain text', row: 'openai', status: 502, body: 'upstream connect error' },

  {
    name: 'role order',
    row: 'mistral',
    ...mistral(400, '3230', 'invalid_request_message_order', "Unexpected role 'user' after role 'tool'"),
  },
  {
    name: 'context overflow',
    row: 'mistral',
    ...mistral(
      400,
      '3051',
      'invalid_request_prompt',
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    ),
  },
  { name: 'no such model', row: 'mistral', ...mistral(400, '1500', 'invalid_model', 'Invalid model: x') },
  {
    name: 'wrong key',
    row: 'mistral',
    status: 401,
    body: { message: 'Unauthorized', request_id: 'r-1' },
  },
  { name: 'plan', row: 'mistral', ...mistral(403, '1', 'tier_not_allowed', 'Your tier lacks this model.') },
  {
    name: 'wrong path',
    row: 'mistral',
    status: 404,
    body: { message: 'no Route matched with those values' },
  },
  {
    name: 'unknown key',
    row: 'mistral',
    status: 422,
    body: {
      detail: [
        {
          type: 'extra_forbidden',
          loc: ['body', 'stream_options'],
          msg: 'Extra inputs are not permitted',
          input: { include_usage: true },
        },
      ],
    },
  },
  {
    name: 'unknown key in a message',
    row: 'mistral',
    status: 422,
    body: {
      object: 'error',
      message: {
        detail: [
          { type: 'extra_forbidden', loc: ['body', 'messages', 1, 'user', 'name'], msg: 'Extra', input: 'x' },
        ],
      },
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
  },
  { name: 'too many', row: 'mistral', ...mistral(429, '1300', 'rate_limited', 'Rate limit exceeded') },
  {
    name: 'capacity',
    row: 'mistral',
    ...mistral(
      429,
      '3505',
      'service_tier_capacity_exceeded',
      'Service tier capacity exceeded for this model.',
    ),
  },
  { name: 'server', row: 'mistral', ...mistral(500, '1000', 'internal_server_error', 'Internal') },
  { name: 'overloaded', row: 'mistral', ...mistral(503, '1000', 'internal_error_proxy', 'Unavailable') },

  {
    name: 'bad request',
    row: 'together',
    ...together(400, 'Input validation error', 'invalid_request_error'),
  },
  {
    name: 'wrong key',
    row: 'together',
    ...together(401, 'Invalid API key provided', 'invalid_request_error'),
  },
  { name: 'no money', row: 'together', ...together(402, 'Spending limit reached', 'invalid_request_error') },
  {
    name: 'context overflow',
    row: 'together',
    ...together(403, 'The input exceeds the context length of the model', 'invalid_request_error'),
  },
  {
    name: 'no such model',
    row: 'together',
    ...together(404, 'Unable to access model', 'invalid_request_error'),
  },
  { name: 'too many', row: 'together', ...together(429, 'Rate limit', 'rate_limit') },
  { name: 'server', row: 'together', ...together(500, 'Internal server error', 'server_error') },
  { name: 'overloaded', row: 'together', ...together(503, 'Overloaded', 'overloaded') },
  { name: 'gateway timeout', row: 'together', ...together(504, 'Timeout', 'timeout') },
];
