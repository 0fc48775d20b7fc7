// EventQueue: from callbacks to an async loop. Whoever pushes never waits; whoever reads gets all that has gathered.

/** A queue with one reader. */
export class EventQueue<T> {
  #items: T[] = [];
  #isClosed = false;
  #wake: () => void = () => {};

  /** Adds an item; ignored after `close`. */
  push(item: T): void {
    if (this.#isClosed) return;
    this.#items.push(item);
    this.#wake();
  }

  /** No further items: the reader ends after those that are there. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Everything pushed, in order, in batches that are never empty; ends after `close`. */
  async *batches(): AsyncGenerator<readonly T[], void, void> {
    for (;;) {
      if (this.#items.length > 0) {
        const batch = this.#items;
        this.#items = [];
        yield batch;
      } else if (this.#isClosed) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
