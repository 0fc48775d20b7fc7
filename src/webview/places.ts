// Puts the links to places of the workspace together: what answers hold, what the host knows, and what the reader turns to.
import type { Intent } from '../protocol/to-host.ts';
import { PlaceLinks } from './markdown/place-links.ts';
import type { CodeTextPorts } from './markdown/code-text.ts';
import { PlaceQuestions } from './place-questions.ts';
import { effect } from './preact.ts';
import type { Store } from './store.ts';
import { schedule } from './tools/allow-gate.ts';

/** A pointer that rests on a name for so long is taken to mean it. */
const hoverMs = 150;

/** What is needed from the rest of the view. */
export interface PlacesPorts extends Pick<CodeTextPorts, 'work' | 'keepSelection'> {
  readonly store: Store;
  readonly send: (intent: Intent) => void;
}

/** Makes links in every element it is given, for the life of the page. */
export function createPlaces({ store, send, work, keepSelection }: PlacesPorts): (element: Element) => void {
  const questions = new PlaceQuestions({
    send,
    afterMs: (delayMs, callback) => void schedule(callback, delayMs),
    nowMs: () => Date.now(),
    onFound(elements, kind) {
      for (const element of elements) {
        if (kind === 'place') links.scan(element);
        else if (element.isConnected) links.scanSymbols(element);
      }
    },
  });
  const links = new PlaceLinks(work, keepSelection, questions);
  store.subscribe({
    onSnapshot: () => questions.restart(),
    onEvent(event) {
      if (event.type === 'places-found') questions.answered(event);
    },
  });
  effect(() => {
    const isTrusted = store.panel.value?.isTrusted === true;
    document.body.classList.toggle('is-restricted', !isTrusted);
    if (!questions.allow(isTrusted)) return;
    for (const text of document.querySelectorAll('.markdown')) links.scan(text);
  });
  watchReader((element) => links.scanSymbols(element));
  return (element) => links.scan(element);
}

/** Calls back for the inline code that the pointer rests on, and for the message that the keyboard comes into. */
function watchReader(onTurn: (element: Element) => void): void {
  let cancel: () => void = () => {};
  document.addEventListener('pointerover', ({ target }) => {
    cancel();
    const code = target instanceof Element ? target.closest('.markdown code') : null;
    if (code !== null) cancel = schedule(() => onTurn(code), hoverMs);
  });
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element) || !target.matches(':focus-visible')) return;
    for (const text of target.closest('article')?.querySelectorAll('.markdown') ?? []) onTurn(text);
  });
}
