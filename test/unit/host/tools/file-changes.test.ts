// Keep and Undo: what was before comes back byte for byte, never over what somebody else did; it survives a reload of the
// window, is readable for its owner only, and does not grow without end.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ChangeStore, type RememberedFile } from '../../../../src/host/tools/change-store.ts';
import { builtinTools } from '../../../../src/tools/builtin/index.ts';
import type { Tool } from '../../../../src/tools/tool.ts';
import { callTool, createDiskWorkspace, type DiskWorkspace } from '../../../fakes/disk-workspace.ts';

let disk: DiskWorkspace;
let tools: readonly Tool[] = [];
before(async () => {
  disk = await createDiskWorkspace();
  tools = builtinTools(disk.workspace);
});
after(() => disk.dispose());

function at(name: string): string {
  return path.join(disk.root, name);
}

async function edit(messageId: string, name: string, from: string, to: string): Promise<void> {
  const edits = [{ old_text: from, new_text: to }];
  await callTool(tools, 'edit_file', { path: name, edits }, { chatId: messageId, messageId });
}

async function create(messageId: string, name: string, content: string): Promise<void> {
  await callTool(tools, 'edit_file', { path: name, content }, { chatId: messageId, messageId });
}

describe('the list of an answer', () => {
  test('counts from the state before the first edit, and is told after every change', async () => {
    await writeFile(at('list.txt'), 'a\nb\n');
    await edit('list', 'list.txt', 'a', 'x\ny');
    await edit('list', 'list.txt', 'x', 'a');
    await create('list', 'made.txt', 'one\ntwo\n');
    const expected = [
      { path: 'list.txt', kind: 'edited', addedLines: 1, removedLines: 0, state: 'open' },
      { path: 'made.txt', kind: 'created', addedLines: 2, removedLines: 0, state: 'open' },
    ];
    assert.deepEqual(await disk.changes.list('list'), expected);
    assert.deepEqual(disk.told.at(-1), { messageId: 'list', changes: expected });
    assert.deepEqual(await disk.changes.list('other'), []);
  });
});

describe('undo', () => {
  test('brings back the bytes before, for one file or for all; created ones go, with their folders', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0x62]);
    await writeFile(at('bytes.txt'), bytes);
    await edit('undo', 'bytes.txt', 'a', 'c');
    await edit('undo', 'bytes.txt', 'c', 'd');
    await create('undo', 'new/deep/made.txt', 'text');
    await writeFile(at('new/stays.txt'), 'of the user');
    await disk.changes.undo('undo', 'bytes.txt');
    assert.deepEqual(await readFile(at('bytes.txt')), bytes);
    assert.equal(await readFile(at('new/deep/made.txt'), 'utf8'), 'text');
    const changes = await disk.changes.undo('undo');
    assert.deepEqual(
      changes.map(({ state, problem }) => [state, problem]),
      [
        ['undone', undefined],
        ['undone', undefined],
      ],
    );
    assert.deepEqual(await readdir(at('new')), ['stays.txt']);
  });

  test('leaves alone what was edited, deleted or typed since, and says so; the rest is undone', async () => {
    for (const name of ['edited.txt', 'deleted.txt', 'typed.txt', 'plain.txt']) {
      await writeFile(at(name), 'before\n');
      await edit('since', name, 'before', 'after');
    }
    await writeFile(at('edited.txt'), 'after\nof the user\n');
    await rm(at('deleted.txt'));
    disk.unsaved.set(at('typed.txt'), 'typing');
    const changes = await disk.changes.undo('since');
    const problems = new Map(changes.map(({ path: name, problem }) => [name, problem]));
    assert.match(problems.get('edited.txt') ?? '', /changed since/);
    assert.match(problems.get('deleted.txt') ?? '', /deleted since/);
    assert.match(problems.get('typed.txt') ?? '', /unsaved changes/);
    assert.equal(problems.get('plain.txt'), undefined);
    assert.equal(await readFile(at('edited.txt'), 'utf8'), 'after\nof the user\n');
    assert.equal(await readFile(at('typed.txt'), 'utf8'), 'after\n');
    assert.equal(await readFile(at('plain.txt'), 'utf8'), 'before\n');
    // The reason goes with the hindrance.
    disk.unsaved.delete(at('typed.txt'));
    const again = await disk.changes.undo('since', 'typed.txt');
    assert.deepEqual(
      again.filter(({ path: name }) => name === 'typed.txt').map(({ state, problem }) => [state, problem]),
      [['undone', undefined]],
    );
  });

  test('does not drop what the user did between two edits of one answer', async () => {
    await writeFile(at('between.txt'), 'one\n');
    await edit('between', 'between.txt', 'one', 'two');
    await writeFile(at('between.txt'), 'two\nof the user\n');
    const edits = [{ old_text: 'two\n', new_text: 'three\n' }];
    await callTool(
      tools,
      'edit_file',
      { path: 'between.txt', edits },
      { chatId: 'fresh', messageId: 'between' },
    );
    const [change] = await disk.changes.undo('between');
    assert.match(change?.problem ?? '', /Somebody else changed the file between/);
    assert.equal(await readFile(at('between.txt'), 'utf8'), 'three\nof the user\n');
  });

  test('of an older answer waits for the newer one', async () => {
    await writeFile(at('layers.txt'), '0\n');
    await edit('older', 'layers.txt', '0', '1');
    await edit('newer', 'layers.txt', '1', '2');
    assert.match((await disk.changes.undo('older'))[0]?.problem ?? '', /changed since/);
    await disk.changes.undo('newer');
    assert.equal((await disk.changes.undo('older'))[0]?.state, 'undone');
    assert.equal(await readFile(at('layers.txt'), 'utf8'), '0\n');
  });

  test('works after a reload of the window, and an edit after it starts anew', async () => {
    await writeFile(at('reload.txt'), 'before\n');
    await edit('reload', 'reload.txt', 'before', 'after');
    const changes = disk.reloaded();
    assert.deepEqual(await changes.list('reload'), await disk.changes.list('reload'));
    assert.deepEqual(
      (await changes.reviewed('reload')).map(({ shown, before: text }) => [shown, text]),
      [['reload.txt', 'before\n']],
    );
    await changes.undo('reload');
    assert.equal(await readFile(at('reload.txt'), 'utf8'), 'before\n');
  });

  test('after undo a new edit of the answer counts from what is there then', async () => {
    await writeFile(at('anew.txt'), 'a\n');
    await edit('anew', 'anew.txt', 'a', 'b');
    await disk.changes.undo('anew');
    await writeFile(at('anew.txt'), 'c\n');
    const edits = [{ old_text: 'c', new_text: 'd' }];
    await callTool(tools, 'edit_file', { path: 'anew.txt', edits }, { chatId: 'anew2', messageId: 'anew' });
    assert.equal((await disk.changes.list('anew'))[0]?.state, 'open');
    await disk.changes.undo('anew');
    assert.equal(await readFile(at('anew.txt'), 'utf8'), 'c\n');
  });
});

