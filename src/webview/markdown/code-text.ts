// The text inside a code block: grows as plain text, is coloured from the top in pieces of about 20 lines as soon as
// a piece is complete. The same text gives the same result whether it came at once or letter by letter.
import type { FrameTask, FrameWork } from '../frame-work.ts';
import type { Highlighter } from './highlight.ts';
import { appendVisibly } from './hidden-characters.ts';
import { keepSelection } from './keep-selection.ts';

/** Lines coloured in one go; about 1 ms (measured: highlight.js, 20 lines of TypeScript). */
const linesPerPiece = 20;
/** A string or comment longer than this is cut in two, so that one piece never takes long. */
const maxLinesPerPiece = 160;
/** A piece longer than this stays plain: minified code costs more than its colours are worth. */
const maxPieceLength = 20_000;
/** Text nodes are kept short, because laying out a node costs as much as it is long. */
const maxNodeLength = 4_000;

/** What all code texts of a view share. */
export interface CodeTextPorts {
  readonly work: FrameWork;
  readonly highlighter: Highlighter;
}

/** The text of one code block. */
export class CodeText implements FrameTask {
  readonly #ports: CodeTextPorts;
  readonly #code: HTMLElement;
  readonly #language: string;
  /** The piece at the end that has no colours yet: `#rest`, in short text nodes. */
  #open: HTMLElement | undefined;
  /** Text at the end that has not been coloured yet. */
  #rest = '';
  #lines = linesPerPiece;
  #isEnded = false;
  #isWaiting = false;

  /** Takes over what `code` already shows. `language` as the author named it; may be empty or unknown. */
  constructor(code: HTMLElement, language: string, ports: CodeTextPorts) {
    this.#ports = ports;
    this.#code = code;
    this.#language = language.toLowerCase();
    this.#rest = code.textContent;
    if (this.#rest === '') return;
    this.#open = createPiece();
    this.#open.append(...code.childNodes);
    code.append(this.#open);
  }

  /** Shows more text at the end. */
  append(text: string): void {
    if (text === '') return;
    if (this.#open === undefined) {
      this.#open = createPiece();
      this.#code.append(this.#open);
    }
    const last = this.#open.lastChild;
    if (last instanceof Text && last.length + text.length <= maxNodeLength) last.appendData(text);
    else this.#open.append(text);
    this.#rest += text;
    if (text.includes('\n')) this.#request();
  }

  /** No more text will come: colours the rest too. */
  end(): void {
    this.#isEnded = true;
    this.#request();
  }

  /** Stops working on it, because it is no longer shown. */
  dispose(): void {
    this.#ports.work.cancel(this);
  }

  run(deadlineMs: number): boolean {
    const { engine } = this.#ports.highlighter;
    const isKnown = engine?.knows(this.#language) === true;
    do {
      const piece = this.#nextPiece();
      if (piece === undefined) return false;
      if (isKnown && piece.length <= maxPieceLength) {
        const { tokens, isClosed } = engine.highlight(piece, this.#language);
        const isLast = this.#isEnded && piece.length === this.#rest.length;
        if (!isClosed && !isLast && this.#lines < maxLinesPerPiece) {
          this.#lines *= 2;
          continue;
        }
        this.#replace(piece.length, tokens);
      } else {
        this.#replace(piece.length, [{ text: piece }]);
      }
      this.#lines = linesPerPiece;
    } while (performance.now() < deadlineMs);
    return this.#nextPiece() !== undefined;
  }

  #request(): void {
    const { highlighter, work } = this.#ports;
    if (this.#isWaiting) return;
    if (this.#language === '' || highlighter.engine !== undefined) {
      work.request(this, 'ornament');
      return;
    }
    this.#isWaiting = true;
    highlighter.load(() => {
      this.#isWaiting = false;
      work.request(this, 'ornament');
    });
  }

  // The first `#lines` lines of the rest; at the end whatever is there.
  #nextPiece(): string | undefined {
    if (this.#rest === '') return undefined;
    let end = 0;
    for (let line = 0; line < this.#lines; line += 1) {
      const lineEnd = this.#rest.indexOf('\n', end);
      if (lineEnd === -1) return this.#isEnded ? this.#rest : undefined;
      end = lineEnd + 1;
    }
    return this.#rest.slice(0, end);
  }

  #replace(length: number, tokens: readonly { text: string; kind?: string }[]): void {
    const piece = createPiece();
    for (const { text, kind } of tokens) {
      if (kind === undefined) {
        appendVisibly(piece, text);
        continue;
      }
      const span = document.createElement('span');
      span.className = `code-${kind}`;
      appendVisibly(span, text);
      piece.append(span);
    }
    keepSelection(this.#code, () => {
      this.#code.insertBefore(piece, this.#open ?? null);
      this.#shortenOpen(length);
    });
    this.#rest = this.#rest.slice(length);
  }

  #shortenOpen(length: number): void {
    let left = length;
    for (let node = this.#open?.firstChild; node instanceof Text && left > 0; node = this.#open?.firstChild) {
      const { length: nodeLength } = node;
      if (nodeLength > left) node.deleteData(0, left);
      else node.remove();
      left -= Math.min(left, nodeLength);
    }
    if (this.#open?.firstChild !== null) return;
    this.#open.remove();
    this.#open = undefined;
  }
}

// Each piece is laid out by itself: text that is added to one does not have the browser look at the others again
// (measured: 7 ms for each addition to 60 kB of coloured code in one block).
function createPiece(): HTMLElement {
  const piece = document.createElement('span');
  piece.className = 'code-piece';
  return piece;
}
