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
  /** Elements to look at, each with what is left to do there. */
  readonly #queue = new Map<Element, Iterator<void>>();

  constructor(work: FrameWork, keepSelection: KeepSelection, checks: PlaceChecks) {
    this.#work = work;
    this.#keepSelection = keepSelection;
    this.#checks = checks;
  }

  /** Looks at an element when there is time, and makes links of what is known to be one. */
  scan(element: Element): void {
    this.#queue.set(element, this.#link(element));
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
    for (const [element, steps] of this.#queue) {
      while (element.isConnected && steps.next().done !== true) {
        if (performance.now() >= deadlineMs) return true;
      }
      this.#queue.delete(element);
    }
    return false;
  }

  // A long list is one element: in steps, so that no frame has to wait for all of it.
  *#link(element: Element): Generator<void> {
    for (const label of element.querySelectorAll<HTMLElement>('.code-file:not([data-place])')) {
      const place = placeOfCode(label.dataset['file'] ?? '');
      if (place !== undefined && this.#checks.place(place, element) === true) makeLink(label, { place });
    }
    for (const code of codesIn(element)) {
      const place = placeOfCode(code.textContent);
      if (place !== undefined && this.#checks.place(place, element) === true) this.#linkCode(code, { place });
      yield;
    }
    for (const node of plainTexts(element)) {
      const found = placesIn(node.data).filter(({ place }) => this.#checks.place(place, element) === true);
      const { parentElement } = node;
      if (found.length > 0 && parentElement !== null)
        this.#keepSelection(parentElement, () => wrapWords(node, found));
      yield;
    }
  }

  #linkCode(code: HTMLElement, target: Target): void {
    if (code.querySelector('a') !== null) return;
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
