// What each client says of an error answer, in one vocabulary.
import {
  ConnectionError,
  HTTPValidationError,
  MistralError,
  RequestTimeoutError,
} from '@mistralai/mistralai/models/errors';
import OpenAI from 'openai';
import Together from 'together-ai';
import type { ErrorFacts } from '../../src/model/error.ts';

/** An error as a client reports it; what a client has no field for is left out. */
export interface ErrorReading {
  readonly status: number | undefined;
  /** In Parley's words. */
  readonly kind: string;
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly field?: string | undefined;
  readonly requestId?: string | undefined;
}

/** The classes that both Stainless clients have, and the kind each stands for. */
const KIND_OF_CLASS: Readonly<Record<string, string>> = {
  BadRequestError: 'bad-request',
  AuthenticationError: 'auth',
  PermissionDeniedError: 'auth',
  NotFoundError: 'not-found',
  ConflictError: 'bad-request',
  UnprocessableEntityError: 'bad-request',
  RateLimitError: 'rate-limit',
  InternalServerError: 'server',
  APIConnectionError: 'network',
  APIConnectionTimeoutError: 'timeout',
};

/** One class stands for every status from 500 up; the seed documents name 503 Overloaded and 504 Timeout. */
function kindOfStatus(status: number | undefined): string | undefined {
  if (status === 503) return 'overloaded';
  return status === 504 ? 'timeout' : undefined;
}

/** Reads what `openai` or `together-ai` threw. @throws what is none of their errors. */
export function readStainlessError(error: unknown): ErrorReading {
  if (!(error instanceof OpenAI.APIError) && !(error instanceof Together.APIError)) throw error;
  const { status, message } = error as { status: number | undefined; message: string };
  const kind = kindOfStatus(status) ?? KIND_OF_CLASS[error.constructor.name] ?? error.constructor.name;
  const body = (error.error ?? {}) as { readonly error?: unknown };
  // One of the two hands out the body, the other its `error`.
  const told = (error instanceof Together.APIError ? (body.error ?? {}) : body) as Readonly<
    Record<'message' | 'type' | 'param', string | null | undefined> & { code?: string | number | null }
  >;
  return {
    status,
    kind,
    message: told.message ?? message.replace(/^\d+ /, ''),
    code: told.code?.toString() ?? told.type ?? undefined,
    field: told.param ?? undefined,
    requestId: error.headers?.get('x-request-id') ?? undefined,
  };
}

/** Reads what `@mistralai/mistralai` threw. It looks into bodies of status 422 only. @throws what is none of its errors. */
export function readMistralError(error: unknown): ErrorReading {
  if (error instanceof ConnectionError) return { status: undefined, kind: 'network' };
  if (error instanceof RequestTimeoutError) return { status: undefined, kind: 'timeout' };
  if (!(error instanceof MistralError)) throw error;
  const { statusCode } = error;
  if (error instanceof HTTPValidationError) {
    const item = error.detail?.[0];
    const field = item?.loc.filter((step) => step !== 'body').join('.');
    return {
      status: statusCode,
      kind: 'bad-request',
      field,
      message: item === undefined ? undefined : `${field}: ${item.msg}`,
    };
  }
  const kinds: Readonly<Record<number, string>> = {
    400: 'bad-request',
    401: 'auth',
    403: 'auth',
    404: 'not-found',
    422: 'bad-request',
    429: 'rate-limit',
  };
  return { status: statusCode, kind: kindOfStatus(statusCode) ?? kinds[statusCode] ?? 'server' };
}

/** Parley's facts, cut down to what the other client has fields for. */
export function readParleyError(facts: ErrorFacts, theirs: ErrorReading): ErrorReading {
  const { status, kind, message, code, field, requestId } = facts;
  return {
    status,
    kind,
    ...('message' in theirs ? { message } : {}),
    ...('code' in theirs ? { code } : {}),
    ...('field' in theirs ? { field } : {}),
    ...('requestId' in theirs ? { requestId } : {}),
  };
}
