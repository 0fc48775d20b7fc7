// The list that completes `@words` and `/words`: what is asked of the host, what it offered, and which line is active.
// Draws nothing. Enter that comes before the answer is kept until there is something to pick.
import type { Intent } from '../../protocol/to-host.ts';
import type { Suggestion, SuggestionList } from '../../protocol/to-view.ts';
import { batch, computed, signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';
import type { StoreListener } from '../store.ts';
import {
  completionWordAt,
  textAfterPick,
  type CompletionWord,
  type TextAndCursor,
} from './completion-word.ts';

/** What the list needs from outside. */
export interface CompletionPorts {
  readonly send: (intent: Intent) => void;
  /** Puts a text into the box. */
  readonly write: (next: TextAndCursor) => void;
  /** Enter was pressed before it was known that there is nothing to pick: it means the message. */
  readonly submit: () => void;
  /** The list has just opened with so many lines. */
  readonly onOpen: (count: number) => void;
}

/** The list as it is shown. */
export interface OpenCompletion {
  readonly kind: CompletionWord['kind'];
  readonly items: readonly Suggestion[];
  readonly activeIndex: number;
  /** More may come. */
  readonly isSearching: boolean;
  readonly isCut: boolean;
}

/** A step through the list. */
export type CompletionStep = 'next' | 'previous' | 'next-page' | 'previous-page';

/** See the head of this file. */
export interface Completion extends StoreListener {
  /** Undefined while no list is shown. */
  readonly shown: ReadonlySignal<OpenCompletion | undefined>;
  /** A word is being completed, whether or not there is a list for it yet. */
  readonly isActive: boolean;
  /** The user changed the text or moved the cursor in it. `mayOpen`: by typing, not by pasting or an arrow key. */
  follow(text: string, cursor: number, mayOpen: boolean): void;
  move(step: CompletionStep): void;
  /** Picks the active line, or the one at this index. */
  pick(index?: number): void;
  /** Picks the active line as soon as it is known; sends a message that names a prompt in full, or has nothing to pick. */
  enter(): void;
  /** Closes the list; the word at hand opens no further one. */
  close(): void;
}

const pageSize = 8;

/** A list that is closed. */
export function createCompletion(ports: CompletionPorts): Completion {
  const word = signal<CompletionWord | undefined>(undefined);
  const list = signal<SuggestionList | undefined>(undefined);
  const activeIndex = signal(0);
  let text = '';
  let queryId = 0;
  let refusedStart: number | undefined;
  let isPickWanted = false;

  const shown = computed((): OpenCompletion | undefined => {
    const { value: current } = word;
    const { value: found } = list;
    if (current === undefined || found === undefined || found.items.length === 0) return undefined;
    const isSearching = !found.isComplete || found.queryId !== queryId;
    return {
      kind: current.kind,
      items: found.items,
      activeIndex: activeIndex.value,
      isSearching,
      isCut: found.isCut,
    };
  });

  function end(): void {
    isPickWanted = false;
    // What is still on its way is not for this word any more.
    queryId += 1;
    batch(() => {
      word.value = undefined;
      list.value = undefined;
    });
  }

  function ask(next: CompletionWord): void {
    queryId += 1;
    isPickWanted = false;
    word.value = next;
    ports.send({ type: 'suggest', queryId, kind: next.kind, words: next.words });
  }

  function take(found: SuggestionList): void {
    if (found.queryId !== queryId || word.value === undefined) return;
    const before = shown.value;
    const isSameQuery = list.value?.queryId === found.queryId;
    batch(() => {
      list.value = found;
      // Further lines of the same answer come below: the active one stays.
      if (!isSameQuery) activeIndex.value = 0;
    });
    if (isPickWanted && (found.items.length > 0 || found.isComplete)) enter();
    else if (before === undefined && shown.value !== undefined) ports.onOpen(found.items.length);
  }

  function pick(index?: number): void {
    const current = word.value;
    if (current === undefined) return;
    const item = list.value?.items[index ?? activeIndex.value];
    if (item === undefined) return;
    const isNamed =
      item.kind === 'prompt' || item.kind === 'file' || item.kind === 'folder' || item.kind === 'symbol';
    const name = isNamed && item.group !== 'editor' ? item.label : '';
    end();
    if (item.kind !== 'prompt') ports.send({ type: 'suggestion-attach', suggestionId: item.id });
    ports.write(textAfterPick(text, current, name));
  }

  function enter(): void {
    const current = word.value;
    if (current === undefined) return;
    const item = list.value?.items[activeIndex.value];
    // The lines are still those for less than what is typed: the best one for all of it is meant.
    isPickWanted = list.value?.queryId !== queryId || (item === undefined && !list.value.isComplete);
    if (isPickWanted) return;
    if (item !== undefined && !(item.kind === 'prompt' && item.label === current.words)) return pick();
    end();
    ports.submit();
  }

  return {
    shown,
    get isActive() {
      return word.value !== undefined;
    },
    follow(nextText, cursor, mayOpen) {
      text = nextText;
      const next = completionWordAt(nextText, cursor);
      if (next === undefined || next.start !== refusedStart) refusedStart = undefined;
      const current = word.value;
      if (next === undefined || refusedStart !== undefined) {
        if (current !== undefined) end();
        return;
      }
      const isSameWord = current?.kind === next.kind && current.start === next.start;
      if (!isSameWord && !mayOpen) {
        if (current !== undefined) end();
      } else if (!isSameWord || current.words !== next.words) ask(next);
      else word.value = next;
    },
    move(step) {
      const { value: open } = shown;
      if (open === undefined) return;
      const last = open.items.length - 1;
      const at = open.activeIndex;
      switch (step) {
        case 'next':
          activeIndex.value = at === last ? 0 : at + 1;
          return;
        case 'previous':
          activeIndex.value = at === 0 ? last : at - 1;
          return;
        case 'next-page':
          activeIndex.value = Math.min(last, at + pageSize);
          return;
        case 'previous-page':
          activeIndex.value = Math.max(0, at - pageSize);
      }
    },
    pick,
    enter,
    close() {
      refusedStart = word.value?.start;
      end();
    },
    onSnapshot: () => {},
    onEvent(event) {
      if (event.type === 'suggestions') take(event.list);
    },
  };
}
