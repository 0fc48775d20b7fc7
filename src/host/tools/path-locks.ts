// One after the other for the same file, at the same time for different ones. Knows nothing of what is done.

/** See the head of this file. */
export class PathLocks {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `act` when all that was asked for this key before has ended, well or not. */
  async run<Value>(key: string, act: () => Promise<Value>): Promise<Value> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const mine = before.then(act, act);
    const tail = mine.catch(() => undefined);
    this.#tails.set(key, tail);
    try {
      return await mine;
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}
