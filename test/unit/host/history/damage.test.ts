// Damaged files: bytes flipped, cut off, blocks of zeros, old data, emptied, gone. The rest is recovered or the backup
// restored, the damaged file is kept, and nothing is lost without a word.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import type { History } from '../../../../src/host/history/history.ts';
import { selection } from '../../model/samples.ts';
import { answer, changeOf, openHistory, pair, prompt, temporaryFolder, tidy } from './history-setup.ts';

const chatCount = 12;
const pageSize = 4096;

/** A database with chats of several kinds, closed, as its bytes. */
async function original(): Promise<Buffer> {
  const { history, folder, file } = openHistory();
  for (let index = 0; index < chatCount; index += 1) {
    const id = `c${index}`;
    await history.save(
      changeOf(id, [
        {
          ...prompt(`${id}-1`, `question ${index}`),
          attachments: [{ ...selection, text: `${index} `.repeat(1500) }],
        },
        answer(`${id}-2`, `${id}-1`, `answer ${index} `.repeat(index * 20)),
        prompt(`${id}-3`, 'and?', `${id}-2`),
        answer(`${id}-4`, `${id}-3`, 'that is all'),
      ]),
    );
  }
  await tidy(history);
  history.close();
  copyFileSync(path.join(folder, 'history-backup-1.db'), path.join(folder, 'backup-for-later.db'));
  return readFileSync(file);
}

/** Ids of all messages that can be had through lists and chats. */
async function messagesOf(history: History): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { id } of await history.list({ limit: 1000 })) {
    const chat = await history.load({ chatId: id });
    for (const message of chat?.conversation.messages ?? []) found.add(message.id);
  }
  return found;
}

const whole = new Set(
  Array.from({ length: chatCount }, (_, chat) => [1, 2, 3, 4].map((message) => `c${chat}-${message}`)).flat(),
);

interface Outcome {
  readonly missing: number;
  readonly found: number;
  readonly notices: readonly string[];
  readonly folder: string;
}

/** Puts the bytes where the history is, uses it as a window does, and tells what became of it. */
async function useDamaged(bytes: Buffer, backup?: Buffer): Promise<Outcome> {
  const folder = path.join(temporaryFolder(), 'h');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'history.db'), bytes);
  if (backup !== undefined) writeFileSync(path.join(folder, 'history-backup-1.db'), backup);
  // The day after the last backup: the check that comes before every backup is due.
  const nowMs = (): number => Date.now() + 25 * 3_600_000;
  const { history, notices, file } = openHistory(folder, { nowMs });
  await history.search({ words: 'answer', limit: 50, offset: 0 });
  await messagesOf(history);
  await tidy(history);
  const found = await messagesOf(history);
  await history.save(pair('after', 'still', 'works'));
  assert.equal((await history.load({ chatId: 'after' }))?.conversation.messages.length, 2);
  await history.search({ words: 'answer', limit: 50, offset: 0 });
  history.close();
  const database = new DatabaseSync(file);
  assert.deepEqual(Object.values(database.prepare('PRAGMA integrity_check').get() ?? {}), ['ok']);
  database.close();
  const damaged = readdirSync(folder).filter((name) => /^history-damaged-.*\.db$/.test(name));
  assert.equal(damaged.length, notices.filter((text) => /damaged/.test(text)).length);
  for (const name of damaged)
    assert.deepEqual(readFileSync(path.join(folder, name)), bytes, 'kept as it was');
  rmSync(folder, { recursive: true, force: true });
  return { missing: [...whole].filter((id) => !found.has(id)).length, found: found.size, notices, folder };
}

