// The history on a real database: what is stored comes back, in the right order, for the right reader.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { StoreError } from '../../../../src/chat/store-error.ts';
import { unknownPartText, unreadableMessageText } from '../../../../src/chat/stored-message.ts';
import type { AssistantMessage } from '../../../../src/model/conversation.ts';
import { compactionUpTo, selection } from '../../model/samples.ts';
import { answer, changeOf, openHistory, pair, prompt, temporaryFolder, tidy } from './history-setup.ts';

const all = { limit: 50 };

describe('a chat', () => {
  test('comes back as it was saved, also in another window', async () => {
    const { history, folder } = openHistory();
    const change = pair('c1', 'What is this?', 'A test.', { workspace: { id: 'w', name: 'Project' } });
    assert.equal(await history.save(change), 1);
    const other = openHistory(folder);
    const loaded = await other.history.load({ chatId: 'c1' });
    assert.deepEqual(loaded?.conversation, {
      id: 'c1',
      createdAtMs: 1000,
      title: 'Title of c1',
      messages: change.messages,
      leafId: 'c1-a',
    });
    assert.deepEqual(loaded?.header.workspace, { id: 'w', name: 'Project' });
    assert.equal(await other.history.load({ chatId: 'nobody' }), undefined);
  });

  test('saved twice is there once; a running answer grows, and one that has ended can change as well', async () => {
    const { history } = openHistory();
    const question = prompt('q', 'Go');
    const running = answer('a', 'q', 'so f', { state: 'running' });
    await history.save(changeOf('c', [question, running]));
    await history.save(changeOf('c', [question, running]));
    await history.save(changeOf('c', [answer('a', 'q', 'so far')]));
    await history.save(changeOf('c', [answer('a', 'q', 'so far and on', { state: 'running' })]));
    await history.save(changeOf('c', [answer('a', 'q', 'so far and on to the end')]));
    const { conversation } = (await history.load({ chatId: 'c' }))!;
    assert.deepEqual(conversation.messages, [question, answer('a', 'q', 'so far and on to the end')]);
  });

  test('keeps what UTF-8 has no form for, line separators, NUL and a megabyte in one line', async () => {
    const { history, folder } = openHistory();
    const odd = `half \ud83d and \udc4d, \u2028\u2029, \u0000, “é”`;
    const long = 'x'.repeat(1_000_000);
    await history.save(
      changeOf('c', [
        { ...prompt('q', odd), attachments: [{ ...selection, id: 'at', text: odd + long }] },
        answer('a', 'q', odd + long),
      ]),
    );
    const { conversation } = (await openHistory(folder).history.load({ chatId: 'c' }))!;
    const [question, reply] = conversation.messages;
    assert.equal(question?.role === 'user' && question.text, odd);
    const [attached] = question?.role === 'user' ? question.attachments : [];
    assert.equal(attached?.kind === 'selection' && attached.text, odd + long);
    assert.deepEqual(reply?.role === 'assistant' && reply.parts, [{ type: 'text', text: odd + long }]);
  });

  test('keeps a large attachment once, however many messages carry it', async () => {
    const { history, file } = openHistory();
    const attachment = { ...selection, text: 'const answer = 42;\n'.repeat(500) };
    for (const id of ['a', 'b', 'c'])
      await history.save(changeOf(id, [{ ...prompt('q', 'Look'), attachments: [attachment] }]));
    const database = new DatabaseSync(file, { readOnly: true });
    assert.deepEqual({ ...database.prepare('SELECT count(*) AS n FROM blobs').get() }, { n: 1 });
    database.close();
    const message = (await history.load({ chatId: 'b' }))?.conversation.messages[0];
    assert.deepEqual(message?.role === 'user' && message.attachments, [attachment]);
  });

  test('with parts of a newer version: shown as such, and untouched where they are stored', async () => {
    const { history, file } = openHistory();
    await history.save(pair('c', 'Q', 'A'));
    const record = {
      ...answer('c-a', 'c-q', ''),
      parts: [
        { type: 'text', text: 'A' },
        { type: 'hologram', beams: [1, 2] },
      ],
      mood: 'fine',
    };
    const database = new DatabaseSync(file);
    database.prepare("UPDATE messages SET content = ? WHERE id = 'c-a'").run(JSON.stringify(record));
    database.prepare("UPDATE messages SET content = '{\"role\":' WHERE id = 'c-q'").run();
    database.close();
    const { conversation } = (await history.load({ chatId: 'c' }))!;
    const [broken, reply] = conversation.messages as [AssistantMessage, AssistantMessage];
    assert.deepEqual(reply.parts, [
      { type: 'text', text: 'A' },
      { type: 'notice', text: unknownPartText() },
    ]);
    assert.deepEqual(broken.parts, [{ type: 'notice', text: unreadableMessageText() }]);
    await history.fork({ chatId: 'c', messageId: 'c-a', newChatId: 'f', title: 'Fork', nowMs: 1 });
    const { chats } = await history.exportChats({ chatId: 'f', position: 0 });
    assert.deepEqual(chats[0]?.messages, [record], 'a fork and an export carry all of it');
  });

  test('with hostile ids is a chat like any other', async () => {
    const { history } = openHistory();
    const ids = ['../x', 'a\u0000b', 'CON', '"; DROP TABLE chats; --', 'x'.repeat(300), '', "o'clock"];
    for (const id of ids) await history.save(pair(id, 'Q', 'A'));
    for (const id of ids) assert.equal((await history.load({ chatId: id }))?.header.id, id);
    assert.equal((await history.list(all)).length, ids.length);
  });
});

