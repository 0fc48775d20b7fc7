// The whole panel: top row, faults in the settings, conversation, composer, and the voice for screen readers.
import { Composer } from './composer/composer.tsx';
import { isInputMethodKey } from './composer/keys.ts';
import { FindBar } from './find/find-bar.tsx';
import { HistoryView } from './history/history-view.tsx';
import { Icon } from './icon.tsx';
import { IconButton } from './parts/icon-button.tsx';
import { useEffect } from './preact.ts';
import type { RefObject, VNode } from './preact.ts';
import type { ReadingPlace } from './scroll.ts';
import { strings } from './strings.ts';
import { QuestionBar } from './tools/question-bar.tsx';
import { RemovedBar } from './transcript/removed-bar.tsx';
import { Transcript } from './transcript/transcript.tsx';
import { useView } from './view-context.ts';

/** Props are handed to the parts they name. */
export function Panel(props: {
  box: RefObject<HTMLTextAreaElement | null>;
  place: ReadingPlace | undefined;
  onPlaceChange: (place: ReadingPlace | undefined) => void;
}): VNode {
  const { store, send, history, finder } = useView();
  const isHistoryOpen = history.isOpen.value;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'f' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        if (!history.isOpen.value) finder.open();
      }
      if (event.key !== 'Escape' || event.defaultPrevented || isInputMethodKey(event)) return;
      if (store.isRunning.value) send({ type: 'turn-stop' });
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [store, send, history, finder]);
  return (
    <div class="panel">
      <HistoryView />
      <div class="panel-chat" inert={isHistoryOpen}>
        <div class="top-row">
          <IconButton icon="history" label={strings.history} onClick={() => history.open()} />
          <IconButton icon="add" label={strings.newChat} onClick={() => send({ type: 'chat-new' })} />
        </div>
        <Problems />
        <Unsaved />
        <FindBar />
        <Transcript place={props.place} onPlaceChange={props.onPlaceChange} />
        <RemovedBar />
        <QuestionBar />
        <Composer box={props.box} />
      </div>
      <LiveRegion />
    </div>
  );
}

function Unsaved(): VNode | null {
  const { store } = useView();
  const unsaved = store.panel.value?.unsaved ?? '';
  if (unsaved === '') return null;
  return (
    <p class="problems problems-title" role="alert">
      <Icon name="warning" />
      {unsaved}
    </p>
  );
}

function Problems(): VNode | null {
  const { store, send } = useView();
  const problems = store.panel.value?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <div class="problems" role="status">
      <p class="problems-title">
        <Icon name="warning" />
        <strong>{strings.problems.title(problems.length)}</strong>
      </p>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <button
        type="button"
        class="button button-quiet"
        onClick={() => send({ type: 'error-action', action: 'open-settings' })}
      >
        {strings.problems.openSettings}
      </button>
    </div>
  );
}

function LiveRegion(): VNode {
  const { announcer } = useView();
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {announcer.text.value}
    </div>
  );
}
