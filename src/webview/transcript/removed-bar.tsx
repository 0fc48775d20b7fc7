// Says that a message was deleted, and the button that brings it back.
import { useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** Nothing while there is nothing to bring back. */
export function RemovedBar(): VNode | null {
  const { removed, focusComposer } = useView();
  const undo = useRef<HTMLButtonElement>(null);
  const last = removed.last.value;
  // The button that was pressed goes with its message, now or in a moment: the cursor goes where the way back is.
  useLayoutEffect(() => {
    if (last === undefined) return;
    const { activeElement: active } = document;
    const article = active?.closest('.message');
    const isInside = article instanceof HTMLElement && article.dataset['messageId'] === last.messageId;
    if (isInside || active === document.body) undo.current?.focus();
  }, [last]);
  if (last === undefined) return null;
  return (
    <div class="removed-bar" role="status">
      <span>{strings.message.removed(last.count)}</span>
      <button
        ref={undo}
        type="button"
        class="button button-quiet"
        onClick={() => {
          removed.undo();
          focusComposer();
        }}
      >
        {strings.message.undoRemove}
      </button>
    </div>
  );
}
