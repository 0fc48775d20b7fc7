// kill -9 at random moments of a streaming chat, a hundred times. What is killed is the whole process, with all that the
// extension host has of a chat (session, writer, the thread of the history), run by plain Node instead of by VS Code: what was shown as done is there, at most the running answer
// is partial and says so, open tool calls have a result, and the database is sound.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, test } from 'node:test';
import * as esbuild from 'esbuild';
import { openHistory, temporaryFolder } from './history-setup.ts';

const kills = 100;
/** Windows that stream at the same time. */
const windows = 4;

const scripts = temporaryFolder();
const root = path.resolve(import.meta.dirname, '..', '..', '..', '..');

before(async () => {
  // Bundled, because a hundred starts from sources would take a minute longer.
  await esbuild.build({
    entryPoints: {
      child: path.join(import.meta.dirname, 'stream-child.ts'),
      worker: path.join(root, 'src/host/history/history-worker.ts'),
    },
    outdir: scripts,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    // A package that is CommonJS asks for Node's modules.
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
    logLevel: 'silent',
  });
});

/** Streams until `count` messages were shown as done and a random moment has passed, then is killed. */
async function streamAndDie(folder: string, chatId: string, random: () => number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      path.join(scripts, 'child.mjs'),
      folder,
      path.join(scripts, 'worker.mjs'),
      chatId,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const enough = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('done ')) resolve();
    });
  });
  await Promise.race([enough, ended]);
  await new Promise((resolve) => setTimeout(resolve, random() * 150));
  child.kill('SIGKILL');
  await ended;
  assert.equal(errors, '');
  return [...output.matchAll(/^done (\S+)$/gm)].map(([, id]) => id ?? '');
}

/** A generator of numbers that is the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

test(`${kills} kills of ${windows} windows on one history`, { timeout: 110_000 }, async () => {
  const folder = temporaryFolder();
  const random = randomNumbers(11);
  const done = new Map<string, string[]>();
  let partial = 0;
  let openCalls = 0;
  await Promise.all(
    Array.from({ length: windows }, async (_, window) => {
      const chatId = `chat-${window}`;
      const shown: string[] = [];
      done.set(chatId, shown);
      for (let kill = 0; kill < kills / windows; kill += 1)
        shown.push(...(await streamAndDie(folder, chatId, random)));
    }),
  );
  const { history, file, notices } = openHistory(folder);
  const database = new DatabaseSync(file, { readOnly: true });
  assert.deepEqual(Object.values(database.prepare('PRAGMA integrity_check').get() ?? {}), ['ok']);
  assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), []);
  const running = database.prepare("SELECT count(*) AS n FROM messages WHERE state = 'running'").get();
  database.close();
  for (const [chatId, shown] of done) {
    const { conversation } = (await history.load({ chatId }))!;
    const byId = new Map(conversation.messages.map((message) => [message.id, message]));
    assert.ok(shown.length >= kills / windows, 'control: messages were shown as done');
    for (const id of shown) {
      const message = byId.get(id);
      assert.ok(message, `${id} was shown as done and is lost`);
      if (message.role === 'assistant') {
        assert.equal(message.state, 'done');
        const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
        assert.match(text, /piece 0 [\s\S]*piece 7 /);
      }
    }
    for (const message of conversation.messages) {
      if (message.role === 'user') continue;
      assert.ok(message.state === 'done' || message.state === 'interrupted', message.state);
      if (message.state === 'interrupted') {
        partial += 1;
        assert.match(message.error?.title ?? '', /cut off/);
      }
      for (const part of message.parts) {
        if (part.type !== 'tool-call') continue;
        assert.ok(part.outcome, 'every call has a result');
        if (part.outcome.status === 'cancelled') openCalls += 1;
      }
    }
  }
  assert.ok(partial <= kills, `${partial} partial answers`);
  assert.ok(
    partial > kills / 10 && openCalls > 0,
    `control: ${partial} partial answers, ${openCalls} open calls`,
  );
  assert.ok(Number(running?.['n']) <= windows, 'a killed window leaves one running answer at most');
  assert.deepEqual(notices, []);
});
