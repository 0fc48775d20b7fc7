// Reads a response body so that it can always be left: every read is raced against the abort signal and a time limit,
// and the body is cancelled afterwards. It counts bytes; it does not know what they mean.
import { ChatError, type ErrorFacts } from '../model/error.ts';

/** Most bytes of one answer, decoded: 64 MB of text are many times the longest context there is. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** How long the end of the body may take after the terminal marker, so that the connection can be used again. */
const DRAIN_MS = 150;

/** The failures a reader can meet, as the facts it throws. */
export interface ReadFaults {
  timeout(limitMs: number): ErrorFacts;
  tooLarge(): ErrorFacts;
  network(error: unknown): ErrorFacts;
}

/** See the head of this file. Belongs to one response; use it from one place at a time. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #signal: AbortSignal;
  readonly #faults: ReadFaults;
  #bytes = 0;
  #isOver = false;

  /** @param signal aborts every read with its reason. */
  constructor(body: ReadableStream<Uint8Array>, signal: AbortSignal, faults: ReadFaults) {
    this.#reader = body.getReader();
    this.#signal = signal;
    this.#faults = faults;
  }

  /**
   * The next bytes; undefined at the end.
   * @param limitMs longest wait in milliseconds; 0: none.
   * @throws ChatError for a time limit, the size limit or a broken connection; the signal's reason when it aborts.
   */
  async read(limitMs: number): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#next(limitMs);
    if (done) {
      this.#isOver = true;
      return undefined;
    }
    this.#bytes += value.byteLength;
    if (this.#bytes > MAX_BODY_BYTES) {
      this.cancel();
      throw new ChatError(this.#faults.tooLarge());
    }
    return value;
  }

  /** Up to `maxBytes` of what is left as text, for error bodies; stops quietly at any failure but an abort. */
  async readText(maxBytes: number, limitMs: number): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    let bytes = 0;
    try {
      for (;;) {
        const chunk = await this.read(limitMs);
        if (chunk === undefined) break;
        bytes += chunk.byteLength;
        text += decoder.decode(chunk, { stream: true });
        if (bytes >= maxBytes) break;
      }
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    } finally {
      this.cancel();
    }
    return text.slice(0, maxBytes);
  }

  /** Leaves the body at once and closes its connection. Safe at any time; waits for nothing. */
  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // On some runtimes the cancellation of a compressed body never settles: nobody may wait for it.
    this.#reader.cancel().catch(() => undefined);
  }

  /**
   * Leaves a body whose answer is complete. If its last bytes follow at once, the connection stays usable for the next
   * request; else it is closed. Returns immediately.
   */
  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const timer = setTimeout(() => void this.#reader.cancel().catch(() => undefined), DRAIN_MS);
    const drain = async (): Promise<void> => {
      // One read is enough for the end of a chunked body; whoever keeps talking is cut off.
      const { done } = await this.#reader.read();
      if (!done) await this.#reader.cancel();
    };
    drain()
      .catch(() => undefined)
      .finally(() => clearTimeout(timer));
  }

  /** A read that settles as soon as the signal aborts or time is up, even where the runtime's own read never would. */
  #next(
    limitMs: number,
  ): Promise<{ done: false; value: Uint8Array } | { done: true; value: Uint8Array | undefined }> {
    const signal = this.#signal;
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        leave();
        this.cancel();
        reject(signal.reason);
      };
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort);
      if (limitMs > 0) {
        timer = setTimeout(() => {
          leave();
          this.cancel();
          reject(new ChatError(this.#faults.timeout(limitMs)));
        }, limitMs);
      }
      this.#reader.read().then(
        (result) => {
          leave();
          resolve(result);
        },
        (error: unknown) => {
          leave();
          this.#isOver = true;
          reject(new ChatError(this.#faults.network(error), { cause: error }));
        },
      );
    });
  }
}
