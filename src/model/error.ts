// The one error vocabulary: what can go wrong when a model is asked, as data.
// No prose for people here (chat/explain-error.ts) and no `vscode`.
import { t } from './l10n.ts';

/**
 * What happened, in the terms a user acts on.
 * `configuration`: Parley was not asked to send anything yet (no model chosen, unknown provider, invalid entry,
 * a key that belongs to another address). `interrupted`: an answer began and was cut off.
 */
export type ErrorKind =
  | 'configuration'
  | 'auth'
  | 'quota'
  | 'rate-limit'
  | 'overloaded'
  | 'network'
  | 'timeout'
  | 'bad-request'
  | 'not-found'
  | 'context-too-long'
  | 'filtered'
  | 'protocol'
  | 'interrupted'
  | 'server'
  | 'internal';

/** The facts of a failure. Every text has passed `redact`; none holds a key. */
export interface ErrorFacts {
  readonly kind: ErrorKind;
  /** What the server (or the runtime) said, one or a few lines, already redacted and bounded. */
  readonly message: string;
  /** May the same request be sent again without a change by the user? */
  readonly retryable: boolean;
  /** How long the server asked to wait, in milliseconds. */
  readonly waitMs?: number;
  /** HTTP status, when an answer arrived. */
  readonly status?: number;
  /** The server's own code or type, e.g. `invalid_api_key`, `3230`, or a runtime code such as `ECONNREFUSED`. */
  readonly code?: string;
  /** The request field the server objected to, e.g. `stream_options`. */
  readonly field?: string;
  /** What to do about it, where the API family knows better than the general advice for this kind. */
  readonly hint?: string;
  /** The id a provider's support asks for. */
  readonly requestId?: string;
  /** Host and port the request went (or would have gone) to. */
  readonly host?: string;
  /** Label of the provider, for the explanation. */
  readonly provider?: string;
  /** Server-side model id, for the explanation. */
  readonly model?: string;
}

/** The only error `llm` and `chat` throw on purpose. `cause` is for the log, never for the screen. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  /** The facts, ready to be stored and explained. */
  readonly facts: ErrorFacts;

  constructor(facts: ErrorFacts, options?: { cause?: unknown }) {
    super(facts.message, options);
    this.facts = facts;
  }
}

/** Any thrown value as ErrorFacts: a ChatError's own, else `internal` with the given message. */
export function toErrorFacts(error: unknown, fallback = t('Something inside Parley failed.')): ErrorFacts {
  if (error instanceof ChatError) return error.facts;
  return { kind: 'internal', message: fallback, retryable: true };
}
