// Lets a test release a scripted reply step by step. It counts; it never waits for a clock.

/** A turnstile: each `pass` uses up one release, in order of arrival. */
export interface Gate {
  /** Lets `count` more steps through, waiting ones first, then later ones. */
  release(count?: number): void;
  /** Lets everything through from now on. */
  open(): void;
  /** Resolves when a release is there for this step; rejects with the signal's reason. */
  pass(signal: AbortSignal): Promise<void>;
  /** Steps let through so far. */
  readonly passed: number;
  /** Steps standing in front of the gate. */
  readonly waiting: number;
}

/** A closed gate with no releases. */
export function createGate(): Gate {
  const queue: (() => void)[] = [];
  let credit = 0;
  let passed = 0;

  const drain = (): void => {
    while (credit > 0) {
      const next = queue.shift();
      if (next === undefined) return;
      credit -= 1;
      passed += 1;
      next();
    }
  };

  return {
    release(count = 1) {
      if (!(count >= 1)) throw new RangeError(`A gate releases 1 or more steps, not ${count}.`);
      credit += count;
      drain();
    },
    open() {
      credit = Number.POSITIVE_INFINITY;
      drain();
    },
    pass(signal) {
      return new Promise<void>((resolve, reject) => {
        if (signal.aborted) {
          reject(abortReason(signal));
          return;
        }
        const enter = (): void => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = (): void => {
          queue.splice(queue.indexOf(enter), 1);
          reject(abortReason(signal));
        };
        signal.addEventListener('abort', leave, { once: true });
        queue.push(enter);
        drain();
      });
    },
    get passed() {
      return passed;
    },
    get waiting() {
      return queue.length;
    },
  };
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
}
