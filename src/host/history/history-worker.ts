// The thread of the history: takes calls, works on the database, and tidies up when nobody has asked for a moment.
// A script of its own; whatever it waits for, the extension host does not.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { ChatStoreCalls, ChatStoreOperation } from '../../chat/chat-store.ts';
import { toStoreError } from '../../chat/store-error.ts';
import { useBundle } from '../../model/l10n.ts';
import { History } from './history.ts';
import { loadSqlite } from './sqlite.ts';
import { watchChanges } from './watch-changes.ts';
import type { FromWorker, ToWorker, WorkerCall } from './worker-calls.ts';

/** Silence after which tidying up begins, in milliseconds. */
const idleAfterMs = 300;

const setupSchema = z.object({
  folder: z.string(),
  windowId: z.string(),
  texts: z.record(z.string(), z.string()).default({}),
});

function start(port: NonNullable<typeof parentPort>): void {
  const { folder, windowId, texts } = setupSchema.parse(workerData);
  useBundle(texts);
  const post = (message: FromWorker<ChatStoreOperation>): void => port.postMessage(message);
  let opened: Promise<History> | undefined;
  let stopWatching = (): void => {};
  let idleTimer: NodeJS.Timeout | undefined;

  async function open(): Promise<History> {
    // SQLite in Node says on stderr that it is young; nobody reads that there.
    process.removeAllListeners('warning');
    const sqlite = await loadSqlite();
    const history = new History({
      sqlite,
      folder,
      windowId,
      nowMs: () => Date.now(),
      emit: (event) => post({ type: 'event', event }),
      isGone: (uri) => uri.startsWith('file:') && !existsSync(fileURLToPath(uri)),
    });
    return history;
  }

  async function answer<K extends ChatStoreOperation>(call: WorkerCall<K>): Promise<void> {
    try {
      opened ??= open();
      const calls: ChatStoreCalls = await opened;
      const result = await calls[call.operation](call.args);
      post({ type: 'result', id: call.id, result });
      watch();
    } catch (error) {
      const { fault, message } = toStoreError(error);
      post({ type: 'failure', id: call.id, fault, message });
    }
    tidySoon(idleAfterMs);
  }

  let isWatching = false;
  function watch(): void {
    if (isWatching) return;
    isWatching = true;
    stopWatching = watchChanges(folder, () => void tellChange());
  }

  async function tellChange(): Promise<void> {
    try {
      if ((await opened)?.changedElsewhere() === true) post({ type: 'event', event: { type: 'changed' } });
    } catch {
      // The next call will find out what is wrong and say so.
    }
  }

  function tidySoon(delayMs: number): void {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => void tidy(), delayMs);
  }

  async function tidy(): Promise<void> {
    // One piece, then calls that came meanwhile have their turn.
    if ((await (await opened)?.idle()) === true) tidySoon(0);
  }

  async function close(): Promise<void> {
    clearTimeout(idleTimer);
    stopWatching();
    (await opened?.catch(() => undefined))?.close();
    port.close();
  }

  // One after the other: what was asked first is stored first.
  let last = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    last = last.then(() => (message.operation === 'close' ? close() : answer(message)));
  });
}

if (parentPort !== null) start(parentPort);
