// Joins what a model writes when it goes on with a cut answer to what is there: what it says again is left out. Models repeat
// the last words (they are asked to), the last line, or all of it; some open the code block anew. Knows no request.

/** Fewer characters in common at the joint may be chance, and are kept. */
const minOverlap = 8;
/** A code block's first line, with a language: inside of a block it can only be one that was opened anew. */
const openingFence = /^\s*(?:`{3,}|~{3,})[\w+#.-]+[^\n]*\n/;

/** Feed it the text of the continuation in order, then call `end`. */
export class Stitcher {
  readonly #before: string;
  #held = '';
  #isJoined = false;

  /** @param before the text that is continued. */
  constructor(before: string) {
    this.#before = before;
  }

  /** What of it is new, so far as that is certain; may be empty. */
  feed(text: string): string {
    if (this.#isJoined) return text;
    this.#held += text;
    return this.#isUndecided(this.#held) ? '' : this.#join();
  }

  /** Nothing more comes: what was held back and is new. */
  end(): string {
    return this.#isJoined ? '' : this.#join();
  }

  /** Could more text still make it a repetition? */
  #isUndecided(text: string): boolean {
    return this.#readings(text).some(
      (reading) => reading === '' || this.#before.includes(reading) || isOpenFence(reading),
    );
  }

  #join(): string {
    const held = this.#held;
    this.#isJoined = true;
    this.#held = '';
    for (const reading of this.#readings(held)) {
      const length = overlap(this.#before, reading);
      if (length >= Math.min(minOverlap, this.#before.length)) return reading.slice(length);
    }
    return isInCode(this.#before) ? held.replace(openingFence, '') : held;
  }

  /** The text as it is, without blanks in front, and without a code block's first line. */
  #readings(text: string): readonly string[] {
    const readings = [text, text.trimStart()];
    if (isInCode(this.#before)) readings.push(text.replace(openingFence, ''));
    return readings;
  }
}

/** Length of the longest beginning of `after` that `before` ends with. */
function overlap(before: string, after: string): number {
  for (let length = Math.min(before.length, after.length); length > 0; length -= 1) {
    if (before.endsWith(after.slice(0, length))) return length;
  }
  return 0;
}

/** Does the text end inside of a code block? */
function isInCode(text: string): boolean {
  return (text.match(/^\s*(?:`{3,}|~{3,})/gm) ?? []).length % 2 === 1;
}

/** The beginning of a code block's first line, not complete yet. */
function isOpenFence(text: string): boolean {
  return /^\s*(?:`{1,}|~{1,})[^\n]*$/.test(text) && text.length < 40;
}
