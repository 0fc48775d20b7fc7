// Find in the chat: which messages have the words, rendered or not, and which of them is shown. Marks the words in what is
// rendered with the browser's own highlights, so that the page itself is not touched.
import { attachmentLabel } from '../../model/attachment.ts';
import type { Message } from '../../model/conversation.ts';
import { computed, signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';

/** Name of the highlight in the style sheet. */
const highlightName = 'parley-find';

/** Find in the shown chat. */
export interface Finder {
  readonly isOpen: ReadonlySignal<boolean>;
  readonly words: ReadonlySignal<string>;
  /** Messages with the words, first to last. */
  readonly matches: ReadonlySignal<readonly string[]>;
  /** Which of them is shown, from 0. */
  readonly index: ReadonlySignal<number>;
  open(): void;
  close(): void;
  search(words: string): void;
  /** Goes to the next match (1) or the one before (−1), around the ends. */
  step(by: 1 | -1): void;
}

/** `reveal` is asked to show a message; `path` holds the messages of the chat. */
export function createFinder(
  path: ReadonlySignal<readonly Message[]>,
  reveal: (messageId: string) => void,
  onClose: () => void,
): Finder {
  const isOpen = signal(false);
  const words = signal('');
  const index = signal(0);
  const matches = computed(() => {
    const sought = words.value.toLowerCase();
    if (!isOpen.value || sought === '') return [];
    return path.value
      .filter((message) => textsOf(message).some((text) => text.toLowerCase().includes(sought)))
      .map(({ id }) => id);
  });

  function show(): void {
    const id = matches.value[index.value];
    if (id !== undefined) reveal(id);
  }

  return {
    isOpen,
    words,
    matches,
    index,
    open() {
      isOpen.value = true;
    },
    close() {
      if (!isOpen.value) return;
      isOpen.value = false;
      clearMarks();
      onClose();
    },
    search(next) {
      words.value = next;
      // The newest first: that is where the reader is.
      index.value = Math.max(0, matches.value.length - 1);
      show();
    },
    step(by) {
      const count = matches.value.length;
      if (count === 0) return;
      index.value = (index.value + by + count) % count;
      show();
    },
  };
}

function textsOf(message: Message): readonly string[] {
  if (message.role === 'user') {
    return [
      message.text,
      ...message.attachments.flatMap((attachment) => [
        attachmentLabel(attachment),
        ...(attachment.kind === 'image' ? [] : [attachment.text]),
      ]),
    ];
  }
  return message.parts.flatMap((part) => {
    switch (part.type) {
      case 'text':
      case 'reasoning':
      case 'notice':
        return [part.text];
      case 'tool-call':
        return [part.name, part.argumentsText, part.outcome?.text ?? ''];
      case 'round-start':
      case 'provider-data':
        return [];
    }
  });
}

/** Most places that are marked at once; more would only slow the page down. */
const maxMarks = 2000;

/** How long what changed in the conversation waits to be marked, in milliseconds: an answer changes in every frame. */
const remarkDelayMs = 100;

/** Marks the words wherever they stand in this element, also in what is rendered later. Returns what ends that. */
export function keepWordsMarked(root: Element, words: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      markWords(root, words);
    }, remarkDelayMs);
  };
  const observer = new MutationObserver(later);
  observer.observe(root, { childList: true, characterData: true, subtree: true });
  markWords(root, words);
  return () => {
    observer.disconnect();
    clearTimeout(timer);
  };
}

function markWords(root: Element, words: string): void {
  clearMarks();
  const sought = words.toLowerCase();
  if (sought === '') return;
  const highlight = new Highlight();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null && highlight.size < maxMarks; node = walker.nextNode()) {
    const text = (node.nodeValue ?? '').toLowerCase();
    for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + sought.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + sought.length);
      highlight.add(range);
    }
  }
  CSS.highlights.set(highlightName, highlight);
}

function clearMarks(): void {
  CSS.highlights.delete(highlightName);
}
