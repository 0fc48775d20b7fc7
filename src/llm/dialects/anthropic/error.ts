// What an error of the Messages API means, as an answer or inside a stream. Shapes, wording and waits are read by the code
// for all servers; here is what only this API says: its error types, and limits that it reports under a general status.
import type { ErrorFacts, ErrorKind } from '../../../model/error.ts';
import type { Provider } from '../../../model/provider.ts';
import { readErrorText, readErrorValue } from '../../error-body.ts';
import {
  readHttpError,
  readJsonError,
  type ErrorReport,
  type ErrorSource,
  type FailedAnswer,
} from '../../http-error.ts';
import { isRecord, parseJson, recordAt, textAt } from '../../json-value.ts';
import { redact } from '../../redact.ts';

/** The status that each error type has as an answer; in a stream there is only the type. */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** Sent with 400 and 429; waiting does not help before the month or the limit changes. */
const QUOTA =
  /credit balance is too low|reached your (?:specified )?(?:workspace )?API usage limits|spend_limit_reached/i;
/** "input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000" (models before 4.5). */
const TOO_LONG = /exceed context limit|request_too_large/i;

/** Reads an answer with an error status. */
export function readMessagesError(answer: FailedAnswer, provider: Provider): ErrorReport {
  const report = readHttpError(answer, provider.label);
  const value = parseJson(answer.bodyText);
  const { message = '', marks } = readErrorText(answer.bodyText);
  const told = `${message} ${marks} ${errorCodeOf(value) ?? ''}`;
  const kind = answer.status === 413 ? 'context-too-long' : kindOf(told);
  return { ...report, facts: refined(report.facts, kind, value) };
}

/** Reads an error that came as an event, or as the body of an answer with a good status. */
export function readStreamError(value: unknown, source: ErrorSource): ErrorFacts {
  const error = isRecord(value) ? recordAt(value, 'error') : {};
  const type = textAt(error, 'type');
  const status = type === undefined || !Object.hasOwn(STATUS, type) ? undefined : STATUS[type];
  const named = isRecord(value) && status !== undefined ? { ...value, error: { status, ...error } } : value;
  const facts = readJsonError(named, source);
  const { message = '', marks, requestId } = readErrorValue(value);
  const told = `${message} ${marks} ${errorCodeOf(value) ?? ''}`;
  return {
    ...refined(facts, kindOf(told), value),
    ...(requestId === undefined ? {} : { requestId: redact(requestId, source.secrets).slice(0, 100) }),
  };
}

function kindOf(told: string): ErrorKind | undefined {
  if (QUOTA.test(told)) return 'quota';
  return TOO_LONG.test(told) ? 'context-too-long' : undefined;
}

function refined(facts: ErrorFacts, kind: ErrorKind | undefined, value: unknown): ErrorFacts {
  const code = errorCodeOf(value);
  const field = facts.field ?? (facts.kind === 'bad-request' ? fieldNamed(facts.message) : undefined);
  return {
    ...facts,
    // Both kinds need a change by the user first.
    ...(kind === undefined ? {} : { kind, retryable: false }),
    ...(code === undefined ? {} : { code }),
    ...(field === undefined ? {} : { field }),
  };
}

/** The stable name of the cause, newer than the types and finer: an identifier, or nothing. */
function errorCodeOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const code = textAt(recordAt(recordAt(value, 'error'), 'details'), 'error_code');
  return code !== undefined && /^\w{1,100}$/.test(code) ? code : undefined;
}

/**
 * The field that a message begins with: "max_tokens: Field required", "`temperature` is deprecated for this model.",
 * "\"thinking.type.enabled\" is not supported for this model."
 */
function fieldNamed(message: string): string | undefined {
  return /^[`"]?([a-z]+(?:_[a-z]+)*(?:\.[\w-]+)*)(?:[`"]|:)/.exec(message)?.[1];
}
