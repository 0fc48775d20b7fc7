// Keeps the buttons that allow something shut for a moment after a question has come into sight, so that a press meant
// for what was there before decides nothing.
import { signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';

/** How long a question must have been in sight before it can be answered with yes. */
export const allowDelayMs = 500;

/** Calls `run` once after a time in milliseconds, unless the returned function is called first. */
export type Schedule = (run: () => void, delayMs: number) => () => void;

/** The page's own timer. */
export const schedule: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

/** One question's gate; shut at first. */
export interface AllowGate {
  readonly isOpen: ReadonlySignal<boolean>;
  /** The question has come into sight (again): shuts the gate, and opens it when the time has passed. */
  appear(): void;
  /** It is out of sight or gone: shuts the gate until it appears. */
  vanish(): void;
}

/** A gate that is shut. */
export function createAllowGate(after: Schedule): AllowGate {
  const isOpen = signal(false);
  let cancel = (): void => {};
  const vanish = (): void => {
    cancel();
    isOpen.value = false;
  };
  return {
    isOpen,
    appear() {
      vanish();
      cancel = after(() => {
        isOpen.value = true;
      }, allowDelayMs);
    },
    vanish,
  };
}
