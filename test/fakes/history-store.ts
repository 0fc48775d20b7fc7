// A chat store for tests: the real history in a temporary folder, in this thread. Can be made to fail.
import { mkdtempSync, rmSync } from 'node:fs';
import * as sqlite from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { ChatStore, ChatStoreOperation, StoreEvent } from '../../src/chat/chat-store.ts';
import { StoreError, type StoreFault } from '../../src/chat/store-error.ts';
import { History } from '../../src/host/history/history.ts';

/** A store and the handles of a test. */
export interface TestStore {
  readonly store: ChatStore;
  readonly folder: string;
  /** Names of the operations that were asked for, in order. */
  readonly asked: ChatStoreOperation[];
  /** From now on every operation fails like this; undefined: works again. */
  fail(fault: StoreFault | undefined): void;
  /** Operations wait until this promise has resolved. */
  holdUntil(promise: Promise<void>): void;
  /** Does what the real store does when another window has written. */
  tell(event: StoreEvent): void;
}

let lastWindow = 0;

/** A store on the history of `folder`, or of a new one. */
export function openTestStore(folder = mkdtempSync(path.join(tmpdir(), 'parley-store-'))): TestStore {
  lastWindow += 1;
  const history = new History({
    sqlite,
    folder,
    windowId: `test-${process.pid}-${lastWindow}`,
    nowMs: () => Date.now(),
    emit: () => {},
    isGone: () => false,
  });
  after(() => {
    history.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const asked: ChatStoreOperation[] = [];
  const listeners = new Set<(event: StoreEvent) => void>();
  let fault: StoreFault | undefined;
  let held = Promise.resolve();
  const store = new Proxy(history, {
    get(target, name) {
      if (name === 'onEvent')
        return (listener: (event: StoreEvent) => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        };
      if (name === 'close') return async () => target.close();
      return async (args: never) => {
        asked.push(name as ChatStoreOperation);
        await held;
        if (fault !== undefined) throw new StoreError(fault, 'made to fail');
        return target[name as ChatStoreOperation](args);
      };
    },
  }) as unknown as ChatStore;
  return {
    store,
    folder,
    asked,
    fail(next) {
      fault = next;
    },
    holdUntil(promise) {
      held = promise;
    },
    tell: (event) => listeners.forEach((listener) => listener(event)),
  };
}
