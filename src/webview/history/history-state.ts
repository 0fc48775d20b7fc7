// What the history view shows and what can be done in it. The host has the chats; this asks for pages and sends wishes.
import type { ChatHeader, SearchHit } from '../../model/chat-header.ts';
import type { Intent } from '../../protocol/to-host.ts';
import { batch, computed, signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';
import type { StoreListener } from '../store.ts';

/** Pause in typing after which is searched, in milliseconds. */
const searchDelayMs = 120;

/** What it needs from outside. */
export interface HistoryPorts {
  readonly send: (intent: Intent) => void;
  /** The view was closed: the cursor goes back to the composer. */
  readonly onClose: () => void;
}

/** A chat that was deleted a moment ago. */
export interface RemovedChat {
  readonly id: string;
  readonly title: string;
}

/** The state of the history view. */
export interface HistoryState extends StoreListener {
  readonly isOpen: ReadonlySignal<boolean>;
  readonly words: ReadonlySignal<string>;
  readonly isHere: ReadonlySignal<boolean>;
  readonly chats: ReadonlySignal<readonly ChatHeader[]>;
  readonly hits: ReadonlySignal<readonly SearchHit[]>;
  readonly hasMore: ReadonlySignal<boolean>;
  readonly workspaceName: ReadonlySignal<string>;
  readonly problem: ReadonlySignal<string>;
  /** The first page of the present question is here. */
  readonly isAnswered: ReadonlySignal<boolean>;
  /** The line that keys act on, counted over all that is listed. */
  readonly selected: ReadonlySignal<number>;
  /** The chat of that line; undefined when nothing is listed. */
  readonly selectedChatId: ReadonlySignal<string | undefined>;
  readonly renamingId: ReadonlySignal<string | undefined>;
  readonly removed: ReadonlySignal<RemovedChat | undefined>;
  open(): void;
  close(): void;
  search(words: string): void;
  setHere(isHere: boolean): void;
  /** Asks for the page below the last line. */
  more(): void;
  select(index: number): void;
  /** Opens the chat of a line, at the message that was found. */
  openLine(index: number): void;
  /** The same for the selected line; while an answer is awaited, for the one that is first in it. */
  openSelected(): void;
  beginRename(): void;
  /** `title` undefined: not renamed after all. */
  endRename(title: string | undefined): void;
  togglePin(): void;
  remove(): void;
  undoRemove(): void;
}

/** A closed history view. */
export function createHistoryState(ports: HistoryPorts): HistoryState {
  const isOpen = signal(false);
  const words = signal('');
  const isHere = signal(false);
  const chats = signal<readonly ChatHeader[]>([]);
  const hits = signal<readonly SearchHit[]>([]);
  const hasMore = signal(false);
  const workspaceName = signal('');
  const problem = signal('');
  const isAnswered = signal(false);
  const selected = signal(0);
  const renamingId = signal<string | undefined>(undefined);
  const removed = signal<RemovedChat | undefined>(undefined);
  const selectedChatId = computed(
    () => hits.value[selected.value]?.chatId ?? chats.value[selected.value]?.id,
  );
  let lastQueryId = 0;
  let isAppending = false;
  /** Enter was pressed before the answer was there. */
  let isOpeningNext = false;
  let searchTimer: ReturnType<typeof setTimeout> | undefined;

  function ask(isMore: boolean): void {
    clearTimeout(searchTimer);
    lastQueryId += 1;
    isAppending = isMore;
    const last = isMore ? chats.value.at(-1) : undefined;
    ports.send({
      type: 'history-query',
      queryId: lastQueryId,
      words: words.value,
      isHere: isHere.value,
      ...(last === undefined
        ? {}
        : { after: { id: last.id, isPinned: last.isPinned, updatedAtMs: last.updatedAtMs } }),
      offset: isMore ? hits.value.length : 0,
    });
  }

  function close(): void {
    if (!isOpen.value) return;
    clearTimeout(searchTimer);
    isOpeningNext = false;
    batch(() => {
      isOpen.value = false;
      renamingId.value = undefined;
    });
    ports.onClose();
  }

  function selectedChat(): ChatHeader | undefined {
    return chats.value.find(({ id }) => id === selectedChatId.value);
  }

  function open(): void {
    batch(() => {
      isOpen.value = true;
      words.value = '';
      selected.value = 0;
      isAnswered.value = false;
      removed.value = undefined;
    });
    ask(false);
  }

  function openLine(index: number): void {
    const hit = hits.value[index];
    const chatId = hit?.chatId ?? chats.value[index]?.id;
    if (chatId === undefined) return;
    const messageId = hit?.messageId;
    ports.send({ type: 'chat-open', chatId, ...(messageId === undefined ? {} : { messageId }) });
    close();
  }

  return {
    isOpen,
    words,
    isHere,
    chats,
    hits,
    hasMore,
    workspaceName,
    problem,
    isAnswered,
    selected,
    selectedChatId,
    renamingId,
    removed,
    open,
    close,
    search(next) {
      words.value = next;
      selected.value = 0;
      isAnswered.value = false;
      isOpeningNext = false;
      // What is still on its way answers other words.
      lastQueryId += 1;
      clearTimeout(searchTimer);
      searchTimer = setTimeout(() => ask(false), searchDelayMs);
    },
    setHere(next) {
      isHere.value = next;
      selected.value = 0;
      ask(false);
    },
    more: () => ask(true),
    select(index) {
      const count = Math.max(hits.value.length, chats.value.length);
      selected.value = Math.max(0, Math.min(index, count - 1));
    },
    openLine,
    openSelected() {
      if (isAnswered.value) return openLine(selected.value);
      isOpeningNext = true;
      ask(false);
    },
    beginRename() {
      renamingId.value = selectedChatId.value;
    },
    endRename(title) {
      const chatId = renamingId.value;
      renamingId.value = undefined;
      if (chatId !== undefined && title !== undefined && title.trim() !== '')
        ports.send({ type: 'chat-rename', chatId, title });
    },
    togglePin() {
      const chat = selectedChat();
      if (chat !== undefined) ports.send({ type: 'chat-pin', chatId: chat.id, isPinned: !chat.isPinned });
    },
    remove() {
      const chatId = selectedChatId.value;
      if (chatId === undefined) return;
      const title = selectedChat()?.title ?? hits.value[selected.value]?.title ?? '';
      removed.value = { id: chatId, title };
      ports.send({ type: 'chat-delete', chatId });
    },
    undoRemove() {
      if (removed.value !== undefined) ports.send({ type: 'chat-restore', chatId: removed.value.id });
      removed.value = undefined;
    },
    onSnapshot() {},
    onEvent(event) {
      if (event.type === 'history-show') open();
      if (event.type === 'history-changed' && isOpen.value) ask(false);
      if (event.type !== 'history-page' || event.page.queryId !== lastQueryId) return;
      const { page } = event;
      batch(() => {
        chats.value = isAppending ? [...chats.value, ...page.chats] : page.chats;
        hits.value = isAppending ? [...hits.value, ...page.hits] : page.hits;
        hasMore.value = page.hasMore;
        workspaceName.value = page.workspaceName;
        problem.value = page.problem;
        isAnswered.value = true;
        selected.value = Math.max(
          0,
          Math.min(selected.value, Math.max(chats.value.length, hits.value.length) - 1),
        );
      });
      if (isOpeningNext) openLine(selected.value);
      isOpeningNext = false;
    },
  };
}
