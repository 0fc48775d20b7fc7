// One way to keep chats, measured in a process of its own: node history-ways.ts <sqlite|json> <folder> <appends>
// Prints one line of JSON with times in milliseconds and memory in MB. history.ts makes the folder and compares.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { ChatStore } from '../../src/chat/chat-store.ts';
import { createWorkerStore } from '../../src/host/history/worker-store.ts';
import type { Message } from '../../src/model/conversation.ts';
import { createMemoryLog } from '../fakes/memory-log.ts';
import { changeOf, prompt } from '../unit/host/history/chats.ts';

/** What one run of a way took. */
export interface WayRun {
  readonly listMs: number;
  readonly openMs: number;
  readonly appendP50Ms: number;
  readonly appendP99Ms: number;
  readonly appendMaxMs: number;
  readonly rareMs: number;
  readonly rankedMs: number;
  readonly commonMs: number;
  /** Resident memory gained since the process began. */
  readonly memoryMb: number;
  /** Longest time a call held the caller's own thread. */
  readonly heldMs: number;
  /** Hits of the rare word, so that the ways can be compared. */
  readonly rareHits: number;
}

/** The names of the ways. */
export const wayNames = ['sqlite', 'json'] as const;

/** In three messages. */
export const rareWord = 'quetzalcoatlus';
/** In about one message of a hundred. */
export const frequentWord = 'harbour';
/** In nearly every message. */
export const commonWord = 'the';

/** What a way can do. */
interface Way {
  list(): Promise<readonly { id: string }[]>;
  open(id: string): Promise<number>;
  append(id: string, message: Message): Promise<unknown>;
  search(word: string): Promise<number>;
  close(): Promise<void>;
}

function sqliteWay(folder: string): Way {
  const store: ChatStore = createWorkerStore({
    folder: path.join(folder, 'sqlite'),
    script: path.join(folder, 'worker.cjs'),
    windowId: randomUUID(),
    log: createMemoryLog(),
  });
  return {
    list: () => store.list({ limit: 50 }),
    open: async (chatId) => (await store.load({ chatId }))?.conversation.messages.length ?? 0,
    append: (id, message) => store.save(changeOf(id, [message], { updatedAtMs: message.createdAtMs })),
    search: async (words) => (await store.search({ words: `"${words}"`, limit: 50, offset: 0 })).hits.length,
    close: () => store.close(),
  };
}

interface JsonChat {
  readonly id: string;
  readonly messages: Message[];
}

/** One JSON file a chat, written anew at every change, and an index: the way most extensions keep chats. */
function jsonWay(folder: string): Way {
  const chats = path.join(folder, 'json');
  const fileOf = (id: string): string => path.join(chats, `${id}.json`);
  const read = (file: string): JsonChat => JSON.parse(readFileSync(file, 'utf8')) as JsonChat;
  const write = (file: string, text: string): void => {
    writeFileSync(`${file}.tmp`, text);
    renameSync(`${file}.tmp`, file);
  };
  return {
    async list() {
      const index = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as {
        id: string;
        updatedAtMs: number;
      }[];
      return index.toSorted((left, right) => right.updatedAtMs - left.updatedAtMs).slice(0, 50);
    },
    open: async (id) => read(fileOf(id)).messages.length,
    async append(id, message) {
      const chat = read(fileOf(id));
      chat.messages.push(message);
      write(fileOf(id), JSON.stringify(chat));
    },
    async search(word) {
      let hits = 0;
      for (const name of readdirSync(chats)) {
        const text = readFileSync(path.join(chats, name), 'utf8');
        if (!text.includes(word)) continue;
        for (const message of (JSON.parse(text) as JsonChat).messages)
          if (JSON.stringify(message).includes(word)) hits += 1;
      }
      return hits;
    },
    close: async () => {},
  };
}

/** Longest time a call has held this thread before it gave it back, in milliseconds. */
let longestHeldMs = 0;

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const begin = performance.now();
  const promise = work();
  longestHeldMs = Math.max(longestHeldMs, performance.now() - begin);
  const value = await promise;
  return { ms: performance.now() - begin, value };
}

/** The middle of the times of several runs of the same work. */
async function median(times: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let index = 0; index < times; index += 1) all.push((await timed(() => work(index))).ms);
  return all.toSorted((left, right) => left - right)[Math.floor(times / 2)] ?? 0;
}

async function measure(name: (typeof wayNames)[number], folder: string, appends: number): Promise<WayRun> {
  const memoryBefore = process.memoryUsage.rss();
  const way = name === 'sqlite' ? sqliteWay(folder) : jsonWay(folder);
  const first = await way.list();
  const ids = first.map(({ id }) => id);
  const idAt = (index: number): string => ids[index % ids.length] ?? '';
  const listMs = await median(15, () => way.list());
  const openMs = await median(50, (index) => way.open(idAt(index)));
  const appendTimes: number[] = [];
  for (let index = 0; index < appends; index += 1) {
    const message = {
      ...prompt(randomUUID(), `${commonWord} added words `.repeat(25)),
      createdAtMs: Date.now(),
    };
    appendTimes.push((await timed(() => way.append(idAt(index), message))).ms);
  }
  appendTimes.sort((left, right) => left - right);
  const at = (share: number): number => appendTimes[Math.min(appends - 1, Math.floor(appends * share))] ?? 0;
  const rare = await timed(() => way.search(rareWord));
  const searches = name === 'sqlite' ? 9 : 1;
  const rareMs = name === 'sqlite' ? await median(searches, () => way.search(rareWord)) : rare.ms;
  const rankedMs = await median(searches, () => way.search(frequentWord));
  const commonMs = await median(searches, () => way.search(commonWord));
  const memoryMb = (process.memoryUsage.rss() - memoryBefore) / 2 ** 20;
  await way.close();
  return {
    listMs,
    openMs,
    appendP50Ms: at(0.5),
    appendP99Ms: at(0.99),
    appendMaxMs: at(1),
    rareMs,
    rankedMs,
    commonMs,
    memoryMb,
    heldMs: longestHeldMs,
    rareHits: rare.value,
  };
}

if (import.meta.main) {
  const [name = '', folder = '', appends = '200'] = process.argv.slice(2);
  console.log(JSON.stringify(await measure(name === 'json' ? 'json' : 'sqlite', folder, Number(appends))));
}
