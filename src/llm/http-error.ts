// What an error answer means: body, status and headers → ErrorFacts. Every text leaves redacted and bounded.
// No prose for people here, and no decision to retry (retry.ts).
import type { ErrorFacts, ErrorKind } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import { isWebPage, pageTitle, readErrorText, readErrorValue, type ErrorBody } from './error-body.ts';
import { redact } from './redact.ts';
import { readRetryAfterMs } from './retry-after.ts';

/** An answer with an error status, read to its (bounded) end. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bodyText: string;
  /** Milliseconds since the epoch, for Retry-After dates. */
  readonly nowMs: number;
  readonly host: string;
  readonly model: string;
  readonly secrets: readonly string[];
}

/** The facts, and what the server itself advises about sending the request again. */
export interface ErrorReport {
  readonly facts: ErrorFacts;
  /** `x-should-retry`, where the server sent it. */
  readonly shouldRetry?: boolean;
}

/** Who was asked: what every error about an answer names. */
export interface ErrorSource {
  readonly host: string;
  readonly provider: string;
  readonly model: string;
  readonly secrets: readonly string[];
}

const MAX_MESSAGE = 600;
const REQUEST_ID_HEADERS = [
  'x-request-id',
  'request-id',
  'mistral-correlation-id',
  'apim-request-id',
  'x-generation-id',
  'cf-ray',
] as const;

/** Wording of "the prompt does not fit", collected from many servers (there is no common code). */
const OVERFLOW =
  /prompt is too long|input is too long for requested model|exceeds? the context (?:window|size|length)|input token count.{0,60}exceeds the maximum|maximum prompt length is \d|reduce the length of (?:the|your) (?:messages|prompt|input)|maximum context length (?:is|of) \d|exceeds? the limit of \d+ ?(?:tokens|$)|exceeds the available context size|greater than the context length|context window exceeds limit|exceeded model token limit|too large for model with \d+ maximum context length|context[_ ]length[_ ]exceeded|too many tokens|token limit exceeded|exceeds the model'?s maximum context/i;
const OVERFLOW_STATUS: ReadonlySet<number> = new Set([400, 403, 413, 422, 500]);

const KEY_WORDING =
  /API_KEY_INVALID|incorrect api key|invalid api key|invalid_api_key|api key not valid|invalid authentication|no api key/i;
const QUOTA_WORDING =
  /insufficient_quota|billing_hard_limit_reached|exceeded your current quota|billing_error|credit balance|insufficient (?:balance|credits?|funds)|payment required/i;
/** The key is fine, but its plan lacks the model (Mistral). */
const PLAN_WORDING = /tier_not_allowed|labs_not_enabled/i;
const NOT_FOUND_WORDING =
  /model_not_found|invalid_model|not found, try pulling it|DeploymentNotFound|no route matched/i;
const OVERLOADED_WORDING =
  /overloaded|service_tier_capacity_exceeded|capacity exceeded|loading model|insufficient_system_resource|unavailable_error/i;
const RATE_WORDING = /rate_limit|rate limit|too many requests|resource_exhausted|rate_limited/i;
const FILTER_WORDING =
  /content_filter|content_policy|ResponsibleAIPolicyViolation|flagged_input|content management policy/i;

/** Reads an answer with an error status. `provider` is its label. */
export function readHttpError(answer: FailedAnswer, provider: string): ErrorReport {
  const { status, headers, bodyText } = answer;
  const body = readErrorText(bodyText);
  const kind = classify(status, body, bodyText.trim() === '', headers);
  const waitMs = readRetryAfterMs(headers, answer.nowMs);
  const requestId =
    REQUEST_ID_HEADERS.map((name) => headers.get(name)).find((id) => id !== null) ?? body.requestId;
  const facts = toFacts(kind, body, { ...answer, provider }, webPageMessage(bodyText) ?? `HTTP ${status}`);
  const advice = headers.get('x-should-retry');
  return {
    facts: {
      ...facts,
      status,
      ...(waitMs === undefined ? {} : { waitMs }),
      ...(requestId === undefined ? {} : { requestId: bounded(requestId, answer.secrets, 100) }),
    },
    ...(advice === 'true' || advice === 'false' ? { shouldRetry: advice === 'true' } : {}),
  };
}

/** Reads an error that came as JSON although the status was a success: inside a stream, or as the whole body. */
export function readJsonError(value: unknown, source: ErrorSource): ErrorFacts {
  const body = readErrorValue(value);
  const kind = classify(body.status ?? 0, body, false, new Headers());
  return toFacts(kind, body, source, t('The server reported an error without saying which.'));
}

