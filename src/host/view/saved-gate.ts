// What the panel is told, in order, and nothing as done before it is stored: should the host die the next moment, whatever was
// shown as sent or complete is in the history.
import type { ViewEvent } from '../../protocol/to-view.ts';

/** Where the gate leads, and what it waits for. */
export interface SavedGatePorts {
  readonly send: (events: readonly ViewEvent[]) => void;
  readonly sendSnapshot: () => void;
  /** Resolves when everything finished is stored, or has failed to be. */
  readonly whenSettled: () => Promise<void>;
}

/** Longest wait in milliseconds: a disk that is slower than that is told of, but the chat goes on. */
const longestWaitMs = 1000;

type Waiting =
  { readonly type: 'snapshot' } | { readonly type: 'events'; readonly events: readonly ViewEvent[] };

/** The gate of one page. */
export class SavedGate {
  readonly #ports: SavedGatePorts;
  #waiting: Waiting[] = [];
  #isWaiting = false;
  #isClosed = false;

  constructor(ports: SavedGatePorts) {
    this.#ports = ports;
  }

  /** Hands the events on: at once, or after what is still waiting. */
  pass(events: readonly ViewEvent[]): void {
    if (this.#waiting.length === 0 && !events.some(showsDone)) {
      this.#ports.send(events);
      return;
    }
    this.#waiting.push({ type: 'events', events });
    void this.#drain();
  }

  /** Has a snapshot sent. Changes that wait are part of it; answers to a prompt and the like still follow. */
  snapshot(): void {
    this.#waiting = [{ type: 'snapshot' }, ...this.#besidesSnapshot()];
    void this.#drain();
  }

  /** The page is gone: nothing is handed on any more. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
  }

  async #drain(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    while (!this.#isClosed) {
      const next = this.#waiting[0];
      if (next === undefined) break;
      if (next.type === 'snapshot' || next.events.some(showsDone)) await this.#settled();
      // A snapshot may have taken the place of what was waited for.
      if (this.#waiting[0] !== next) continue;
      if (next.type === 'events') {
        this.#waiting.shift();
        this.#ports.send(next.events);
      } else {
        this.#waiting = this.#besidesSnapshot();
        this.#ports.sendSnapshot();
      }
    }
    this.#isWaiting = false;
  }

  /** What waits and is in no snapshot. */
  #besidesSnapshot(): Waiting[] {
    return this.#waiting.flatMap((entry) => {
      if (entry.type === 'snapshot') return [];
      const events = entry.events.filter((event) => event.type !== 'conversation' && event.type !== 'panel');
      return events.length === 0 ? [] : [{ type: 'events' as const, events }];
    });
  }

  async #settled(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestWaitMs);
    });
    await Promise.race([this.#ports.whenSettled(), limit]);
    clearTimeout(timer);
  }
}

/** Stopping must be seen at once; that an answer was stopped is no loss. */
function showsDone(entry: ViewEvent): boolean {
  if (entry.type !== 'conversation') return false;
  const { event } = entry;
  return (
    (event.type === 'message-add' && event.message.role === 'user') ||
    (event.type === 'turn-end' && event.state === 'done')
  );
}
