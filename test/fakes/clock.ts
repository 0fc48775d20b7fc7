// A clock that stands still until a test advances it. It never touches real timers.

/** Time as a test moves it. */
export interface FakeClock {
  /** Milliseconds. */
  now(): number;
  /** Resolves when the clock has been advanced by `ms`; rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves on by `ms`, waking sleepers in order of time; what a sleeper starts on waking counts as well. */
  advance(ms: number): Promise<void>;
  /** The lengths of all sleeps begun so far, in order. */
  readonly sleeps: readonly number[];
  /** Sleepers not yet woken. */
  readonly sleeping: number;
}

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

/** A clock that starts at `startMs`. */
export function createFakeClock(startMs = 0): FakeClock {
  const sleepers = new Set<Sleeper>();
  const sleeps: number[] = [];
  let nowMs = startMs;

  const earliest = (): Sleeper | undefined =>
    [...sleepers].reduce<Sleeper | undefined>(
      (best, sleeper) => (best === undefined || sleeper.wakeAtMs < best.wakeAtMs ? sleeper : best),
      undefined,
    );

  return {
    now: () => nowMs,
    sleep(ms, signal) {
      sleeps.push(ms);
      return new Promise((resolve, reject) => {
        const fail = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper: Sleeper = {
          wakeAtMs: nowMs + ms,
          wake: () => {
            signal?.removeEventListener('abort', fail);
            sleepers.delete(sleeper);
            resolve();
          },
        };
        if (signal?.aborted) {
          fail();
          return;
        }
        signal?.addEventListener('abort', fail, { once: true });
        sleepers.add(sleeper);
      });
    },
    async advance(ms) {
      const targetMs = nowMs + ms;
      await settle();
      for (let next = earliest(); next && next.wakeAtMs <= targetMs; next = earliest()) {
        nowMs = Math.max(nowMs, next.wakeAtMs);
        next.wake();
        await settle();
      }
      nowMs = targetMs;
    },
    sleeps,
    get sleeping() {
      return sleepers.size;
    },
  };
}

/** Lets everything run that is only waiting for its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