describe('the list', () => {
  test('pinned first, then the last used; pages neither overlap nor skip', async () => {
    const { history } = openHistory();
    for (let index = 0; index < 25; index += 1)
      await history.save(pair(`c${index}`, 'Q', 'A', { updatedAtMs: 1000 + (index % 5) }));
    await history.pin({ chatId: 'c3', isPinned: true });
    const seen: string[] = [];
    for (let after; ;) {
      const page = await history.list({ limit: 4, ...(after === undefined ? {} : { after }) });
      seen.push(...page.map(({ id }) => id));
      after = page.at(-1);
      if (page.length < 4) break;
    }
    assert.equal(seen[0], 'c3');
    assert.deepEqual(
      seen,
      (await history.list(all)).map(({ id }) => id),
    );
    assert.equal(new Set(seen).size, 25);
  });

  test('of one workspace', async () => {
    const { history } = openHistory();
    await history.save(pair('a', 'Q', 'A', { workspace: { id: 'w1', name: 'One' } }));
    await history.save(pair('b', 'Q', 'A', { workspace: { id: 'w2', name: 'Two' } }));
    await history.save(pair('c', 'Q', 'A'));
    assert.deepEqual(
      (await history.list({ ...all, workspaceId: 'w1' })).map(({ id }) => id),
      ['a'],
    );
    const hits = await history.search({ words: 'Q', workspaceId: 'w2', limit: 10, offset: 0 });
    assert.deepEqual(
      hits.hits.map(({ chatId }) => chatId),
      ['b'],
    );
  });

  test('rename, pin, delete and undo; a deleted chat is nowhere, an older title does not come back', async () => {
    const { history } = openHistory();
    await history.save(pair('a', 'needle', 'A'));
    assert.ok(await history.rename({ chatId: 'a', title: '  New\n title\u0007 ' }));
    await history.save({ ...changeOf('a', [prompt('n', 'more', 'a-a')]), title: undefined } as never);
    assert.equal((await history.list(all))[0]?.title, 'New title');
    assert.ok(await history.remove({ chatId: 'a', nowMs: 5 }));
    assert.equal(await history.remove({ chatId: 'a', nowMs: 6 }), false);
    assert.deepEqual(await history.list(all), []);
    assert.equal(await history.load({ chatId: 'a' }), undefined);
    assert.deepEqual((await history.search({ words: 'needle', limit: 9, offset: 0 })).hits, []);
    assert.deepEqual(await history.revisions({ chatIds: ['a'] }), {});
    assert.ok(await history.restore({ chatId: 'a' }));
    assert.equal((await history.list(all))[0]?.title, 'New title');
    assert.equal((await history.search({ words: 'needle', limit: 9, offset: 0 })).hits.length, 1);
    assert.equal(await history.rename({ chatId: 'nobody', title: 'x' }), false);
  });

  test('deleted chats are purged after 30 days: no word of them is left in any file', async () => {
    let nowMs = Date.now();
    const { history, folder } = openHistory(temporaryFolder(), { nowMs: () => nowMs });
    const canary = 'zanzibarcanary';
    await history.save(pair('gone', canary, `${canary} `.repeat(400)));
    await history.save(pair('kept', 'other', 'words'));
    await tidy(history);
    const words = (): string[] =>
      ['history.db', 'history.db-wal', 'history-backup-1.db', 'history-backup-2.db'].filter((name) => {
        const file = path.join(folder, name);
        return statSync(file, { throwIfNoEntry: false }) !== undefined && readFileSync(file).includes(canary);
      });
    assert.ok(words().includes('history.db') && words().includes('history-backup-1.db'), 'control');
    await history.remove({ chatId: 'gone', nowMs });
    nowMs += 29 * 86_400_000;
    await tidy(history);
    assert.ok(await history.restore({ chatId: 'gone' }), 'within 30 days it comes back');
    await history.remove({ chatId: 'gone', nowMs });
    nowMs += 31 * 86_400_000;
    await tidy(history);
    assert.deepEqual(words(), []);
    assert.equal(await history.restore({ chatId: 'gone' }), false);
    assert.equal((await history.search({ words: 'other', limit: 9, offset: 0 })).hits.length, 1);
  });
});

