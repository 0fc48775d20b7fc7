// What VS Code keeps for us while the view is hidden or reloaded: unsent words and the place being read.
// The conversation itself is never kept here; it comes from the host.
import type { ReadingPlace } from './scroll.ts';

/** The kept state. */
export interface SavedView {
  /** The chat it belongs to. */
  readonly conversationId: string;
  /** Text in the box. */
  readonly draft: string;
  /** The host has been told this draft: its own copy is then the newer truth. */
  readonly isDraftWithHost: boolean;
  /** Messages waiting for the running answer to end. */
  readonly queue: readonly string[];
  /** Undefined while the reader follows the end. */
  readonly place?: ReadingPlace;
}

/** Reads what `saveState` kept. Undefined for anything this version does not understand. */
export function readSavedView(state: unknown): SavedView | undefined {
  if (!isRecord(state)) return undefined;
  const { conversationId, draft, isDraftWithHost, queue } = state;
  if (typeof conversationId !== 'string' || typeof draft !== 'string') return undefined;
  if (typeof isDraftWithHost !== 'boolean' || !Array.isArray(queue)) return undefined;
  const place = readPlace(state['place']);
  return {
    conversationId,
    draft,
    isDraftWithHost,
    queue: queue.filter((text) => typeof text === 'string'),
    ...(place === undefined ? {} : { place }),
  };
}

function readPlace(place: unknown): ReadingPlace | undefined {
  if (!isRecord(place)) return undefined;
  const { messageId, offsetPx } = place;
  return typeof messageId === 'string' && typeof offsetPx === 'number' ? { messageId, offsetPx } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
