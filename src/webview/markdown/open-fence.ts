// A fenced code block that is still being written: its lines go straight to the screen, nothing is parsed again.
// Only for fences at the margin, whose lines are their content as they are (CommonMark 0.31, 4.5).
import type { CodeText } from './code-text.ts';
import type { OpenFence } from './parser.ts';

/** Feeds a fence's lines into its code text until the closing line comes. */
export class FenceText {
  readonly #fence: OpenFence;
  readonly #codeText: CodeText;
  /** The line being written. */
  #line = '';
  /** How much of it is on screen. */
  #shownLength = 0;
  #hasLines = false;

  constructor(fence: OpenFence, codeText: CodeText) {
    this.#fence = fence;
    this.#codeText = codeText;
  }

  /** Takes more source. Returns what follows the closing line once that has come, else undefined. */
  append(source: string): string | undefined {
    this.#line += source;
    const lines = this.#line.split('\n');
    const partial = lines.pop() ?? '';
    let shown = '';
    for (const [index, line] of lines.entries()) {
      if (this.#fence.closer.test(line)) {
        this.#codeText.append(shown);
        this.#codeText.end();
        return [...lines.slice(index + 1), partial].join('\n');
      }
      shown += this.#unseen(line);
      this.#shownLength = 0;
      this.#hasLines = true;
    }
    this.#line = partial;
    // What may become the closing line is not shown until it is known not to be one.
    if (partial !== '' && !this.#fence.maybeCloser.test(partial)) {
      shown += this.#unseen(partial);
      this.#shownLength = partial.length;
    }
    this.#codeText.append(shown);
    return undefined;
  }

  /** The text ends here, without a closing line or with one that lacks its line end. */
  end(): void {
    const line = this.#line;
    if (line !== '' && !this.#fence.closer.test(line)) this.#codeText.append(this.#unseen(line));
    this.#codeText.end();
  }

  // The part of the line that is not on screen yet, with the line end before it.
  #unseen(line: string): string {
    if (this.#shownLength > 0) return line.slice(this.#shownLength);
    return this.#hasLines ? `\n${line}` : line;
  }
}
