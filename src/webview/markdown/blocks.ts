// A growing markdown text on screen. Blocks that can no longer change keep their DOM and are never parsed again; only
// the open tail is. Whatever the cuts between the pieces, the end result is that of the whole text rendered at once.
import { beginsForCertain, boundaryLine, hasMore, openBlockIndex } from './boundary.ts';
import { createCodeBlock } from './code-block.ts';
import { CodeText, type CodeTextPorts } from './code-text.ts';
import { morph } from './morph.ts';
import { openFenceOf, parseBlocks, type Block, type References } from './parser.ts';
import { FenceText } from './open-fence.ts';
import { renderBlocks } from './render.ts';

/** Blocks per section; a section that is off screen costs no layout (`content-visibility`). */
const blocksPerSection = 16;
/** A block that can no longer change, but for link references that may still be defined. */
interface ClosedBlock {
  readonly element: Element;
  readonly source: string;
  /** How many references were defined when it was closed. */
  readonly referenceCount: number;
}

/** The blocks of one growing text, in one element. Takes normalised source: line ends are LF, no NUL. */
export class MarkdownBlocks {
  readonly #root: HTMLElement;
  readonly #ports: CodeTextPorts;
  /** Source of the blocks that are still open. */
  #tail = '';
  #references: References = {};
  #closedCount = 0;
  /** Elements of the blocks that are still open. */
  #open: Element[] = [];
  /** Closed blocks in which a later definition may resolve a reference. */
  #unresolved: ClosedBlock[] = [];
  #fence: FenceText | undefined;
  #codeTexts: CodeText[] = [];

  /** Renders into `root`, which must be empty. */
  constructor(root: HTMLElement, ports: CodeTextPorts) {
    this.#root = root;
    this.#ports = ports;
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
    for (const codeText of this.#codeTexts) codeText.dispose();
  }

  #renderTail(isEnd: boolean): void {
    const lines = this.#tail.split('\n');
    const { blocks, references } = parseBlocks(this.#tail, this.#references);
    const openIndex = isEnd ? blocks.length : openBlockIndex(blocks, lines);
    const closing = blocks.slice(0, openIndex);
    const open = blocks.slice(openIndex);
    const boundary = isEnd ? lines.length : boundaryLine(closing, open, lines);
    const closingSource = lines.slice(0, boundary).join('\n');
    let closed = closing;
    if (isEnd) {
      this.#references = references;
    } else if (closing.length > 0 && hasMore(references, this.#references)) {
      // A definition at the end of the tail may be half written: only those before the boundary count.
      const certain = parseBlocks(closingSource, this.#references);
      closed = certain.blocks;
      this.#references = certain.references;
    }
    this.#show([
      ...closed.map((block) => ({ block, isLive: true })),
      ...open.map((block) => ({ block, isLive: false })),
    ]);
    this.#close(closed, lines);
    this.#tail = lines.slice(boundary).join('\n');
    const [last, ...more] = open;
    if (last !== undefined && more.length === 0) this.#openFence(last, lines);
  }

  #show(blocks: Parameters<typeof renderBlocks>[0]): void {
    const elements = renderBlocks(blocks);
    this.#open = elements
      .map((element, index) => {
        const shown = this.#open[index];
        if (shown !== undefined) return morph(shown, element);
        this.#sectionFor(this.#closedCount + index).append(element);
        return element;
      })
      .concat(this.#open.slice(elements.length));
    for (const surplus of this.#open.splice(elements.length)) {
      const section = surplus.parentElement;
      surplus.remove();
      if (section?.childElementCount === 0) section.remove();
    }
  }

  #sectionFor(blockIndex: number): Element {
    const existing = this.#root.children[Math.floor(blockIndex / blocksPerSection)];
    if (existing !== undefined) return existing;
    const section = document.createElement('div');
    section.className = 'markdown-section';
    this.#root.append(section);
    return section;
  }

  #close(blocks: readonly Block[], lines: readonly string[]): void {
    const elements = this.#open.splice(0, blocks.length);
    this.#closedCount += elements.length;
    const referenceCount = Object.keys(this.#references).length;
    for (const [index, element] of elements.entries()) {
      const block = blocks[index];
      if (block === undefined) continue;
      this.#colour(element);
      const source = lines.slice(block.startLine, block.endLine).join('\n');
      if (block.tokens[0]?.type !== 'fence' && source.includes('[')) {
        this.#unresolved.push({ element, source, referenceCount });
      }
    }
  }

  #colour(element: Element): void {
    for (const code of element.querySelectorAll<HTMLElement>('.code-block code')) {
      const language = code.closest<HTMLElement>('.code-block')?.dataset['language'] ?? '';
      const codeText = new CodeText(code, language, this.#ports);
      this.#codeTexts.push(codeText);
      codeText.end();
    }
  }

  #openFence(block: Block, lines: readonly string[]): void {
    const fence = openFenceOf(block, lines);
    const [shown] = this.#open;
    // The opening line itself must be complete, or its language may still grow.
    if (fence === undefined || shown === undefined || !beginsForCertain(block, lines)) return;
    const { element, code } = createCodeBlock(fence.language);
    shown.replaceWith(element);
    const codeText = new CodeText(code, fence.language, this.#ports);
    this.#codeTexts.push(codeText);
    this.#open = [];
    this.#closedCount += 1;
    this.#fence = new FenceText(fence, codeText);
    this.#tail = '';
    this.#fence.append(lines.slice(block.startLine + 1).join('\n'));
  }

  // A reference that was defined after this block had been closed: the block is rendered with all definitions.
  #renderAgain({ element, source }: ClosedBlock): void {
    const { blocks } = parseBlocks(source, this.#references);
    const [block, ...more] = blocks;
    if (block === undefined || more.length > 0) return;
    const [wanted] = renderBlocks([{ block, isLive: true }]);
    if (wanted === undefined || !element.isConnected) return;
    element.replaceWith(wanted);
    this.#colour(wanted);
  }
}
