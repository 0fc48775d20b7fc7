// A growing markdown text on screen. Blocks that can no longer change keep their DOM and are never parsed again; only
// the open tail is. Whatever the cuts between the pieces, the end result is that of the whole text rendered at once.
import { BlockElements } from './block-elements.ts';
import { beginsForCertain, boundaryLine, hasMore, openBlockIndex, sourceOf } from './boundary.ts';
import { createCodeBlock } from './code-block.ts';
import type { CodeTextPorts } from './code-text.ts';
import { isLooseList, loosen, splitContainer } from './open-container.ts';
import { FenceText } from './open-fence.ts';
import { openFenceOf, parseBlocks, type Block, type References } from './parser.ts';
import { renderBlocks } from './render.ts';

/** A block that can no longer change, but for link references that may still be defined. */
interface ClosedBlock {
  readonly element: Element;
  readonly source: string;
  /** How many references were defined when it was closed. */
  readonly referenceCount: number;
}

/** An open list or table whose first items are certain and are parsed no more. The tail goes on after them. */
interface Cut {
  readonly keptCount: number;
  /** Source of the kept items and of what is before them. */
  readonly source: string;
  /** What stands at the beginning of the tail for the sake of the parser: a table's head, or nothing. */
  readonly head: string;
  readonly isLoose: boolean;
  /** How many references were defined when the first items were kept. */
  readonly referenceCount: number;
}

/** The blocks of one growing text, in one element. Takes normalised source: line ends are LF, no NUL. */
export class MarkdownBlocks {
  readonly #elements: BlockElements;
  /** Source of the blocks that are still open. */
  #tail = '';
  #references: References = {};
  /** Closed blocks in which a later definition may resolve a reference. */
  #unresolved: ClosedBlock[] = [];
  #fence: FenceText | undefined;
  #cut: Cut | undefined;

  /** Renders into `root`, which must be empty. */
  constructor(root: HTMLElement, ports: CodeTextPorts) {
    this.#elements = new BlockElements(root, ports);
  }

  /** Shows more of the text. Throws when it cannot be rendered. */
  append(source: string): void {
    if (this.#fence === undefined) {
      this.#tail += source;
    } else {
      const rest = this.#fence.append(source);
      if (rest === undefined) return;
      this.#fence = undefined;
      this.#tail = rest;
    }
    this.#renderTail(false);
  }

