// What the runtime throws when the network fails → ErrorFacts with the runtime's code. No prose: explain-error has it.
import type { ErrorFacts, ErrorKind } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import { sourceFacts, type ErrorSource } from './http-error.ts';

const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** A server that broke HTTP itself: unreadable headers, a bad chunk size, broken compression. */
const PROTOCOL_CODE = /^(?:HTTPParserError|HPE_|Z_|UND_ERR_HEADERS_OVERFLOW|ERR_BROTLI|ERR__ERROR_FORMAT)/;

/** Facts of a failure to connect, send or read. `error` is whatever was thrown. */
export function networkFacts(error: unknown, source: ErrorSource): ErrorFacts {
  const { code, message } = rootCause(error);
  return sourceFacts(source, kindOf(code), message, code === undefined ? {} : { code });
}

function kindOf(code: string | undefined): ErrorKind {
  if (code === undefined) return 'network';
  if (TIMEOUT_CODES.has(code)) return 'timeout';
  return PROTOCOL_CODE.test(code) ? 'protocol' : 'network';
}

/** fetch says "fetch failed"; the reason is down the chain of causes, or in the first of several attempts. */
function rootCause(error: unknown): { readonly code?: string; readonly message: string } {
  let current = error;
  let message = '';
  let code: string | undefined;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (current.message !== 'fetch failed' && current.message !== '') message = current.message;
    if ('code' in current && typeof current.code === 'string') code = current.code;
    // The platform's HTTP parser has no code, only a class.
    else if (current.name === 'HTTPParserError') code = current.name;
    const attempts: unknown = 'errors' in current ? current.errors : undefined;
    const first: unknown = Array.isArray(attempts) ? attempts[0] : undefined;
    current = first ?? current.cause;
  }
  return {
    message: message === '' ? t('The connection failed.') : message,
    ...(code === undefined ? {} : { code }),
  };
}
