// SharedTask: work that several callers want at the same time is done once. It keeps no result.

interface Running<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

/** See the head of this file. */
export class SharedTask<T> {
  #running: Running<T> | undefined;

  /**
   * Joins the work that is under way, or starts it.
   * A caller whose signal aborts leaves at once; when the last one has left, the work's own signal aborts.
   * @param start does the work; called only when nothing is under way.
   * @throws what the work throws; the signal's reason when it aborts.
   */
  join(start: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const running = this.#running ?? this.#start(start);
    running.waiting += 1;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        reject(signal.reason);
        running.waiting -= 1;
        if (running.waiting > 0) return;
        // Whoever comes next starts anew: this work is being given up.
        if (this.#running === running) this.#running = undefined;
        running.abort.abort(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      running.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  #start(start: (signal: AbortSignal) => Promise<T>): Running<T> {
    const abort = new AbortController();
    const running: Running<T> = { result: start(abort.signal), abort, waiting: 0 };
    this.#running = running;
    const over = (): void => {
      if (this.#running === running) this.#running = undefined;
    };
    running.result.then(over, over);
    return running;
  }
}
