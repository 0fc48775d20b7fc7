// The elements of a text's blocks, in sections. Knows which of them may still change; knows nothing of their source.
import { CodeText, type CodeTextPorts } from './code-text.ts';
import { itemsOf, placeItem, removeItem } from './items.ts';
import { MathText } from './math-text.ts';
import { morph, morphNode } from './morph.ts';
import type { Block } from './parser.ts';
import { renderBlocks, type BlockToRender } from './render.ts';

/** Blocks per section; a section that is off screen costs no layout (`content-visibility`). */
const blocksPerSection = 16;
/** Characters in one piece of text that is shown as it is. */
const maxPlainLength = 2_000;

/** What stands in one root element. */
export class BlockElements {
  readonly #root: HTMLElement;
  readonly #ports: CodeTextPorts;
  #closedCount = 0;
  /** Elements of the blocks that are still open. */
  #open: Element[] = [];
  /** Items of the first open block that may still change, when it was cut. */
  #openItems: ChildNode[] = [];
  readonly #texts: (CodeText | MathText)[] = [];
  readonly #completed = new WeakSet<Element>();
  #source: HTMLElement | undefined;

  constructor(root: HTMLElement, ports: CodeTextPorts) {
    this.#root = root;
    this.#ports = ports;
  }

  /**
   * Shows these blocks in place of the open ones. The first `keptCount` items of the first open block stay, and the
   * first of these blocks is what follows them.
   */
  show(blocks: readonly Omit<BlockToRender, 'firstIndex'>[], keptCount: number): void {
    const elements = renderBlocks(
      blocks.map((block, index) => ({ ...block, firstIndex: index === 0 ? keptCount : 0 })),
    );
    for (const [index, element] of elements.entries()) {
      const shown = this.#open[index];
      if (shown === undefined) {
        this.#sectionFor(this.#closedCount + index).append(element);
        this.#open.push(element);
      } else if (index === 0 && keptCount > 0) {
        this.#showItems(shown, itemsOf(element));
      } else {
        this.#open[index] = morph(shown, element);
      }
    }
    this.#removeOpen(elements.length);
  }

  /** Takes out all open blocks: they will be shown anew. */
  clearOpen(): void {
    this.#removeOpen(0);
    this.#openItems = [];
  }

  /** The first open blocks can no longer change. Returns their elements. */
  close(count: number): Element[] {
    const closed = this.#open.splice(0, count);
    this.#closedCount += closed.length;
    if (count > 0) this.#openItems = [];
    for (const element of closed) this.complete(element);
    return closed;
  }

  /** The next items of the first open block, after the `keptCount` before them, are now those of `block`, for good. */
  closeItems(block: Block, keptCount: number): void {
    const [element] = renderBlocks([{ block, isLive: true, firstIndex: keptCount }]);
    const [shown] = this.#open;
    if (element === undefined || shown === undefined) return;
    if (keptCount === 0) this.#openItems = itemsOf(shown);
    const wanted = itemsOf(element);
    for (const [index, item] of this.#openItems.splice(0, wanted.length).entries()) {
      const closed = wanted[index] === undefined ? item : morphNode(item, wanted[index]);
      if (closed instanceof Element) this.complete(closed);
    }
  }

  /** Puts an element in the place of the only open block and closes it; its owner goes on writing into it. */
  closeAs(element: Element): void {
    this.#open[0]?.replaceWith(element);
    this.#open = [];
    this.#closedCount += 1;
  }

  /** Shows text as it is, in place of the open blocks and then after what was shown so. */
  showSource(text: string): void {
    if (this.#source === undefined) {
      for (const item of this.#openItems) removeItem(item);
      if (this.#openItems.length > 0) this.#open.shift();
      this.clearOpen();
      this.#source = document.createElement('div');
      this.#source.className = 'plain-text';
      this.#source.dir = 'auto';
      this.#root.append(this.#source);
    }
    // In pieces: laying out a node costs as much as it is long.
    for (let at = 0; at < text.length; at += maxPlainLength) {
      const piece = document.createElement('span');
      piece.append(text.slice(at, at + maxPlainLength));
      this.#source.append(piece);
    }
  }

  /** The text of a code block that grows, or is complete and wants its colours. */
  codeText(code: HTMLElement, language: string): CodeText {
    const codeText = new CodeText(code, language, this.#ports);
    this.#texts.push(codeText);
    this.#completed.add(code);
    return codeText;
  }

  /** Colours the code and sets the formulas inside an element that can no longer change; each only once. */
  complete(element: Element): void {
    this.#ports.onComplete?.(element);
    for (const code of element.querySelectorAll<HTMLElement>('.code-block code')) {
      if (this.#completed.has(code)) continue;
      const language = code.closest<HTMLElement>('.code-block')?.dataset['language'] ?? '';
      this.codeText(code, language).end();
    }
    const formulas = [...element.querySelectorAll<HTMLElement>('.math[data-tex]')];
    if (element instanceof HTMLElement && element.matches('.math[data-tex]')) formulas.push(element);
    const unset = formulas.filter((formula) => !this.#completed.has(formula));
    if (unset.length === 0) return;
    for (const formula of unset) this.#completed.add(formula);
    this.#texts.push(new MathText(unset, this.#ports));
  }

  /** Stops colouring code and setting formulas. */
  dispose(): void {
    for (const text of this.#texts) text.dispose();
  }

  #showItems(shown: Element, wanted: readonly ChildNode[]): void {
    for (const [index, item] of wanted.entries()) {
      const existing = this.#openItems[index];
      if (existing === undefined) {
        placeItem(shown, item);
        this.#openItems.push(item);
      } else {
        this.#openItems[index] = morphNode(existing, item);
      }
    }
    for (const surplus of this.#openItems.splice(wanted.length)) removeItem(surplus);
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
