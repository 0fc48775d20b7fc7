// The row for finding in the chat, above the conversation.
import { IconButton } from '../parts/icon-button.tsx';
import { useEffect, useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { keepWordsMarked } from './finder.ts';

/** Nothing while it is closed. */
export function FindBar(): VNode | null {
  const { finder } = useView();
  return finder.isOpen.value ? <OpenFindBar /> : null;
}

function OpenFindBar(): VNode {
  const { finder } = useView();
  const box = useRef<HTMLInputElement>(null);
  // Before the next key can come.
  useLayoutEffect(() => box.current?.select(), []);
  const words = finder.words.value;
  const index = finder.index.value;
  const count = finder.matches.value.length;
  useEffect(() => {
    const log = document.querySelector('[role=log]');
    return log === null ? undefined : keepWordsMarked(log, words);
  }, [words]);
  return (
    <div class="find-bar" role="search">
      <input
        ref={box}
        type="text"
        class="find-box"
        aria-label={strings.find.label}
        placeholder={strings.find.label}
        value={words}
        onInput={(event) => finder.search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'Enter') finder.step(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') finder.close();
          else return;
          event.preventDefault();
        }}
      />
      <span class="find-count" role="status">
        {words === '' ? '' : strings.find.count(index + 1, count)}
      </span>
      <IconButton
        icon="previous"
        label={strings.find.previous}
        disabled={count === 0}
        onClick={() => finder.step(-1)}
      />
      <IconButton
        icon="next"
        label={strings.find.next}
        disabled={count === 0}
        onClick={() => finder.step(1)}
      />
      <IconButton icon="close" label={strings.find.close} onClick={() => finder.close()} />
    </div>
  );
}
