// JsonProgress: watches JSON text grow piece by piece, in linear time and without keeping it.
// It counts brackets; whether the text is valid JSON, only JSON.parse can say.

/** Feed it the pieces of one JSON text in order. */
export class JsonProgress {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #closed = false;
  /** The deepest nesting so far. */
  deepest = 0;

  /** The outermost object or array has been closed. */
  get isComplete(): boolean {
    return this.#closed;
  }

  /** Takes the next piece. */
  feed(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const char = text.charCodeAt(at);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (char === 0x5c) this.#escaped = true;
        else if (char === 0x22) this.#inString = false;
      } else if (char === 0x22) {
        this.#inString = true;
      } else if (char === 0x7b || char === 0x5b) {
        this.#depth += 1;
        if (this.#depth > this.deepest) this.deepest = this.#depth;
      } else if (char === 0x7d || char === 0x5d) {
        this.#depth -= 1;
        if (this.#depth === 0) this.#closed = true;
      }
    }
  }
}
