// Which commit message is being written: at most one in a window, and it can be stopped.

/** The commit message that is being written, if any: a new one ends it. */
export class CommitMessages {
  #abort: AbortController | undefined;

  /** Stops the one before; the signal is for the new one. */
  begin(): AbortSignal {
    this.stop();
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  /** True when no other one has begun meanwhile. */
  end(signal: AbortSignal): boolean {
    if (this.#abort?.signal !== signal) return this.#abort === undefined;
    this.#abort = undefined;
    return true;
  }

  stop(): void {
    this.#abort?.abort(new DOMException('Stopped by the user.', 'AbortError'));
    this.#abort = undefined;
  }
}
