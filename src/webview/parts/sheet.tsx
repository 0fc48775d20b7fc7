// A sheet over the lower part of the panel, opened by a button of the composer: takes the focus, and gives it back to
// the button at Escape or Close. A click or the focus elsewhere closes it, too.
import { IconButton } from './icon-button.tsx';
import { useEffect, useId, useLayoutEffect, useRef } from '../preact.ts';
import type { ComponentChildren, RefObject, VNode } from '../preact.ts';

/**
 * `opener`: the button that opened it. `onClose` is told whether the focus is to go back there. `stops`: a selector of
 * what the arrow keys go through.
 */
export function Sheet(props: {
  title: string;
  closeLabel: string;
  class?: string;
  stops: string;
  opener: RefObject<HTMLElement | null>;
  onClose: (wantsFocus: boolean) => void;
  children: ComponentChildren;
}): VNode {
  const { title, closeLabel, stops, opener, onClose, children } = props;
  const sheet = useRef<HTMLDivElement>(null);
  const titleId = useId();
  useLayoutEffect(() => sheet.current?.focus(), []);
  useEffect(() => {
    const isInside = (target: EventTarget | null): boolean =>
      target instanceof Node &&
      (sheet.current?.contains(target) === true || opener.current?.contains(target) === true);
    const leave = ({ target }: Event): void => {
      // What a click has just removed is nowhere, not elsewhere.
      if (!isInside(target) && target instanceof Node && target.isConnected) onClose(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [opener, onClose]);
  return (
    <div
      ref={sheet}
      class={`sheet ${props.class ?? ''}`}
      role="dialog"
      aria-labelledby={titleId}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          // Elsewhere it stops the answer.
          event.preventDefault();
          onClose(true);
        }
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveFocus(event, stops);
      }}
    >
      <div class="sheet-header">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="close" label={closeLabel} onClick={() => onClose(true)} />
      </div>
      {children}
    </div>
  );
}

/** Up and down go through the stops. */
function moveFocus(event: KeyboardEvent, stops: string): void {
  if (!(event.currentTarget instanceof Element)) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(stops)];
  const index = all.findIndex((stop) => stop === document.activeElement);
  const next = all[index + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