describe('a fork', () => {
  test('has the path up to the message and nothing else, and lives its own life', async () => {
    const { history } = openHistory();
    const messages = [
      prompt('1', 'first'),
      answer('2', '1', 'reply'),
      answer('2b', '1', 'other reply'),
      prompt('3', 'second', '2'),
      answer('4', '3', 'end'),
    ];
    await history.save(changeOf('c', messages));
    assert.ok(await history.fork({ chatId: 'c', messageId: '3', newChatId: 'f', title: 'Fork', nowMs: 9 }));
    const fork = await history.load({ chatId: 'f' });
    assert.deepEqual(
      fork?.conversation.messages.map(({ id }) => id),
      ['1', '2', '3'],
    );
    assert.deepEqual([fork?.conversation.leafId, fork?.header.messageCount], ['3', 3]);
    await history.save(changeOf('f', [prompt('5', 'only here', '3')]));
    assert.equal((await history.load({ chatId: 'c' }))?.conversation.messages.length, 5);
    const nothing = { messageId: 'nobody', newChatId: 'g', title: 'x', nowMs: 9 };
    assert.equal(await history.fork({ chatId: 'c', ...nothing }), false);
  });
});

describe('drafts', () => {
  test('one per chat; what is emptied or replaced can be had back, the last 20; what was sent is not among it', async () => {
    const { history } = openHistory();
    const save = (chatId: string, text: string, wasSent = false) =>
      history.saveDraft({ chatId, text, attachments: [], nowMs: 1, wasSent });
    await save('a', 'Typed \ud800');
    await save('a', 'Typed \ud800 on and on');
    await save('b', 'Another');
    assert.equal((await history.draft({ chatId: 'a' })).text, 'Typed \ud800 on and on');
    assert.deepEqual(await history.oldDrafts(), [], 'typing on gives nothing up');
    await save('a', '');
    await save('b', 'Something else');
    await save('b', '', true);
    assert.deepEqual(
      (await history.oldDrafts()).map(({ text }) => text),
      ['Another', 'Typed \ud800 on and on'],
    );
    for (let index = 0; index < 30; index += 1) {
      await save('c', `draft ${index}`);
      await save('c', '');
    }
    const old = await history.oldDrafts();
    assert.deepEqual([old.length, old[0]?.text, old.at(-1)?.text], [20, 'draft 29', 'draft 10']);
  });

  test('keep their attachments', async () => {
    const { history, folder } = openHistory();
    await history.saveDraft({ chatId: 'a', text: '', attachments: [selection], nowMs: 1, wasSent: false });
    assert.deepEqual((await openHistory(folder).history.draft({ chatId: 'a' })).attachments, [selection]);
  });
});

