// A turn on its way, as its session knows it. Data only.
import type { ConversationEvent } from '../model/event.ts';

/** See the head of this file. */
export interface RunningTurn {
  readonly messageId: string;
  /** Further answers to the same request. */
  readonly siblingIds: string[];
  readonly abort: AbortController;
}

/** Everything it writes has been stopped by the user, at `endedAtMs` since the epoch. */
export function cancellation(
  { siblingIds, messageId }: RunningTurn,
  endedAtMs: number,
): readonly ConversationEvent[] {
  return [...siblingIds, messageId].map((id) => {
    return { type: 'turn-end', messageId: id, state: 'cancelled', endedAtMs };
  });
}
