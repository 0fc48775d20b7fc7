// What is on its way to be attached: a message that is sent meanwhile waits for it, so that it holds what the user picked.

/** The attachments of a window that are being made. */
export class Attaching {
  readonly #running = new Set<Promise<void>>();
  readonly #showProblem: (text: string) => void;

  /** @param showProblem tells the user why something was not attached. */
  constructor(showProblem: (text: string) => void) {
    this.#showProblem = showProblem;
  }

  /** Attaches something. Says what went wrong; never rejects. @param isAsking it asks the user: no message waits for it. */
  async run(attach: () => Promise<void>, isAsking = false): Promise<void> {
    const work = attach().catch((error: unknown) => {
      this.#showProblem(error instanceof Error ? error.message : String(error));
    });
    if (!isAsking) this.#running.add(work);
    await work;
    this.#running.delete(work);
  }

  /** Resolves when everything that was begun is attached. */
  async whenDone(): Promise<void> {
    await Promise.all(this.#running);
  }
}
