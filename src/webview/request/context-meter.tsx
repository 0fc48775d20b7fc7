// How full the model's context is, as a small ring beside the model; opens the list of what will be sent.
import { useCallback, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { meterState } from './meter-state.ts';
import { RequestSheet } from './request-sheet.tsx';

/** Radius of the ring in its drawing of 16 × 16, and the way around it. */
const radius = 6;
const circumference = 2 * Math.PI * radius;

/** A button whose name begins with “Context” once something is known, and the list while it is open. */
export function ContextMeter(): VNode {
  const { store, isRequestShown } = useView();
  const button = useRef<HTMLButtonElement>(null);
  const { level, percent, name } = meterState(store.outline.value?.size);
  const isOpen = isRequestShown.value;
  const close = useCallback(
    (wantsFocus: boolean) => {
      isRequestShown.value = false;
      if (wantsFocus) button.current?.focus();
    },
    [isRequestShown],
  );
  return (
    <>
      <button
        ref={button}
        type="button"
        class={`tools-button context-meter is-${level}`}
        aria-label={name}
        title={name}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => {
          isRequestShown.value = !isOpen;
        }}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <circle class="meter-track" cx="8" cy="8" r={radius} />
          {percent !== undefined && percent > 0 && (
            <circle
              class="meter-value"
              cx="8"
              cy="8"
              r={radius}
              stroke-dasharray={`${(circumference * Math.max(3, percent)) / 100} ${circumference}`}
              transform="rotate(-90 8 8)"
            />
          )}
        </svg>
        {percent !== undefined && (level === 'near' || level === 'full') && (
          <span>{strings.request.meter.percent(percent)}</span>
        )}
      </button>
      {isOpen && <RequestSheet opener={button} onClose={close} />}
    </>
  );
}