  /** The text is complete: closes what is open and resolves the references defined last. */
  finish(): void {
    if (this.#fence === undefined) this.#renderTail(true);
    else this.#fence.end();
    this.#fence = undefined;
    const count = Object.keys(this.#references).length;
    for (const closed of this.#unresolved) if (closed.referenceCount < count) this.#renderAgain(closed);
    this.#unresolved = [];
  }

  /** Stops colouring code. */
  dispose(): void {
    this.#elements.dispose();
  }

  #renderTail(isEnd: boolean): void {
    const lines = this.#tail.split('\n');
    const { blocks, references } = parseBlocks(this.#tail, this.#references);
    if (!this.#fitsCut(blocks)) {
      this.#undoCut();
      this.#renderTail(isEnd);
      return;
    }
    const openIndex = isEnd ? blocks.length : openBlockIndex(blocks, lines);
    const open = blocks.slice(openIndex);
    let closing = blocks.slice(0, openIndex);
    const boundary = isEnd ? lines.length : boundaryLine(closing, open, lines);
    if (isEnd) {
      this.#references = references;
    } else if (closing.length > 0 && hasMore(references, this.#references)) {
      // A definition at the end of the tail may be half written: only those before the boundary count.
      const certain = parseBlocks(sourceOf(lines, 0, boundary), this.#references);
      this.#fitsCut(certain.blocks);
      closing = certain.blocks;
      this.#references = certain.references;
    }
    const live = closing.map((block) => ({ block, isLive: true }));
    this.#elements.show(
      [...live, ...open.map((block) => ({ block, isLive: false }))],
      this.#cut?.keptCount ?? 0,
    );
    this.#close(closing, lines, boundary);
    if (boundary > 0) this.#tail = sourceOf(lines, boundary, lines.length);
    const [last, ...more] = open;
    if (last === undefined || more.length > 0) return;
    if (closing.length === 0) this.#cutContainer(last, lines, references);
    this.#openFence(last, lines, boundary);
  }

  #close(blocks: readonly Block[], lines: readonly string[], boundary: number): void {
    const count = Object.keys(this.#references).length;
    for (const [index, element] of this.#elements.close(blocks.length).entries()) {
      const { startLine = 0, tokens = [] } = blocks[index] ?? {};
      const own = sourceOf(lines, startLine, blocks[index + 1]?.startLine ?? boundary);
      const source = this.#cut === undefined ? own : this.#cut.source + own.slice(this.#cut.head.length);
      const referenceCount = this.#cut?.referenceCount ?? count;
      this.#cut = undefined;
      if (tokens[0]?.type !== 'fence' && source.includes('[')) {
        this.#unresolved.push({ element, source, referenceCount });
      }
    }
  }

  #openFence(block: Block, lines: readonly string[], boundary: number): void {
    const fence = openFenceOf(block, lines);
    // The opening line itself must be complete, or its language may still grow.
    if (fence === undefined || !beginsForCertain(block.startLine, lines)) return;
    // Definitions right before the fence are complete now, and will not be parsed again.
    const before = sourceOf(lines, boundary, block.startLine);
    this.#references = parseBlocks(before, this.#references).references;
    const { element, code } = createCodeBlock(fence.language);
    this.#elements.closeAs(element);
    this.#fence = new FenceText(fence, this.#elements.codeText(code, fence.language));
    this.#tail = '';
    this.#fence.append(lines.slice(block.startLine + 1).join('\n'));
  }

  // Takes the certain items of an open list or table out of the tail.
  #cutContainer(block: Block, lines: readonly string[], references: References): void {
    const split = splitContainer(block, lines);
    if (split === undefined) return;
    const { kept, keptCount, openLine, headLineCount } = split;
    // With the line that begins the open item: a blank line before it makes the list loose.
    const certain = parseBlocks(sourceOf(lines, 0, openLine + 1), this.#references);
    const [certainBlock] = certain.blocks;
    const isLoose =
      certainBlock === undefined ? undefined : isLooseList(certainBlock) || this.#cut?.isLoose === true;
    // What the open item has brought (looseness, a definition) must be certain before the others rely on it.
    if (isLoose === undefined || isLooseList(block) !== isLoose) return;
    if (hasMore(references, certain.references)) return;
    const before = this.#cut ?? { keptCount: 0, source: '', head: '' };
    this.#elements.closeItems(kept, keptCount, before.keptCount);
    const head = sourceOf(lines, block.startLine, block.startLine + headLineCount);
    this.#references = certain.references;
    this.#cut = {
      keptCount: before.keptCount + keptCount,
      source: before.source + sourceOf(lines, 0, openLine).slice(before.head.length),
      head,
      isLoose,
      referenceCount: this.#cut?.referenceCount ?? Object.keys(certain.references).length,
    };
    this.#tail = head + sourceOf(lines, openLine, lines.length);
  }

  // Does the tail still go on with the list or table that was cut, in the way its kept items are shown?
  #fitsCut([first]: readonly Block[]): boolean {
    if (this.#cut === undefined) return true;
    const isLoose = first === undefined ? undefined : isLooseList(first);
    if (first === undefined || isLoose === undefined) return false;
    if (this.#cut.isLoose) loosen(first);
    return this.#cut.isLoose || !isLoose;
  }

  // A blank line has made the whole list loose: its kept items have to be shown anew.
  #undoCut(): void {
    if (this.#cut === undefined) throw new Error('There is no cut to undo.');
    this.#tail = this.#cut.source + this.#tail.slice(this.#cut.head.length);
    this.#cut = undefined;
    this.#elements.clearOpen();
  }

  // A reference that was defined after this block had been closed: the block is rendered with all definitions.
  #renderAgain({ element, source }: ClosedBlock): void {
    const [block, ...more] = parseBlocks(source, this.#references).blocks;
    if (block === undefined || more.length > 0) return;
    const [wanted] = renderBlocks([{ block, isLive: true }]);
    if (wanted === undefined) return;
    element.replaceWith(wanted);
    this.#elements.colour(wanted);
  }
}