describe('keep', () => {
  test('is the end of it: undo does nothing any more, nothing is left to review', async () => {
    await writeFile(at('keep.txt'), 'before\n');
    await edit('keep', 'keep.txt', 'before', 'after');
    assert.equal((await disk.changes.reviewed('keep')).length, 1, 'control');
    assert.equal((await disk.changes.keep('keep', 'keep.txt'))[0]?.state, 'kept');
    assert.equal((await disk.changes.undo('keep'))[0]?.state, 'kept');
    assert.equal(await readFile(at('keep.txt'), 'utf8'), 'after\n');
    assert.deepEqual(await disk.changes.reviewed('keep'), []);
  });
});

describe('the store', () => {
  const file: RememberedFile = {
    ...{
      real: '/w/a',
      root: '/w',
      shown: 'a',
      kind: 'edited',
      state: 'open',
      addedLines: 1,
      removedLines: 1,
    },
    ...{ isRemembered: true, before: null, after: '', madeFolders: 0, isMixed: false },
  };
  const limits = { maxAgeMs: 1000_000, maxAnswerBytes: 1000, maxTotalBytes: 1500 };

  test('is readable for its owner only, whatever ids are', async () => {
    const folder = path.join(disk.base, 'modes');
    const umask = process.umask(0);
    try {
      const store = new ChangeStore(folder, Date.now, limits);
      await store.putBefore('../../x', Buffer.from('secret'));
      await store.save('../../x', [file]);
    } finally {
      process.umask(umask);
    }
    const [answer = ''] = await readdir(folder);
    assert.equal((await stat(path.join(folder, answer))).mode & 0o777, 0o700);
    for (const name of await readdir(path.join(folder, answer))) {
      assert.equal((await stat(path.join(folder, answer, name))).mode & 0o777, 0o600, name);
    }
  });

  test('remembers no more than a bounded size of one answer: the change is then simply kept', async () => {
    const store = new ChangeStore(path.join(disk.base, 'full'), Date.now, limits);
    assert.equal(await store.putBefore('m', Buffer.alloc(900)), '1.before');
    assert.equal(await store.putBefore('m', Buffer.alloc(200)), undefined);
    assert.equal(await store.putBefore('m', Buffer.alloc(100)), '2.before');
  });

  test('drops answers that are old, and the oldest when there is too much', async () => {
    const folder = path.join(disk.base, 'purged');
    const first = new ChangeStore(folder, Date.now, limits);
    for (const [id, ageMs] of [
      ['ancient', 2000_000],
      ['old', 3000],
      ['recent', 2000],
    ] as const) {
      const name = await first.putBefore(id, Buffer.alloc(800));
      const ids = await readdir(folder);
      const times = new Date(Date.now() - ageMs);
      for (const answer of ids) {
        const kept = path.join(folder, answer, name ?? '');
        if ((await stat(kept)).mtimeMs > Date.now() - 1000) await utimes(kept, times, times);
      }
    }
    const second = new ChangeStore(folder, Date.now, limits);
    assert.ok((await second.getBefore('old', '1.before')) !== undefined, 'control: reading drops nothing');
    await second.putBefore('now', Buffer.alloc(10));
    assert.equal(await second.getBefore('ancient', '1.before'), undefined);
    assert.equal(await second.getBefore('old', '1.before'), undefined);
    assert.ok(await second.getBefore('recent', '1.before'));
  });

  test('takes what it cannot understand for nothing', async () => {
    const folder = path.join(disk.base, 'damaged');
    const store = new ChangeStore(folder, Date.now, limits);
    await store.save('m', [file]);
    assert.equal((await store.load('m')).length, 1, 'control');
    const [answer = ''] = await readdir(folder);
    for (const text of [
      '',
      '{',
      '{"version":2,"files":[]}',
      '{"version":1,"files":[{"before":"../../x"}]}',
    ]) {
      await writeFile(path.join(folder, answer, 'index.json'), text);
      assert.deepEqual(await store.load('m'), []);
    }
    await mkdir(path.join(folder, 'not-ours'));
    await new ChangeStore(folder, Date.now, limits).putBefore('n', Buffer.alloc(1));
    assert.ok((await readdir(folder)).includes('not-ours'));
  });
});
