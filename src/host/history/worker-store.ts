// The history as the extension host sees it: every call goes to a thread of its own, so that no disk, no other window and no
// long search ever holds the host. The thread is started by the first call, and again when it died.
import { Worker } from 'node:worker_threads';
import type {
  ChatStore,
  ChatStoreOperation,
  ChatStoreOperations,
  StoreEvent,
} from '../../chat/chat-store.ts';
import { StoreError } from '../../chat/store-error.ts';
import type { Log } from '../../model/log.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-calls.ts';

/** What the store needs. */
export interface WorkerStoreOptions extends WorkerSetup {
  /** Path of the thread's script. */
  readonly script: string;
  readonly log: Log;
}

type Args<K extends ChatStoreOperation> = ChatStoreOperations[K]['args'];
type Result<K extends ChatStoreOperation> = ChatStoreOperations[K]['result'];

/** Longest wait for the thread to end at close, in milliseconds: less than VS Code waits for an extension. */
const closeLimitMs = 4000;

/** A store that works in a thread. Starts nothing yet. */
export function createWorkerStore(options: WorkerStoreOptions): ChatStore {
  const { script, folder, windowId, texts = {}, log } = options;
  const listeners = new Set<(event: StoreEvent) => void>();
  const pending = new Map<number, (error: StoreError) => void>();
  let worker: Worker | undefined;
  let lastId = 0;
  let isClosed = false;

  function start(): Worker {
    const created = new Worker(script, {
      workerData: { folder, windowId, texts } satisfies WorkerSetup,
      // It has no use for keys and tokens that the environment may hold.
      env: {},
      // Nor for what the host was started with: its preloaded scripts are made for a process, not for a thread.
      execArgv: [],
    });
    // One listener per open call.
    created.setMaxListeners(0);
    created.on('message', (message: FromWorker<ChatStoreOperation>) => {
      if (message.type === 'event') for (const listener of listeners) listener(message.event);
    });
    created.on('error', (error: Error) =>
      log.error(`The history's thread failed: ${error.stack ?? error.message}`),
    );
    created.on('exit', (code) => {
      if (worker === created) worker = undefined;
      if (!isClosed) log.error(`The history's thread ended with code ${code}.`);
      for (const reject of pending.values())
        reject(new StoreError('internal', 'The thread of the history ended.'));
      pending.clear();
    });
    return created;
  }

  function call<K extends ChatStoreOperation>(operation: K, args: Args<K>): Promise<Result<K>> {
    if (isClosed) return Promise.reject(new StoreError('internal', 'The history is closed.'));
    const running = (worker ??= start());
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      const listener = (message: FromWorker<K>): void => {
        if (message.type === 'event' || message.id !== id) return;
        running.off('message', listener);
        pending.delete(id);
        if (message.type === 'result') resolve(message.result);
        else reject(new StoreError(message.fault, message.message));
      };
      pending.set(id, reject);
      running.on('message', listener);
      running.postMessage({ id, operation, args });
    });
  }

  return {
    list: (args) => call('list', args),
    load: (args) => call('load', args),
    save: (args) => call('save', args),
    revisions: (args) => call('revisions', args),
    rename: (args) => call('rename', args),
    pin: (args) => call('pin', args),
    remove: (args) => call('remove', args),
    restore: (args) => call('restore', args),
    fork: (args) => call('fork', args),
    search: (args) => call('search', args),
    draft: (args) => call('draft', args),
    saveDraft: (args) => call('saveDraft', args),
    oldDrafts: (args) => call('oldDrafts', args),
    exportChats: (args) => call('exportChats', args),
    importChat: (args) => call('importChat', args),
    identifyWorkspace: (args) => call('identifyWorkspace', args),
    shown: (args) => call('shown', args),
    saveShown: (args) => call('saveShown', args),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      const ending = worker;
      if (ending === undefined) return;
      await new Promise<void>((resolve) => {
        const limit = setTimeout(resolve, closeLimitMs);
        ending.once('exit', () => {
          clearTimeout(limit);
          resolve();
        });
        ending.postMessage({ operation: 'close' } satisfies ToWorker);
      });
      await ending.terminate();
    },
  };
}
