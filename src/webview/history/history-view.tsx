// The history: search box, list by date or hits, and what can be done with the selected chat. All of it by keyboard alone.
import { IconButton } from '../parts/icon-button.tsx';
import { useEffect, useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { ChatList, optionId } from './chat-list.tsx';
import type { HistoryState } from './history-state.ts';

/** Nothing while it is closed. */
export function HistoryView(): VNode | null {
  const { history } = useView();
  return history.isOpen.value ? <OpenHistory /> : null;
}

function OpenHistory(): VNode {
  const { history, announcer } = useView();
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => box.current?.focus(), []);
  // What had the focus is gone, or goes when its part of the view is rendered after this one: the box of a new title, the
  // button that undid something. Before the next key can come.
  useLayoutEffect(() => {
    const { activeElement: active } = document;
    const isRenaming = history.renamingId.value !== undefined;
    const isLeaving = active?.matches('.history-rename, .history-removed .button') === true;
    if (active === document.body || (isLeaving && !isRenaming && history.removed.value === undefined))
      box.current?.focus();
  }, [history.removed.value, history.renamingId.value]);
  const count = history.hits.value.length;
  const isSearching = history.words.value.trim() !== '';
  useEffect(() => {
    if (isSearching && history.isAnswered.value) announcer.say(strings.chats.count(count));
  }, [history.isAnswered.value, count]);
  const hasLines = history.selectedChatId.value !== undefined;
  return (
    <section class="history" aria-label={strings.history} onKeyDown={(event) => onKey(event, history)}>
      <div class="history-head">
        <IconButton icon="previous" label={strings.chats.close} onClick={() => history.close()} />
        <input
          ref={box}
          type="search"
          class="history-search"
          aria-label={strings.chats.search}
          placeholder={strings.chats.search}
          title={strings.chats.keysHint}
          aria-controls="chats"
          aria-activedescendant={hasLines ? optionId(history.selected.value) : undefined}
          value={history.words.value}
          onInput={(event) => history.search(event.currentTarget.value)}
        />
      </div>
      {history.workspaceName.value !== '' && (
        <label class="history-filter">
          <input
            type="checkbox"
            checked={history.isHere.value}
            onChange={(event) => history.setHere(event.currentTarget.checked)}
          />
          {strings.chats.hereOnly(history.workspaceName.value)}
        </label>
      )}
      {history.problem.value !== '' && (
        <p class="history-note" role="alert">
          {history.problem.value}
        </p>
      )}
      <ChatList />
      {history.isAnswered.value && !hasLines && history.problem.value === '' && (
        <p class="history-note">{isSearching ? strings.chats.nothingFound : strings.chats.none}</p>
      )}
      <Removed />
    </section>
  );
}

function Removed(): VNode | null {
  const { history } = useView();
  const removed = history.removed.value;
  if (removed === undefined) return null;
  return (
    <div class="history-removed" role="status">
      <span>{strings.chats.removed(removed.title)}</span>
      <button type="button" class="button button-quiet" onClick={() => history.undoRemove()}>
        {strings.chats.undo}
      </button>
    </div>
  );
}

/** Keys of the list work from the search box as well, as long as they mean nothing there. */
function onKey(event: KeyboardEvent, history: HistoryState): void {
  if (event.defaultPrevented || event.isComposing || history.renamingId.value !== undefined) return;
  const isInText = event.target instanceof HTMLInputElement && event.target.type === 'search';
  const isOnButton = event.target instanceof HTMLButtonElement;
  const actions: Readonly<Record<string, (() => void) | undefined>> = {
    Escape: () => history.close(),
    ArrowDown: () => history.select(history.selected.value + 1),
    ArrowUp: () => history.select(history.selected.value - 1),
    PageDown: () => history.select(history.selected.value + 10),
    PageUp: () => history.select(history.selected.value - 10),
    F2: () => history.beginRename(),
    ...(isOnButton ? {} : { Enter: () => history.openSelected() }),
    ...(isInText && history.words.value !== '' ? {} : { Delete: () => history.remove() }),
  };
  const action = actions[event.key];
  if (action === undefined) return;
  event.preventDefault();
  action();
}
