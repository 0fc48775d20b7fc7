// The text inside a code block: grows as plain text, is coloured from the top in pieces of 20 lines as soon as a piece is
// complete. The same text gives the same result whether it came at once or letter by letter.
import type { FrameTask, FrameWork } from '../frame-work.ts';
import { completeCodeBlock } from './code-block.ts';
import type { CodeToken, Highlighter } from './highlight.ts';
import { appendVisibly } from './hidden-characters.ts';
import type { KeepSelection } from './keep-selection.ts';
import type { LateScript } from './late-script.ts';
import type { MathEngine } from './math.ts';

/** Lines coloured in one go; about 1 ms (measured: highlight.js, 20 lines of TypeScript). */
const linesPerPiece = 20;
/** Pieces in one element that costs nothing while it is off screen (`content-visibility`). */
const piecesPerGroup = 8;
/** A string or comment longer than so many pieces is cut in two, so that colouring never takes long. */
const maxJoinedPieces = 4;
/** A piece ends after so much text even within a line: laying out a line costs as much as it is long. */
const maxPieceLength = 8_000;
/** More than this at once stays plain: minified code costs more than its colours are worth. */
const maxColouredLength = 6_000;

/** What all texts of a view share. */
export interface CodeTextPorts {
  readonly work: FrameWork;
  readonly highlighter: Highlighter;
  readonly math: LateScript<MathEngine>;
  readonly keepSelection: KeepSelection;
  /** Called with each element whose text can no longer change. */
  readonly onComplete?: (element: Element) => void;
}

/** A piece that has no colours yet. */
interface PlainPiece {
  readonly element: HTMLElement;
  readonly node: Text;
  lineCount: number;
}

/** The text of one code block. */
export class CodeText implements FrameTask {
  readonly #ports: CodeTextPorts;
  readonly #code: HTMLElement;
  readonly #language: string;
  readonly #plain: PlainPiece[] = [];
  #openedCount = 0;
  /** The group of the newest piece. */
  #group: HTMLElement | undefined;
  /** How many pieces are read together, because a string or comment goes on from one to the next. */
  #joinedCount = 1;
  #isEnded = false;
  #isWaiting = false;

  /** Takes over what `code` already shows. `language` as the author named it; may be empty or unknown. */
  constructor(code: HTMLElement, language: string, ports: CodeTextPorts) {
    this.#ports = ports;
    this.#code = code;
    this.#language = language.toLowerCase();
    const text = code.textContent;
    if (text === '') return;
    ports.keepSelection(code, () => {
      code.replaceChildren();
      this.append(text);
    });
  }

  /** Shows more text at the end. */
  append(text: string): void {
    for (let rest = text; rest !== '';) {
      const last = this.#plain.at(-1);
      const piece = last === undefined || isFull(last) ? this.#openPiece() : last;
      const part = rest.slice(0, lengthThatFits(piece, rest));
      piece.node.appendData(part);
      piece.lineCount += part.split('\n').length - 1;
      rest = rest.slice(part.length);
    }
    if (this.#readyPieces() !== undefined) this.#request();
  }

  /** No more text will come: colours the rest too. */
  end(): void {
    this.#isEnded = true;
    completeCodeBlock(this.#code);
    this.#ports.onComplete?.(this.#code.closest('.code-block') ?? this.#code);
    if (this.#plain.length > 0) this.#request();
  }

  /** Stops working on it, because it is no longer shown. */
  dispose(): void {
    this.#ports.work.cancel(this);
  }

  run(deadlineMs: number): boolean {
    do {
      const pieces = this.#readyPieces();
      if (pieces === undefined) return false;
      const isLast = this.#isEnded && pieces.length === this.#plain.length;
      const code = pieces.map(({ node }) => node.data).join('');
      const { tokens, isClosed } = this.#highlight(code, isLast);
      if (isClosed || isLast || this.#joinedCount === maxJoinedPieces) {
        this.#replace(pieces, tokens);
        this.#joinedCount = 1;
      } else {
        this.#joinedCount *= 2;
      }
    } while (performance.now() < deadlineMs);
    return this.#readyPieces() !== undefined;
  }

  #request(): void {
    const { highlighter, work } = this.#ports;
    if (this.#isWaiting) return;
    if (this.#language === '' || highlighter.engineFor(this.#language) !== undefined) {
      work.request(this, 'ornament');
      return;
    }
    this.#isWaiting = true;
    highlighter.load(this.#language, () => {
      this.#isWaiting = false;
      work.request(this, 'ornament');
    });
  }

  // The pieces to colour next, when they are complete; at the end whatever is there.
  #readyPieces(): PlainPiece[] | undefined {
    const pieces = this.#plain.slice(0, this.#joinedCount);
    if (pieces.length === 0) return undefined;
    if (this.#isEnded && pieces.length === this.#plain.length) return pieces;
    return pieces.length === this.#joinedCount && pieces.every(isFull) ? pieces : undefined;
  }

  #highlight(code: string, isLast: boolean): { tokens: readonly CodeToken[]; isClosed: boolean } {
    const engine = this.#ports.highlighter.engineFor(this.#language);
    const isWhole = isLast || code.endsWith('\n');
    if (!isWhole || code.length > maxColouredLength || engine?.knows(this.#language) !== true) {
      return { tokens: [{ text: code }], isClosed: true };
    }
    return engine.highlight(code, this.#language);
  }

  #replace(pieces: readonly PlainPiece[], tokens: readonly CodeToken[]): void {
    const coloured = createPiece();
    for (const { text, kind } of tokens) {
      if (kind === undefined) {
        appendVisibly(coloured, text);
        continue;
      }
      const span = document.createElement('span');
      span.className = `code-${kind}`;
      appendVisibly(span, text);
      coloured.append(span);
    }
    this.#ports.keepSelection(this.#code, () => {
      pieces[0]?.element.before(coloured);
      for (const { element } of pieces) element.remove();
    });
    this.#plain.splice(0, pieces.length);
  }

  #openPiece(): PlainPiece {
    const element = createPiece();
    const node = document.createTextNode('');
    element.append(node);
    // By how many there have been, not by how many are left after colouring: that differs with the cuts of the text.
    if (this.#openedCount % piecesPerGroup === 0) {
      this.#group = document.createElement('span');
      this.#group.className = 'code-group';
      this.#code.append(this.#group);
    }
    this.#openedCount += 1;
    this.#group?.append(element);
    const piece = { element, node, lineCount: 0 };
    this.#plain.push(piece);
    return piece;
  }
}

function isFull({ node, lineCount }: PlainPiece): boolean {
  return lineCount === linesPerPiece || node.length >= maxPieceLength;
}

// Up to the end of the piece's last line, or as much as there is room for.
function lengthThatFits({ node, lineCount }: PlainPiece, text: string): number {
  const room = maxPieceLength - node.length;
  let end = 0;
  for (let line = lineCount; line < linesPerPiece; line += 1) {
    const lineEnd = text.indexOf('\n', end);
    if (lineEnd === -1 || lineEnd >= room) return Math.min(room, text.length);
    end = lineEnd + 1;
  }
  return end;
}

// Each piece is laid out by itself: text that is added to one does not have the browser look at the others again
// (measured: 7 ms for each addition to 60 kB of coloured code in one block).
function createPiece(): HTMLElement {
  const piece = document.createElement('span');
  piece.className = 'code-piece';
  return piece;
}
