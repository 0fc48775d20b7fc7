// Outbox: numbers what goes to the view, merges neighbouring text deltas, and posts at most one batch a frame.
import type { ConversationEvent } from '../model/event.ts';
import type { ToView, ViewEvent } from './to-view.ts';

/** Time between two batches while an answer streams, in milliseconds: one frame at 60 Hz. */
export const batchIntervalMs = 16;

/** Port: the way to the view and a timer. */
export interface OutboxPorts {
  readonly post: (message: ToView) => void;
  /** Calls back once after `delayMs`; returns the way to call it off. */
  readonly schedule: (callback: () => void, delayMs: number) => () => void;
}

/** The sending half of the panel's link. */
export interface Outbox {
  /** Queues changes. The first after a quiet frame goes at once, the rest together with the next batch. */
  add(events: readonly ViewEvent[]): void;
  /** Posts a snapshot. Queued changes are part of it and are dropped; what no snapshot holds follows it. */
  snapshot(content: Omit<Extract<ToView, { type: 'snapshot' }>, 'type' | 'seq'>): void;
  /** Drops what is queued and calls off the timer; the view is gone. */
  dispose(): void;
}

/** An outbox for one view. */
export function createOutbox(ports: OutboxPorts): Outbox {
  let seq = 0;
  let queued: ViewEvent[] = [];
  let callOff: (() => void) | undefined;
  /** What the last batch ended with, if that was text. */
  let open: TextDelta | undefined;

  function flush(): void {
    callOff = undefined;
    if (queued.length === 0) return;
    const events = mergeDeltas(queued);
    queued = [];
    seq += 1;
    const only = events.length === 1 ? deltaOf(events[0]) : undefined;
    const isMore = only !== undefined && isSameText(only, open);
    ports.post(isMore ? [seq, only.text] : { type: 'batch', seq, events });
    open = deltaOf(events.at(-1));
    // Whatever comes within the next frame waits for it.
    callOff = ports.schedule(flush, batchIntervalMs);
  }

  return {
    add(events) {
      queued.push(...events);
      if (callOff === undefined) flush();
    },
    snapshot(content) {
      // An answer to a prompt or a wish for the cursor is in no snapshot: it must still arrive.
      queued = queued.filter((entry) => entry.type !== 'conversation' && entry.type !== 'panel');
      open = undefined;
      ports.post({ type: 'snapshot', seq, ...content });
    },
    dispose() {
      queued = [];
      callOff?.();
      callOff = undefined;
    },
  };
}

/** Neighbouring deltas of the same kind and message become one; the order of everything else stays. */
export function mergeDeltas(events: readonly ViewEvent[]): readonly ViewEvent[] {
  const merged: ViewEvent[] = [];
  let open: { first: TextDelta; texts: string[] } | undefined;
  function close(): void {
    if (open === undefined) return;
    const { first, texts } = open;
    merged.push({ type: 'conversation', event: { ...first, text: texts.join('') } });
    open = undefined;
  }
  for (const entry of events) {
    const delta = deltaOf(entry);
    if (delta === undefined) {
      close();
      merged.push(entry);
    } else if (open !== undefined && isSameText(open.first, delta)) {
      open.texts.push(delta.text);
    } else {
      close();
      open = { first: delta, texts: [delta.text] };
    }
  }
  close();
  return merged;
}

type TextDelta = Extract<ConversationEvent, { type: 'text-delta' | 'reasoning-delta' }>;

/** The text that this entry adds to a message, if that is all it does. */
export function deltaOf(entry: ViewEvent | undefined): TextDelta | undefined {
  if (entry?.type !== 'conversation') return undefined;
  const { event } = entry;
  return event.type === 'text-delta' || event.type === 'reasoning-delta' ? event : undefined;
}

function isSameText(one: TextDelta, other: TextDelta | undefined): boolean {
  return one.type === other?.type && one.messageId === other.messageId;
}