describe('the files', () => {
  test('are the user’s alone, whatever the umask says', async () => {
    const before = process.umask(0);
    try {
      const { history, folder } = openHistory(path.join(temporaryFolder(), 'deep', 'folder'));
      await history.save(
        pair('c', 'Q', 'A', { messages: [prompt('q', 'Q'), answer('a', 'q', '', { state: 'running' })] }),
      );
      await tidy(history);
      const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);
      assert.equal(mode(folder), '700');
      for (const name of ['history.db', 'history.db-wal', 'history.db-shm', 'history-backup-1.db'])
        assert.equal(mode(path.join(folder, name)), '600', name);
      writeFileSync(path.join(folder, 'control'), '');
      assert.equal(mode(path.join(folder, 'control')), '666', 'control');
    } finally {
      process.umask(before);
    }
  });

  test('open permissions of an earlier time are closed', async () => {
    const { history, folder, file } = openHistory();
    await history.save(pair('c', 'Q', 'A'));
    history.close();
    chmodSync(file, 0o644);
    await openHistory(folder).history.list(all);
    assert.equal((statSync(file).mode & 0o777).toString(8), '600');
  });

  test('a link in place of the database is refused', async () => {
    const folder = temporaryFolder();
    const target = path.join(temporaryFolder(), 'elsewhere');
    writeFileSync(target, '');
    symlinkSync(target, path.join(folder, 'history.db'));
    await assert.rejects(openHistory(folder).history.list(all), (error) => {
      assert.ok(error instanceof StoreError && error.fault === 'denied', String(error));
      return true;
    });
    assert.equal(readFileSync(target).length, 0);
  });
});

test('summaries come back, go with a fork, and are left alone by who does not know them', async () => {
  const folder = temporaryFolder();
  const { history } = openHistory(folder);
  const messages = [prompt('q', 'Hi'), answer('a', 'q', 'Hello')];
  const compactions = [compactionUpTo('a')];
  const loaded = async (chatId: string) => (await history.load({ chatId }))?.conversation.compactions;
  await history.save(changeOf('c', messages, { compactions }));
  assert.deepEqual(await loaded('c'), compactions);
  await history.save(changeOf('c', messages));
  assert.deepEqual(await loaded('c'), compactions, 'a change that says nothing of them');
  await history.fork({ chatId: 'c', messageId: 'a', newChatId: 'f', title: 'Fork', nowMs: 5000 });
  assert.deepEqual(await loaded('f'), compactions);
  await history.save(changeOf('c', messages, { compactions: [] }));
  assert.equal(await loaded('c'), undefined, 'taken back');
  const other = new DatabaseSync(path.join(folder, 'history.db'));
  other.exec("UPDATE chats SET compactions = '[{}' WHERE id = 'f'");
  other.close();
  assert.equal(await loaded('f'), undefined, 'damaged ones are none');
});

test('what was taken out of a chat comes back and goes with a fork; damaged, it is as if nothing was', async () => {
  const folder = temporaryFolder();
  const { history } = openHistory(folder);
  const leftOut = ['system-prompt', 'instructions:AGENTS.md'];
  const loaded = async (chatId: string) => (await history.load({ chatId }))?.conversation.leftOut;
  await history.save({ ...changeOf('c', [prompt('l1', 'Hi')]), leftOut });
  assert.deepEqual(await loaded('c'), leftOut);
  await history.fork({ chatId: 'c', messageId: 'l1', newChatId: 'f', title: 'Fork', nowMs: 5000 });
  assert.deepEqual(await loaded('f'), leftOut);
  await history.save({ ...changeOf('c', []), leftOut: [] });
  assert.deepEqual(await loaded('c'), [], 'put back');
  const other = new DatabaseSync(path.join(folder, 'history.db'));
  other.exec("UPDATE chats SET left_out = '[7]' WHERE id = 'f'");
  other.close();
  assert.equal(await loaded('f'), undefined);
});

test('tool switches of a chat come back; damaged ones are as if there were none', async () => {
  const folder = temporaryFolder();
  const { history } = openHistory(folder);
  const toolSwitches = { run_command: false, 'mcp.odd name': true };
  await history.save({ ...changeOf('switched', [prompt('s1', 'Hi')]), toolSwitches });
  await history.save({ ...changeOf('broken', [prompt('b1', 'Hi')]), toolSwitches });
  await history.save(changeOf('plain', [prompt('t1', 'Hi')]));
  const other = new DatabaseSync(path.join(folder, 'history.db'));
  other.exec("UPDATE chats SET tool_switches = '{\"run_command\":' WHERE id = 'broken'");
  other.close();
  const loaded = async (chatId: string) => (await history.load({ chatId }))?.conversation.toolSwitches;
  assert.deepEqual(await loaded('switched'), toolSwitches);
  assert.equal(await loaded('broken'), undefined);
  assert.equal(await loaded('plain'), undefined);
});