/** A generator of numbers that is the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const bytes = await original();
const pages = bytes.length / pageSize;

function* damages(): Generator<{ name: string; bytes: Buffer }> {
  const random = randomNumbers(7);
  for (let page = 0; page < pages; page += 1) {
    const zeroed = Buffer.from(bytes);
    zeroed.fill(0, page * pageSize, (page + 1) * pageSize);
    yield { name: `page ${page} zeroed`, bytes: zeroed };
    const flipped = Buffer.from(bytes);
    for (let flip = 0; flip < 16; flip += 1) {
      const place = page * pageSize + Math.floor(random() * (flip < 8 ? 100 : pageSize));
      flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    yield { name: `page ${page} with flipped bits`, bytes: flipped };
  }
  for (let part = 1; part < 12; part += 1) {
    yield { name: `cut after ${part}/12`, bytes: bytes.subarray(0, Math.floor((bytes.length * part) / 12)) };
    const old = Buffer.from(bytes);
    old.copy(old, Math.floor((pages * part) / 12) * pageSize, 8192, 8192 + 4 * pageSize);
    yield { name: `old data at ${part}/12`, bytes: old };
  }
}

describe('a damaged history', () => {
  test('control: an undamaged one is whole and nobody says anything', async () => {
    assert.ok(pages > 30, `${pages} pages`);
    const outcome = await useDamaged(bytes);
    assert.deepEqual([outcome.missing, outcome.notices], [0, []]);
  });

  test('without a backup: what can be read is kept, and whatever is missing is told', async () => {
    let lost = 0;
    let repaired = 0;
    let roots = 0;
    for (const damage of damages()) {
      const outcome = await useDamaged(damage.bytes);
      if (outcome.missing > 0) assert.ok(outcome.notices.length > 0, `${damage.name}: lost without a word`);
      if (outcome.notices.length > 0) repaired += 1;
      lost += outcome.missing;
      // One damaged page costs what was on it, unless it is the root of a table.
      if (damage.name.startsWith('page') && outcome.missing > whole.size / 2) roots += 1;
    }
    assert.ok(repaired > pages / 2, `control: ${repaired} of the damages were noticed`);
    assert.ok(roots <= 10, `${roots} damages of one page cost more than half`);
    assert.ok(lost > 0, 'control: some of the damages cost something');
  });

  test('with a backup: everything is there again', async () => {
    let index = 0;
    for (const damage of damages()) {
      index += 1;
      if (index % 4 !== 0 && index > 8) continue;
      const outcome = await useDamaged(damage.bytes, bytes);
      assert.equal(outcome.missing, 0, damage.name);
    }
  });

  test('emptied, filled with zeros or gone: the backup comes back, with a word', async () => {
    for (const nothing of [Buffer.alloc(0), Buffer.alloc(bytes.length)]) {
      const outcome = await useDamaged(nothing, bytes);
      assert.equal(outcome.missing, 0);
      assert.match(
        outcome.notices.join(),
        /[Cc]ame from the backup history-backup-1\.db: chats: 12, messages: 48/,
      );
    }
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'history-backup-1.db'), bytes);
    const { history, notices } = openHistory(folder);
    assert.equal((await messagesOf(history)).size, whole.size);
    assert.match(notices.join(), /missing/);
  });

  test('a damaged backup does not stop the next one', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'history.db'), Buffer.alloc(5000, 'x'));
    writeFileSync(path.join(folder, 'history-backup-1.db'), Buffer.alloc(5000, 'x'));
    writeFileSync(path.join(folder, 'history-backup-2.db'), bytes);
    const { history, notices } = openHistory(folder);
    assert.equal((await messagesOf(history)).size, whole.size);
    assert.match(notices.join(), /history-backup-2\.db/);
  });

  test('repaired by one window while others have it open: they go on with the repaired one', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'history.db'), bytes);
    const first = openHistory(folder);
    const second = openHistory(folder);
    await first.history.list({ limit: 1 });
    await second.history.list({ limit: 1 });
    const broken = Buffer.from(bytes);
    broken.fill(0, pageSize, bytes.length - pageSize);
    writeFileSync(first.file, broken);
    for (const { history } of [first, second]) await messagesOf(history);
    assert.equal(first.notices.length + second.notices.length, 1, 'one of them repaired it');
    await first.history.save(pair('one', 'Q', 'A'));
    await second.history.save(pair('two', 'Q', 'A'));
    const ids = (await first.history.list({ limit: 99 })).map(({ id }) => id);
    assert.ok(ids.includes('one') && ids.includes('two'));
  });
});

describe('backups', () => {
  test('one a day, two are kept; unfinished ones of others are removed when they are old; a damaged file is not copied', async () => {
    let nowMs = Date.now();
    const { history, folder } = openHistory(temporaryFolder(), { nowMs: () => nowMs });
    await history.save(pair('a', 'Q', 'A'));
    await tidy(history);
    const backups = (): string[] => readdirSync(folder).filter((name) => name.startsWith('history-backup'));
    assert.deepEqual(backups(), ['history-backup-1.db']);
    const first = readFileSync(path.join(folder, 'history-backup-1.db'));
    await history.save(pair('b', 'Q', 'A'));
    await tidy(history);
    assert.deepEqual(readFileSync(path.join(folder, 'history-backup-1.db')), first, 'not yet');
    writeFileSync(path.join(folder, 'history-backup-other.tmp'), 'x');
    nowMs += 25 * 3_600_000;
    await tidy(history);
    assert.deepEqual(backups(), ['history-backup-1.db', 'history-backup-2.db']);
    assert.deepEqual(readFileSync(path.join(folder, 'history-backup-2.db')), first);
    const copy = new DatabaseSync(path.join(folder, 'history-backup-1.db'), { readOnly: true });
    assert.deepEqual({ ...copy.prepare('SELECT count(*) AS n FROM chats').get() }, { n: 2 });
    copy.close();
  });
});
