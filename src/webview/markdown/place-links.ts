// Makes links of the paths and names in an answer that the host has found in the workspace. Looks only at text that can no
// longer change, between frames; it changes no text, so that selections and what is copied stay as they are.
import type { FrameTask, FrameWork } from '../frame-work.ts';
import { strings } from '../strings.ts';
import type { KeepSelection } from './keep-selection.ts';
import { placeOfCode, placesIn, symbolOfCode, type PlaceCandidate } from './place-candidates.ts';

/** What is known of candidates; asks the host for the rest. */
export interface PlaceChecks {
  /** Is there such a place? Undefined: not known yet, and then `element` is looked at again when it is. */
  place(place: string, element: Element): boolean | undefined;
  /** The same for a name in code. */
  symbol(name: string, element: Element): boolean | undefined;
}

/** Names that are looked for at once in one element. */
const maxSymbols = 40;
/** Text that is no prose: code blocks, what is a link already, formulas, buttons. */
const excluded = 'pre, a, button, .math, .image-chip, [data-place]';

/** The links of all answers. */
export class PlaceLinks implements FrameTask {
  readonly #work: FrameWork;
  readonly #keepSelection: KeepSelection;
  readonly #checks: PlaceChecks;
  readonly #queue = new Set<Element>();

  constructor(work: FrameWork, keepSelection: KeepSelection, checks: PlaceChecks) {
    this.#work = work;
    this.#keepSelection = keepSelection;
    this.#checks = checks;
  }

  /** Looks at an element when there is time, and makes links of what is known to be one. */
  scan(element: Element): void {
    this.#queue.add(element);
    this.#work.request(this, 'ornament');
  }

  /** Looks for the names in an element's inline code: asked of the host only when a reader turns to them. */
  scanSymbols(element: Element): void {
    for (const code of codesIn(element).slice(0, maxSymbols)) {
      const name = symbolOfCode(code.textContent);
      if (name !== undefined && this.#checks.symbol(name, element) === true)
        this.#linkCode(code, { symbol: name });
    }
  }

  run(deadlineMs: number): boolean {
    for (const element of this.#queue) {
      this.#queue.delete(element);
      if (element.isConnected) this.#link(element);
      if (performance.now() >= deadlineMs) break;
    }
    return this.#queue.size > 0;
  }

  #link(element: Element): void {
    for (const label of element.querySelectorAll<HTMLElement>('.code-file:not([data-place])')) {
      const place = placeOfCode(label.dataset['file'] ?? '');
      if (place !== undefined && this.#checks.place(place, element) === true) makeLink(label, { place });
    }
    for (const code of codesIn(element)) {
      const place = placeOfCode(code.textContent);
      if (place !== undefined && this.#checks.place(place, element) === true) this.#linkCode(code, { place });
    }
    for (const node of plainTexts(element)) {
      const found = placesIn(node.data).filter(({ place }) => this.#checks.place(place, element) === true);
      if (found.length > 0) this.#keepSelection(blockOf(node, element), () => wrapWords(node, found));
    }
  }

  #linkCode(code: HTMLElement, target: Target): void {
    this.#keepSelection(code, () => {
      const link = makeLink(document.createElement('a'), target);
      link.append(...code.childNodes);
      code.append(link);
    });
  }
}

type Target = { readonly place: string } | { readonly symbol: string };

function codesIn(element: Element): HTMLElement[] {
  const own = element instanceof HTMLElement && element.localName === 'code' ? [element] : [];
  return [...own, ...element.querySelectorAll<HTMLElement>('code')].filter(
    (code) => code.closest(excluded) === null && code.querySelector('a') === null,
  );
}

function plainTexts(element: Element): Text[] {
  const walker = document.createTreeWalker(
    element,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) => {
      if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
      const isOther =
        node instanceof Element && (node.matches(excluded) || node.matches('code, .code-block'));
      return isOther ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    },
  );
  const texts: Text[] = [];
  if (element.closest(`${excluded}, code, .code-block`) !== null) return texts;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (node instanceof Text) texts.push(node);
  return texts;
}

function blockOf(node: Text, element: Element): HTMLElement {
  const { parentElement } = node;
  if (parentElement !== null) return parentElement;
  return element instanceof HTMLElement ? element : document.body;
}

// From the last to the first: what is cut off stands behind.
function wrapWords(node: Text, found: readonly PlaceCandidate[]): void {
  for (const { start, length, place } of found.toReversed()) {
    const words = node.splitText(start);
    words.splitText(length);
    const link = makeLink(document.createElement('a'), { place });
    words.replaceWith(link);
    link.append(words);
  }
}

function makeLink(link: HTMLElement, target: Target): HTMLElement {
  link.classList.add('place-link');
  link.setAttribute('role', 'link');
  link.tabIndex = 0;
  if ('place' in target) {
    link.dataset['place'] = target.place;
    link.title = strings.places.open(target.place);
  } else {
    link.dataset['symbol'] = target.symbol;
    link.title = strings.places.openSymbol(target.symbol);
  }
  return link;
}
