// The port through which pure code reports what a support request would need.
// It never carries keys, prompts or answers: callers pass redacted, bounded text.

/** Receives log lines. Implementations must not throw. */
export interface Log {
  /** Detail that is only of use while hunting a fault. */
  debug(message: string): void;
  /** A normal event worth a line, e.g. "request to mistral answered 200". */
  info(message: string): void;
  /** Something unexpected that Parley coped with. */
  warn(message: string): void;
  /** Something that failed for the user. */
  error(message: string): void;
}
