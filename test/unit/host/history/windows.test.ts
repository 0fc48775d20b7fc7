// Several windows on one history, each in a process and with a thread of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { StoreEvent } from '../../../../src/chat/chat-store.ts';
import { createWorkerStore } from '../../../../src/host/history/worker-store.ts';
import { createMemoryLog } from '../../../fakes/memory-log.ts';
import { openHistory, pair, temporaryFolder, tidy } from './history-setup.ts';

const script = path.resolve(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'src/host/history/history-worker.ts',
);
const child = path.join(import.meta.dirname, 'write-child.ts');
const perWindow = 500;

function openStore(folder: string) {
  const store = createWorkerStore({ folder, script, windowId: randomUUID(), log: createMemoryLog() });
  after(() => store.close());
  return store;
}

async function run(...args: string[]): Promise<string> {
  const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  started.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise((resolve) => started.once('close', resolve));
  assert.equal(code, 0, output);
  return output;
}

describe('two windows', () => {
  test(`store ${perWindow} messages each at the same time: all are there, and each has heard of the other`, async () => {
    const folder = temporaryFolder();
    const outputs = await Promise.all(['a', 'b'].map((name) => run(folder, script, name, String(perWindow))));
    const { history } = openHistory(folder);
    const ids = new Set<string>();
    for (const { id } of await history.list({ limit: 9 }))
      for (const message of (await history.load({ chatId: id }))!.conversation.messages) ids.add(message.id);
    assert.equal(ids.size, 2 * perWindow);
    for (const output of outputs) assert.match(output, /^heard [1-9]/);
    await tidy(history);
    const found = await history.search({ words: '"message 499"', limit: 9, offset: 0 });
    assert.equal(found.hits.length, 2, 'both are in the index');
  });
});

describe('the thread', () => {
  test('tells what another window has changed, and nothing of its own changes', async () => {
    const folder = temporaryFolder();
    const [mine, theirs] = [openStore(folder), openStore(folder)];
    const events: StoreEvent[] = [];
    mine.onEvent((event) => events.push(event));
    await mine.list({ limit: 1 });
    await mine.save(pair('mine', 'Q', 'A'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(events, []);
    await theirs.save(pair('theirs', 'Q', 'A'));
    for (let wait = 0; wait < 200 && events.length === 0; wait += 1)
      await new Promise((resolve) => setTimeout(resolve, 25));
    assert.deepEqual(events[0], { type: 'changed' });
  });

  test('fails a call with its kind, and what comes after the end is refused', async () => {
    const store = openStore(path.join(child, 'below-a-file'));
    await assert.rejects(store.list({ limit: 1 }), { name: 'StoreError', message: /cannot be made/ });
    await store.close();
    await store.close();
    await assert.rejects(store.list({ limit: 1 }), /closed/);
  });

  test('that dies rejects what was asked of it and is started anew', async () => {
    const folder = temporaryFolder();
    const log = createMemoryLog();
    const store = createWorkerStore({
      folder,
      script: path.join(folder, 'nothing-here.mjs'),
      windowId: 'w',
      log,
    });
    await assert.rejects(store.list({ limit: 1 }), { name: 'StoreError', message: /ended/ });
    await assert.rejects(store.list({ limit: 1 }), /ended/);
    await store.close();
  });
});
