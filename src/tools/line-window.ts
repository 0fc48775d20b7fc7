// Some lines out of a text or a file of any size. Holds no more than it gives.
import { createDecoder, encodingOf } from './text-encoding.ts';
import type { OpenFile } from './workspace.ts';

/** Below the cap for the results of all tools, so that what is left out is said here, with the way to go on. */
const MAX_CHARS = 40_000;
const MAX_LINES = 1500;
const MAX_LINE_CHARS = 2000;

/** Lines that follow each other. */
export interface LineWindow {
  readonly lines: readonly string[];
  /** Undefined when the text was not read to its end. */
  readonly totalLines: number | undefined;
  /** There are lines after these that were asked for as well. */
  readonly hasMore: boolean;
}

/** Lines of a text; without `end` as many as fit. Lines count from 1. */
export function windowOf(text: string, start: number, end: number | undefined): LineWindow {
  const collector = new Collector(start, end);
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) collector.add(line, line.length);
  return collector.window(true);
}

/** The same for a file that is read in pieces, up to the last line wanted. */
export async function readWindow(
  file: OpenFile,
  start: number,
  end: number | undefined,
  signal: AbortSignal,
): Promise<LineWindow | 'binary'> {
  const collector = new Collector(start, end);
  let decoder: ReturnType<typeof createDecoder> | undefined;
  let open = '';
  let openLength = 0;
  const take = (text: string): void => {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      collector.add((open + piece).replace(/\r$/, ''), openLength + piece.length);
      open = '';
      openLength = 0;
    }
    openLength += last.length;
    // What is cut anyway need not be kept: a line may be as long as the file.
    if (open.length <= MAX_LINE_CHARS) open += last.slice(0, MAX_LINE_CHARS + 1);
  };
  for await (const piece of file.chunks) {
    signal.throwIfAborted();
    if (decoder === undefined) {
      const encoding = encodingOf(piece, false);
      if (encoding === 'binary') return 'binary';
      decoder = createDecoder(encoding);
    }
    take(decoder(piece));
    if (collector.isFull) return collector.window(false);
  }
  take(decoder?.() ?? '');
  if (openLength > 0) collector.add(open, openLength);
  return collector.window(true);
}

class Collector {
  readonly #lines: string[] = [];
  readonly #start: number;
  readonly #end: number;
  readonly #isOpenEnded: boolean;
  #chars = 0;
  #seen = 0;
  #isFull = false;
  #hasMore = false;

  constructor(start: number, end: number | undefined) {
    this.#start = start;
    this.#end = end ?? Infinity;
    this.#isOpenEnded = end === undefined;
  }

  /** No line that follows is wanted or fits. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** @param length of the whole line, of which `line` may be the beginning. */
  add(line: string, length: number): void {
    this.#seen += 1;
    if (this.#seen < this.#start) return;
    if (this.#seen > this.#end || this.#isFull) {
      this.#isFull = true;
      this.#hasMore ||= this.#isOpenEnded || this.#seen <= this.#end;
      return;
    }
    const cut =
      length > MAX_LINE_CHARS
        ? `${line.slice(0, MAX_LINE_CHARS)}… (${length - MAX_LINE_CHARS} more characters)`
        : line;
    const isTooMuch = this.#chars + cut.length > MAX_CHARS || this.#lines.length >= MAX_LINES;
    if (isTooMuch && this.#lines.length > 0) {
      this.#isFull = true;
      this.#hasMore = true;
      return;
    }
    this.#lines.push(cut);
    this.#chars += cut.length + 8;
  }

  window(isWhole: boolean): LineWindow {
    return {
      lines: this.#lines,
      totalLines: isWhole ? this.#seen : undefined,
      hasMore: this.#hasMore,
    };
  }
}
