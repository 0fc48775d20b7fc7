// The last bytes of a stream of any length, in memory that does not grow.

/** Keeps the last `capacity` bytes it was given. */
export class ByteTail {
  readonly #ring: Uint8Array;
  /** All bytes ever given since the last {@link take}. */
  #total = 0;

  constructor(capacity: number) {
    this.#ring = new Uint8Array(capacity);
  }

  /** Bytes given since the last {@link take}. */
  get total(): number {
    return this.#total;
  }

  push(bytes: Uint8Array): void {
    const { length } = this.#ring;
    const kept = bytes.subarray(Math.max(0, bytes.length - length));
    this.#total += bytes.length - kept.length;
    const at = this.#total % length;
    const first = kept.subarray(0, length - at);
    this.#ring.set(first, at);
    this.#ring.set(kept.subarray(first.length), 0);
    this.#total += kept.length;
  }

  /** A copy of what is kept, in order. */
  bytes(): Uint8Array {
    const { length } = this.#ring;
    if (this.#total <= length) return this.#ring.slice(0, this.#total);
    const at = this.#total % length;
    const copy = new Uint8Array(length);
    copy.set(this.#ring.subarray(at), 0);
    copy.set(this.#ring.subarray(0, at), length - at);
    return copy;
  }

  /** A copy of what is kept; begins anew. */
  take(): Uint8Array {
    const bytes = this.bytes();
    this.#total = 0;
    return bytes;
  }
}