/** A failure that Parley states itself, with who was asked filled in. The message is redacted and bounded. */
export function sourceFacts(
  source: ErrorSource,
  kind: ErrorKind,
  message: string,
  more: { readonly code?: string; readonly status?: number; readonly retryable?: boolean } = {},
): ErrorFacts {
  return {
    kind,
    message: bounded(message, source.secrets, MAX_MESSAGE),
    retryable: isRetryable(kind),
    host: source.host,
    provider: source.provider,
    model: source.model,
    ...more,
  };
}

/** What to say of a web page that came instead of an answer: its title only. Undefined when it is none. */
export function webPageMessage(bodyText: string): string | undefined {
  if (!isWebPage(bodyText)) return undefined;
  const title = pageTitle(bodyText);
  return title === undefined
    ? t('The server sent a web page.')
    : t('The server sent a web page: “{0}”.', title);
}

function toFacts(kind: ErrorKind, body: ErrorBody, source: ErrorSource, fallback: string): ErrorFacts {
  const { code, field } = body;
  return {
    ...sourceFacts(source, kind, body.message ?? fallback),
    ...(code === undefined ? {} : { code: bounded(code, source.secrets, 100) }),
    ...(field === undefined ? {} : { field: bounded(field, source.secrets, 100) }),
  };
}

/** Redacts first, cuts then: the other way round half a key could stay. */
function bounded(text: string, secrets: readonly string[], maxLength: number): string {
  const clean = redact(text, secrets);
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}

/** The first test that fits decides; the order is part of the meaning. Status 0: there was none. */
function classify(status: number, body: ErrorBody, isEmpty: boolean, headers: Headers): ErrorKind {
  const told = `${body.message ?? ''} ${body.marks}`;
  const says = (wording: RegExp): boolean => wording.test(told);
  if ((status === 0 || OVERFLOW_STATUS.has(status)) && says(OVERFLOW)) return 'context-too-long';
  // Cerebras reports an overflow with an empty body.
  if (status === 413 && isEmpty) return 'context-too-long';
  if (status === 401 || (isOneOf(status, 0, 400, 403) && says(KEY_WORDING))) return 'auth';
  if (status === 402 || (isOneOf(status, 0, 403, 429) && says(QUOTA_WORDING))) return 'quota';
  if (status === 403 && says(PLAN_WORDING)) return 'quota';
  if (status === 407) return 'network';
  if (status === 429) return classify429(headers, says(OVERLOADED_WORDING));
  if (says(FILTER_WORDING)) return 'filtered';
  if (status === 403) return 'auth';
  if (status === 404 || (isOneOf(status, 0, 400) && says(NOT_FOUND_WORDING))) return 'not-found';
  if (isOneOf(status, 503, 529, 498) || (isOneOf(status, 0, 500) && says(OVERLOADED_WORDING)))
    return 'overloaded';
  if (status === 0 && says(RATE_WORDING)) return 'rate-limit';
  if (isOneOf(status, 408, 504, 524)) return 'timeout';
  if (status >= 500) return 'server';
  if (status >= 400) return 'bad-request';
  return says(/invalid_request|unsupported|validation|tool_use_failed|json_validate_failed/i)
    ? 'bad-request'
    : 'server';
}

function classify429(headers: Headers, isCapacity: boolean): ErrorKind {
  // Mistral, 2025: a plan without any quota for the model answers 429 for ever, with a limit of 0.
  const noQuota = ['x-ratelimit-limit-req-minute', 'x-ratelimit-limit-tokens-minute'].some(
    (name) => headers.get(name) === '0',
  );
  if (noQuota) return 'quota';
  return isCapacity ? 'overloaded' : 'rate-limit';
}

function isOneOf(status: number, ...statuses: readonly number[]): boolean {
  return statuses.includes(status);
}

/** May the same request be sent again, by the user's hand, without a change? */
function isRetryable(kind: ErrorKind): boolean {
  switch (kind) {
    case 'rate-limit':
    case 'overloaded':
    case 'network':
    case 'timeout':
    case 'protocol':
    case 'interrupted':
    case 'server':
    case 'internal':
      return true;
    case 'configuration':
    case 'auth':
    case 'quota':
    case 'bad-request':
    case 'not-found':
    case 'context-too-long':
    case 'filtered':
      return false;
  }
}
