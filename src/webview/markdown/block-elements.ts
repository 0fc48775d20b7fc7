// The elements of a text's blocks, in sections. Knows which of them may still change; knows nothing of their source.
import { CodeText, type CodeTextPorts } from './code-text.ts';
import { morph, morphChildren } from './morph.ts';
import { itemsElement } from './open-container.ts';
import type { Block } from './parser.ts';
import { renderBlocks, type BlockToRender } from './render.ts';

/** Blocks per section; a section that is off screen costs no layout (`content-visibility`). */
const blocksPerSection = 16;

/** What stands in one root element. */
export class BlockElements {
  readonly #root: HTMLElement;
  readonly #ports: CodeTextPorts;
  #closedCount = 0;
  /** Elements of the blocks that are still open. */
  #open: Element[] = [];
  #codeTexts: CodeText[] = [];
  readonly #coloured = new WeakSet<Element>();

  constructor(root: HTMLElement, ports: CodeTextPorts) {
    this.#root = root;
    this.#ports = ports;
  }

  /**
   * Shows these blocks in place of the open ones. The first `keptCount` items of the first open block stay, and the
   * first of these blocks is what follows them.
   */
  show(blocks: readonly BlockToRender[], keptCount: number): void {
    const elements = renderBlocks(blocks);
    for (const [index, element] of elements.entries()) {
      const shown = this.#open[index];
      if (shown === undefined) {
        this.#sectionFor(this.#closedCount + index).append(element);
        this.#open.push(element);
      } else if (index === 0 && keptCount > 0) {
        morphItems(shown, element, keptCount, false);
      } else {
        this.#open[index] = morph(shown, element);
      }
    }
    this.#removeOpen(elements.length);
  }

  /** Takes out all open blocks: they will be shown anew. */
  clearOpen(): void {
    this.#removeOpen(0);
  }

  /** The first open blocks can no longer change. Returns their elements. */
  close(count: number): Element[] {
    const closed = this.#open.splice(0, count);
    this.#closedCount += closed.length;
    for (const element of closed) this.colour(element);
    return closed;
  }

  /** The next `count` items of the first open block, after the `keptCount` before them, are now those of `block`. */
  closeItems(block: Block, count: number, keptCount: number): void {
    const [element] = renderBlocks([{ block, isLive: true }]);
    const [shown] = this.#open;
    if (element === undefined || shown === undefined) return;
    morphItems(shown, element, keptCount, true);
    const items = itemsElement(shown)?.children;
    for (let index = keptCount; index < keptCount + count; index += 1) {
      const item = items?.[index];
      if (item !== undefined) this.colour(item);
    }
  }

  /** Puts an element in the place of the only open block and closes it; its owner goes on writing into it. */
  closeAs(element: Element): void {
    this.#open[0]?.replaceWith(element);
    this.#open = [];
    this.#closedCount += 1;
  }

  /** The text of a code block that grows, or is complete and wants its colours. */
  codeText(code: HTMLElement, language: string): CodeText {
    const codeText = new CodeText(code, language, this.#ports);
    this.#codeTexts.push(codeText);
    this.#coloured.add(code);
    return codeText;
  }

  /** Colours the code inside an element that can no longer change; code that has its colours is left alone. */
  colour(element: Element): void {
    for (const code of element.querySelectorAll<HTMLElement>('.code-block code')) {
      if (this.#coloured.has(code)) continue;
      const language = code.closest<HTMLElement>('.code-block')?.dataset['language'] ?? '';
      this.codeText(code, language).end();
    }
  }

  /** Stops colouring code. */
  dispose(): void {
    for (const codeText of this.#codeTexts) codeText.dispose();
  }

  #removeOpen(from: number): void {
    for (const surplus of this.#open.splice(from)) {
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
}

/**
 * Makes what follows the kept items of a list or table equal to the items of `wanted`. `keepsRest`: items beyond those
 * stay.
 */
function morphItems(shown: Element, wanted: Element, keptCount: number, keepsRest: boolean): void {
  const from = itemsElement(shown);
  const to = itemsElement(wanted);
  if (from === undefined) return;
  // Between the items stands a line end each, and one before the first.
  const start = 2 * keptCount + 1;
  if (to === undefined) for (const node of [...from.childNodes].slice(start)) node.remove();
  else morphChildren(from, to, { start, skip: 1, keepsRest });
}
