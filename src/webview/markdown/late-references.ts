// Link references: what has been defined so far, and the closed blocks in which a definition that comes later may still
// make a link. They are rendered again when the text is complete, one at a time.
import { parseBlocks, type References } from './parser.ts';
import { renderBlocks } from './render.ts';

/** A block that can no longer change, but for references that may still be defined. */
interface ClosedBlock {
  readonly element: Element;
  readonly source: string;
  /** How many references were defined when it was closed. */
  readonly referenceCount: number;
}

/** The references of one text. */
export class LateReferences {
  readonly #known: References = {};
  /** Labels in the order they were defined. */
  readonly #labels: string[] = [];
  readonly #unresolved: ClosedBlock[] = [];
  readonly #onReplace: (element: Element) => void;

  /** `onReplace` gets each element that has taken the place of another. */
  constructor(onReplace: (element: Element) => void) {
    this.#onReplace = onReplace;
  }

  /** All definitions so far. */
  get known(): References {
    return this.#known;
  }

  /** How many there are. */
  get count(): number {
    return this.#labels.length;
  }

  /** Adds definitions; the first of a label stands (CommonMark 0.31, 4.7). */
  define(defined: References): void {
    for (const [label, reference] of Object.entries(defined)) {
      if (label in this.#known) continue;
      this.#known[label] = reference;
      this.#labels.push(label);
    }
  }

  /** A block was closed. `referenceCount`: how many definitions it was rendered with, where not all there are. */
  watch(element: Element, source: string, referenceCount = this.count): void {
    if (source.includes('[')) this.#unresolved.push({ element, source, referenceCount });
  }

  /** Renders the next block that uses something defined after it; call it when the text is complete. False: there is none. */
  resolveNext(): boolean {
    for (;;) {
      const closed = this.#unresolved.shift();
      if (closed === undefined) return false;
      if (!this.#usesLater(closed)) continue;
      this.#renderAgain(closed);
      return true;
    }
  }

  #usesLater({ source, referenceCount }: ClosedBlock): boolean {
    const later = this.#labels.slice(referenceCount);
    if (later.length === 0) return false;
    const labels = new Set(later);
    // Brackets within brackets count by themselves; a label has at most 999 characters.
    const used = source.matchAll(/\[((?:[^[\]\\]|\\[^]){1,999})\]/g);
    return [...used].some(([, label = '']) => labels.has(normalised(label)));
  }

  #renderAgain({ element, source }: ClosedBlock): void {
    const [block, ...more] = parseBlocks(source, { known: this.#known }).blocks;
    if (block === undefined || more.length > 0) return;
    const [wanted] = renderBlocks([{ block, isLive: true, firstIndex: 0 }]);
    if (wanted === undefined) return;
    element.replaceWith(wanted);
    this.#onReplace(wanted);
  }
}

// As markdown-it normalises labels, which is how they are kept.
function normalised(label: string): string {
  return label.trim().replaceAll(/\s+/g, ' ').toLowerCase().toUpperCase();
}
