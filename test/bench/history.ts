// Benchmark: 10,000 chats × 40 messages in Parley's history and in one JSON file a chat, side by side in one run, with goals
// H1 to H3. The chats are made once and kept. `--check` exits 1 when a goal is missed.
// node test/bench/history.ts [--chats N] [--messages N] [--rounds N] [--appends N] [--folder PATH] [--check]
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as sqlite from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { History } from '../../src/host/history/history.ts';
import type { Message } from '../../src/model/conversation.ts';
import { answer, changeOf, prompt } from '../unit/host/history/chats.ts';
import { commonWord, frequentWord, rareWord, wayNames, type WayRun } from './history-ways.ts';

const { values } = parseArgs({
  options: {
    chats: { type: 'string', default: '10000' },
    messages: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '5' },
    appends: { type: 'string', default: '500' },
    folder: { type: 'string', default: '' },
    check: { type: 'boolean', default: false },
  },
});
const chatCount = Number(values.chats);
const messageCount = Number(values.messages);
const folder =
  values.folder === ''
    ? path.join(tmpdir(), `parley-bench-history-${chatCount}x${messageCount}`)
    : values.folder;

/** A generator of numbers that is the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** About 500 characters of made-up words, of which some are far more frequent than others, as in any language. */
function wordsOf(random: () => number, vocabulary: readonly string[]): string {
  const words: string[] = [commonWord];
  for (let length = 0; length < 480;) {
    const word = vocabulary[Math.floor(vocabulary.length * random() ** 4)] ?? commonWord;
    words.push(word);
    length += word.length + 1;
  }
  if (random() < 0.01) words.push(frequentWord);
  return words.join(' ');
}

/** A database that does not wait for the disk: the chats can be made again. */
class HastyDatabase extends sqlite.DatabaseSync {
  override exec(sql: string): void {
    super.exec(sql.replace('synchronous = FULL', 'synchronous = OFF'));
  }
}

async function makeChats(target: string): Promise<void> {
  console.error(`making ${chatCount} chats × ${messageCount} messages in ${target} …`);
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(path.join(unfinished, 'json'), { recursive: true });
  const random = randomNumbers(5);
  const vocabulary = Array.from({ length: 20_000 }, (_, index) => `w${(index * 7919).toString(36)}`);
  const history = new History({
    sqlite: { ...sqlite, DatabaseSync: HastyDatabase },
    folder: path.join(unfinished, 'sqlite'),
    windowId: 'bench',
    nowMs: () => Date.now(),
    emit: () => {},
    isGone: () => false,
  });
  const index: { id: string; title: string; updatedAtMs: number }[] = [];
  for (let chat = 0; chat < chatCount; chat += 1) {
    const id = `chat-${chat}`;
    const updatedAtMs = 1_700_000_000_000 + chat * 60_000;
    const messages: Message[] = [];
    for (let message = 0; message < messageCount; message += 1) {
      const isRare = message === 0 && chat % Math.ceil(chatCount / 3) === 0;
      const text = wordsOf(random, vocabulary) + (isRare ? ` ${rareWord}` : '');
      const parent = `m${message - 1}`;
      messages.push(
        message % 2 === 0
          ? prompt(`m${message}`, text, message === 0 ? undefined : parent)
          : answer(`m${message}`, parent, text),
      );
    }
    await history.save(changeOf(id, messages, { updatedAtMs }));
    writeFileSync(path.join(unfinished, 'json', `${id}.json`), JSON.stringify({ id, messages }));
    index.push({ id, title: `Title of ${id}`, updatedAtMs });
    if (chat % 50 === 0) while (await history.idle());
  }
  while (await history.idle());
  history.close();
  writeFileSync(path.join(unfinished, 'index.json'), JSON.stringify(index));
  rmSync(target, { recursive: true, force: true });
  renameSync(unfinished, target);
}

async function measure(name: string): Promise<WayRun> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    path.join(import.meta.dirname, 'history-ways.ts'),
    name,
    folder,
    values.appends,
  ]);
  return JSON.parse(stdout) as WayRun;
}

function middle(runs: readonly WayRun[], key: keyof WayRun): number {
  const sorted = runs.map((run) => run[key]).toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

if (!existsSync(path.join(folder, 'index.json'))) await makeChats(folder);
// The thread as it ships: bundled.
await build({
  entryPoints: [path.resolve(import.meta.dirname, '../../src/host/history/history-worker.ts')],
  outfile: path.join(folder, 'worker.cjs'),
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'silent',
});
const runs = new Map<string, WayRun[]>(wayNames.map((name) => [name, []]));
for (let round = 0; round < Number(values.rounds); round += 1)
  for (const name of wayNames) runs.get(name)?.push(await measure(name));

const rows: readonly [string, keyof WayRun][] = [
  ['first 50 of the list, ms', 'listMs'],
  ['open a chat, ms', 'openMs'],
  ['append a message p50, ms', 'appendP50Ms'],
  ['append a message p99, ms', 'appendP99Ms'],
  ['append a message max, ms', 'appendMaxMs'],
  ['search a rare word, ms', 'rareMs'],
  ['search one message in 100, ms', 'rankedMs'],
  ['search a word in nearly all, ms', 'commonMs'],
  ['memory gained, MB', 'memoryMb'],
  ['host thread held at most, ms', 'heldMs'],
];
const own = runs.get('sqlite') ?? [];
const peer = runs.get('json') ?? [];
console.log(`\n${chatCount} chats × ${messageCount} messages, medians of ${values.rounds} rounds`);
console.log(`${''.padEnd(34)}${'Parley'.padStart(10)}${'JSON files'.padStart(12)}`);
for (const [label, key] of rows) {
  const cells = [middle(own, key), middle(peer, key)].map((value) => value.toFixed(2));
  console.log(`${label.padEnd(34)}${(cells[0] ?? '').padStart(10)}${(cells[1] ?? '').padStart(12)}`);
}
if (own.some(({ rareHits }) => rareHits !== 3) && chatCount >= 3)
  throw new Error('the search does not find what is there');

const goals: readonly [string, keyof WayRun, number][] = [
  ['H1 newest 50', 'listMs', 1],
  ['H1 open a chat', 'openMs', 1],
  ['H1 memory', 'memoryMb', 35],
  ['H2 search a rare word', 'rareMs', 2],
  ['H2 ranked search', 'rankedMs', 20],
  ['H2 search a common word', 'commonMs', 20],
  ['H3 append p99', 'appendP99Ms', 1],
  ['H3 append max', 'appendMaxMs', 16],
];
let missed = 0;
console.log('');
for (const [name, key, limit] of goals) {
  const ratio = middle(own, key) / limit;
  if (ratio > 1) missed += 1;
  console.log(`${name}: ${ratio.toFixed(2)} × limit (goal ≤ ${limit} ${key === 'memoryMb' ? 'MB' : 'ms'})`);
}
if (values.check && missed > 0) process.exit(1);
