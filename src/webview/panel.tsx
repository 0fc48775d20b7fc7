// The whole panel: top row, faults in the settings, conversation, composer, and the voice for screen readers.
import { Composer } from './composer/composer.tsx';
import { isInputMethodKey } from './composer/keys.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './parts/icon-button.tsx';
import { useEffect } from './preact.ts';
import type { RefObject, VNode } from './preact.ts';
import type { ReadingPlace } from './scroll.ts';
import { strings } from './strings.ts';
import { QuestionBar } from './tools/question-bar.tsx';
import { Transcript } from './transcript/transcript.tsx';
import { useView } from './view-context.ts';

/** Props are handed to the parts they name. */
export function Panel(props: {
  box: RefObject<HTMLTextAreaElement | null>;
  place: ReadingPlace | undefined;
  onPlaceChange: (place: ReadingPlace | undefined) => void;
}): VNode {
  const { store, send } = useView();
  useEffect(() => {
    const stop = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || isInputMethodKey(event)) return;
      if (store.isRunning.value) send({ type: 'turn-stop' });
    };
    document.addEventListener('keydown', stop);
    return () => document.removeEventListener('keydown', stop);
  }, [store, send]);
  return (
    <div class="panel">
      <div class="top-row">
        <IconButton icon="history" label={strings.history} onClick={() => send({ type: 'history-show' })} />
        <IconButton icon="add" label={strings.newChat} onClick={() => send({ type: 'chat-new' })} />
      </div>
      <Problems />
      <Transcript place={props.place} onPlaceChange={props.onPlaceChange} />
      <QuestionBar />
      <Composer box={props.box} />
      <LiveRegion />
    </div>
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
