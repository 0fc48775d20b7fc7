// Older and newer databases: every released version opens, a newer one is read and left byte for byte as it is.
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { StoreError } from '../../../../src/chat/store-error.ts';
import { activePath, findMessage } from '../../../../src/model/conversation.ts';
import { migrations } from '../../../../src/host/history/schema.ts';
import { openHistory, pair, temporaryFolder, tidy } from './history-setup.ts';

const fixtures = path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'history');
const nextVersion = [...migrations, "ALTER TABLE chats ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'"];

/** A copy of a golden database, as the history of a new folder. */
function golden(version: number): string {
  const folder = temporaryFolder();
  copyFileSync(path.join(fixtures, `version-${version}.db`), path.join(folder, 'history.db'));
  return folder;
}

describe('a golden database', () => {
  test('is there for every version there is', () => {
    assert.deepEqual(
      readdirSync(fixtures).toSorted(),
      migrations.map((_, index) => `version-${index + 1}.db`),
    );
  });

  for (const [index] of migrations.entries()) {
    const version = index + 1;
    test(`of version ${version} opens with all it holds`, async () => {
      const { history, notices } = openHistory(golden(version));
      const list = await history.list({ limit: 9 });
      assert.deepEqual(
        list.map(({ title, isPinned, workspace, messageCount }) => [
          title,
          isPinned,
          workspace?.name,
          messageCount,
        ]),
        [
          ['Pinned chat', true, 'Project', 2],
          ['Interrupted chat', false, undefined, 2],
          ['Long attachment', false, undefined, 2],
        ],
      );
      const chat = await history.load({ chatId: 'interrupted' });
      const answer = chat?.conversation.messages[1];
      assert.ok(answer?.role === 'assistant');
      assert.equal(answer.state, 'interrupted');
      assert.deepEqual(
        answer.parts.map((part) => (part.type === 'tool-call' ? part.outcome?.status : part.type)),
        ['text', 'cancelled'],
        'an open call has a result',
      );
      const { conversation } = (await history.load({ chatId: 'long' }))!;
      const [long] = conversation.messages;
      assert.deepEqual(
        activePath(conversation).map(({ id }) => id),
        ['l1', 'l2'],
      );
      assert.equal(findMessage(conversation, 'l3')?.deletedAtMs, 9_000_000_000_000);
      const [attached] = long?.role === 'user' ? long.attachments : [];
      assert.equal(attached?.kind === 'selection' && attached.text.length, 12_000);
      assert.deepEqual(await history.draft({ chatId: 'pinned' }), {
        text: 'Half a thought',
        attachments: [],
      });
      assert.equal((await history.oldDrafts())[0]?.text, 'Given up');
      assert.equal((await history.search({ words: 'needle', limit: 9, offset: 0 })).hits.length, 1);
      await history.save(pair('new', 'Q', 'A'));
      assert.ok(await history.restore({ chatId: 'deleted' }));
      assert.deepEqual(notices, []);
    });
  }
});

describe('the next version', () => {
  test('is made of the present one in one step, and a copy from before is kept', async () => {
    const folder = golden(migrations.length);
    const { history } = openHistory(folder, { migrations: nextVersion });
    assert.equal((await history.list({ limit: 9 })).length, 3);
    const copy = new DatabaseSync(path.join(folder, `history-version-${migrations.length}.db`), {
      readOnly: true,
    });
    assert.equal(Object.values(copy.prepare('PRAGMA user_version').get() ?? {})[0], migrations.length);
    assert.equal(Object.values(copy.prepare('SELECT count(*) FROM chats').get() ?? {})[0], 4);
    copy.close();
  });

  test('that fails half-way leaves the present one as it was', async () => {
    const folder = golden(migrations.length);
    const broken = [...migrations, 'ALTER TABLE chats ADD COLUMN mood TEXT; SELECT nonsense FROM nowhere'];
    await assert.rejects(openHistory(folder, { migrations: broken }).history.list({ limit: 9 }), StoreError);
    const { history } = openHistory(folder);
    assert.equal((await history.list({ limit: 9 })).length, 3);
    const database = new DatabaseSync(path.join(folder, 'history.db'), { readOnly: true });
    const columns = database.prepare('PRAGMA table_info(chats)').all();
    assert.ok(!columns.some(({ name }) => name === 'mood'));
    database.close();
  });
});

describe('a database of a newer Parley', () => {
  test('is read, said to be newer at any write, and byte for byte the same afterwards', async () => {
    const folder = golden(migrations.length);
    const newer = openHistory(folder, { migrations: nextVersion }).history;
    await newer.save(pair('from-the-future', 'Q', 'needle'));
    await tidy(newer);
    newer.close();
    const file = path.join(folder, 'history.db');
    const before = readFileSync(file);
    const { history, notices } = openHistory(folder);
    assert.equal((await history.list({ limit: 9 })).length, 4);
    assert.equal((await history.load({ chatId: 'interrupted' }))?.header.title, 'Interrupted chat');
    assert.equal((await history.search({ words: 'needle', limit: 9, offset: 0 })).hits.length, 2);
    for (const write of [
      () => history.save(pair('x', 'Q', 'A')),
      () => history.rename({ chatId: 'pinned', title: 'x' }),
      () => history.remove({ chatId: 'pinned', nowMs: 1 }),
      () => history.saveDraft({ chatId: 'x', text: 'x', attachments: [], nowMs: 1, wasSent: false }),
    ]) {
      await assert.rejects(write(), (error) => error instanceof StoreError && error.fault === 'newer');
    }
    await tidy(history);
    history.close();
    assert.deepEqual(readFileSync(file), before);
    assert.deepEqual(notices, []);
    const present = openHistory(golden(migrations.length));
    const unchanged = readFileSync(present.file);
    await present.history.save(pair('x', 'Q', 'A'));
    present.history.close();
    assert.notDeepEqual(readFileSync(present.file), unchanged, 'control');
  });
});
