// A growing markdown text on screen. Blocks that can no longer change keep their DOM and are never parsed again; only
// the open tail is. Whatever the cuts between the pieces, the end result is that of the whole text rendered at once.
import { BlockElements } from './block-elements.ts';
import { beginsForCertain, boundaryLine, openBlockIndex, sourceOf } from './boundary.ts';
import { createCodeBlock } from './code-block.ts';
import type { CodeTextPorts } from './code-text.ts';
import { LateReferences } from './late-references.ts';
import { goesOn, isLooseList, loosen, splitContainer } from './open-container.ts';
import { FenceText } from './open-fence.ts';
import { openFenceOf, parseBlocks, type Block, type Parsed, type References } from './parser.ts';

/** An open list, table or paragraph whose first items are certain and are parsed no more. The tail goes on after them. */
interface Cut {
  readonly keptCount: number;
  /** Source of the kept items and of what is before them. */
  readonly source: string;
  /** What stands at the beginning of the tail for the sake of the parser, or nothing. */
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
  readonly #references: LateReferences;
  #fence: FenceText | undefined;
  #cut: Cut | undefined;

  /** Renders into `root`, which must be empty. */
  constructor(root: HTMLElement, ports: CodeTextPorts) {
    this.#elements = new BlockElements(root, ports);
    this.#references = new LateReferences((element) => this.#elements.complete(element));
  }

  /** How much source the next piece has to be parsed with. */
  get openLength(): number {
    return this.#tail.length;
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

  /** The text is complete: closes what is open. What is left to do then is {@link resolveNext}. */
  finish(): void {
    if (this.#fence === undefined) this.#renderTail(true);
    else this.#fence.end();
    this.#fence = undefined;
  }

  /** Resolves references that were defined later, in one block. Returns false when there is no further one. */
  resolveNext(): boolean {
    return this.#references.resolveNext();
  }

  /** What is still open, and all that follows, is shown as it is written. */
  giveUp(): void {
    this.#elements.showSource(this.#tail.slice(this.#cut?.head.length ?? 0));
    this.#tail = '';
  }

  /** More of a text that was given up. */
  appendSource(source: string): void {
    this.#elements.showSource(source);
  }

  /** Stops colouring code. */
  dispose(): void {
    this.#elements.dispose();
  }

  #renderTail(isEnd: boolean): void {
    const lines = this.#tail.split('\n');
    const { blocks, defined } = this.#parse(this.#tail, !isEnd);
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
      this.#references.define(defined);
    } else if (closing.length > 0 && hasAny(defined)) {
      // A definition at the end of the tail may be half written: only those before the boundary count.
      const certain = this.#parse(sourceOf(lines, 0, boundary), false);
      this.#fitsCut(certain.blocks);
      closing = certain.blocks;
      this.#references.define(certain.defined);
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
    if (closing.length === 0) this.#cutContainer(last, lines, defined);
    this.#openFence(last, lines, boundary);
  }

  // A cut paragraph's tail has its head before it; that of a table is a table's head in its own right.
  #parse(text: string, isGrowing: boolean): Parsed {
    const { head = '' } = this.#cut ?? {};
    const skippedLength = head.includes('\n') ? 0 : head.length;
    return parseBlocks(text, { known: this.#references.known, isGrowing, skippedLength });
  }

  #close(blocks: readonly Block[], lines: readonly string[], boundary: number): void {
    for (const [index, element] of this.#elements.close(blocks.length).entries()) {
      const { startLine = 0, tokens = [] } = blocks[index] ?? {};
      const own = sourceOf(lines, startLine, blocks[index + 1]?.startLine ?? boundary);
      const source = this.#cut === undefined ? own : this.#cut.source + own.slice(this.#cut.head.length);
      if (tokens[0]?.type !== 'fence') this.#references.watch(element, source, this.#cut?.referenceCount);
      this.#cut = undefined;
    }
  }

  #openFence(block: Block, lines: readonly string[], boundary: number): void {
    const fence = openFenceOf(block, lines);
    // The opening line itself must be complete, or its language may still grow.
    if (fence === undefined || !beginsForCertain(block.startLine, lines)) return;
    // Definitions right before the fence are complete now, and will not be parsed again.
    const before = sourceOf(lines, boundary, block.startLine);
    this.#references.define(this.#parse(before, false).defined);
    const { element, code } = createCodeBlock(fence.info);
    this.#elements.closeAs(element);
    this.#fence = new FenceText(fence, this.#elements.codeText(code, fence.info.language));
    this.#tail = '';
    this.#fence.append(lines.slice(block.startLine + 1).join('\n'));
  }

  // Takes the certain items of an open list or table, the certain stretches of a paragraph, out of the tail.
  #cutContainer(block: Block, lines: readonly string[], defined: References): void {
    const before = this.#cut ?? { keptCount: 0, source: '', head: '', isLoose: false };
    const split = splitContainer(block, lines, before.head.length);
    if (split === undefined) return;
    const certain = this.#parse(this.#tail.slice(0, split.decidingLength), false);
    const [certainBlock] = certain.blocks;
    const isLooseSoFar = certainBlock === undefined ? undefined : isLooseList(certainBlock.tokens);
    const isLoose = isLooseSoFar === undefined ? undefined : isLooseSoFar || before.isLoose;
    // What the open item has brought (looseness, a definition) must be certain before the others rely on it.
    if (isLoose === undefined || isLooseList(block.tokens) !== isLoose) return;
    if (Object.keys(defined).length > Object.keys(certain.defined).length) return;
    this.#elements.closeItems(split.kept, before.keptCount);
    this.#references.define(certain.defined);
    this.#cut = {
      keptCount: before.keptCount + split.keptCount,
      source: before.source + this.#tail.slice(before.head.length, split.keptLength),
      head: split.head,
      isLoose,
      referenceCount: this.#cut?.referenceCount ?? this.#references.count,
    };
    this.#tail = split.head + this.#tail.slice(split.keptLength);
  }

  // Does the tail still go on with what was cut, in the way its kept items are shown?
  #fitsCut([first]: readonly Block[]): boolean {
    if (this.#cut === undefined) return true;
    if (first === undefined || !goesOn(first, this.#cut.head)) return false;
    const isLoose = isLooseList(first.tokens);
    if (isLoose === undefined) return false;
    if (this.#cut.isLoose) loosen(first);
    return this.#cut.isLoose || !isLoose;
  }

  // A blank line has made the whole list loose, a line below a paragraph has made it a heading: the kept items have to be
  // shown anew.
  #undoCut(): void {
    if (this.#cut === undefined) throw new Error('There is no cut to undo.');
    this.#tail = this.#cut.source + this.#tail.slice(this.#cut.head.length);
    this.#cut = undefined;
    this.#elements.clearOpen();
  }
}

function hasAny(defined: References): boolean {
  return Object.keys(defined).length > 0;
}
