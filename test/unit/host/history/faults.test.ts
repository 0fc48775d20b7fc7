// Full disks, read-only folders, disk errors at every single write: said by its kind, nothing half-written, nothing doubled.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { StoreError, type StoreFault } from '../../../../src/chat/store-error.ts';
import { faultOf } from '../../../../src/host/history/faults.ts';
import { faultySqlite, resultCodes } from './faulty-sqlite.ts';
import { answer, changeOf, openHistory, pair, prompt, temporaryFolder } from './history-setup.ts';

async function faultIn(promise: Promise<unknown>): Promise<StoreFault | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    assert.ok(error instanceof StoreError, String(error));
    return error.fault;
  }
}

const change = changeOf('c', [prompt('q', 'Question'), answer('a', 'q', 'Answer')]);

describe('a fault at any write', () => {
  for (const [name, code] of Object.entries(resultCodes)) {
    test(`${name}: the save fails as a whole, and goes through once the fault is over`, async () => {
      const { module, plan } = faultySqlite();
      const probe = openHistory(temporaryFolder(), { sqlite: module });
      await probe.history.save(pair('first', 'Q', 'A'));
      plan.writes = 0;
      await probe.history.save(change);
      const writes = plan.writes;
      assert.ok(writes >= 4, 'control: a save has several writes');
      for (let goodWrites = 0; goodWrites < writes; goodWrites += 1) {
        const { module, plan } = faultySqlite();
        const { history, folder } = openHistory(temporaryFolder(), { sqlite: module });
        await history.save(pair('first', 'Q', 'A'));
        Object.assign(plan, { code, goodWrites });
        const fault = await faultIn(history.save(change));
        assert.equal(fault, faultOf(Object.assign(new Error(), { errcode: code })), `write ${goodWrites}`);
        const reader = openHistory(folder).history;
        assert.equal(await reader.load({ chatId: 'c' }), undefined, 'nothing half-written');
        assert.equal((await reader.load({ chatId: 'first' }))?.conversation.messages.length, 2);
        plan.code = undefined;
        await history.save(change);
        await history.save(change);
        assert.deepEqual((await reader.load({ chatId: 'c' }))?.conversation.messages, change.messages);
      }
    });
  }

  test('a fault while the database is made leaves nothing that stops the next attempt', async () => {
    const { module, plan } = faultySqlite();
    Object.assign(plan, { code: resultCodes.full, goodWrites: 1 });
    const { history } = openHistory(temporaryFolder(), { sqlite: module });
    assert.equal(await faultIn(history.list({ limit: 1 })), 'full');
    plan.code = undefined;
    await history.save(change);
    assert.equal((await history.list({ limit: 9 })).length, 1);
  });
});

describe('a database that may not grow', () => {
  test('is full for real: SQLite says so, what is there can be read, and saving goes on when it may grow', async () => {
    const { history, folder, file } = openHistory();
    await history.save(pair('first', 'Q', 'A'));
    history.close();
    const limited = faultySqlite();
    class LimitedDatabase extends limited.module.DatabaseSync {
      constructor(...values: ConstructorParameters<typeof DatabaseSync>) {
        super(...values);
        if (values[1]?.readOnly !== true && values[0] === file) this.exec(`PRAGMA max_page_count = ${pages}`);
      }
    }
    let pages = 1;
    const sqlite = { ...limited.module, DatabaseSync: LimitedDatabase };
    const full = openHistory(folder, { sqlite }).history;
    const big = changeOf('big', [prompt('q', 'x'.repeat(500_000))]);
    assert.equal(await faultIn(full.save(big)), 'full');
    assert.equal((await full.load({ chatId: 'first' }))?.conversation.messages.length, 2);
    full.close();
    pages = 1_000_000;
    await full.save(big);
    assert.equal((await full.list({ limit: 9 })).length, 2);
  });
});

const isRoot = process.getuid?.() === 0;

describe(
  'a small disk',
  { skip: isRoot && process.platform === 'linux' ? false : 'mounting needs root' },
  () => {
    test('fills up in the middle of saving and is emptied again: every acknowledged message is there once', async (t) => {
      const folder = temporaryFolder();
      const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
      if (mount.status !== 0) {
        t.skip('no tmpfs can be mounted here');
        return;
      }
      const filler = path.join(folder, 'filler');
      const { history } = openHistory(path.join(folder, 'history'));
      try {
        await history.save(changeOf('c', []));
        writeFileSync(filler, Buffer.alloc(600_000));
        const faults = new Set<StoreFault>();
        const saved: string[] = [];
        let failed: string[] = [];
        for (let index = 0; index < 200; index += 1) {
          const id = `m${index}`;
          const message = prompt(id, 'words '.repeat(2000));
          const fault = await faultIn(history.save(changeOf('c', [message])));
          if (fault === undefined) saved.push(id);
          else {
            faults.add(fault);
            failed.push(id);
          }
        }
        assert.ok(
          saved.length > 5 && failed.length > 5,
          `control: ${saved.length} saved, ${failed.length} failed`,
        );
        assert.deepEqual([...faults], ['full']);
        const ids = async (): Promise<string[]> =>
          (await history.load({ chatId: 'c' }))!.conversation.messages.map(({ id }) => id);
        assert.deepEqual(await ids(), saved);
        spawnSync('rm', [filler]);
        failed = failed.slice(0, 10);
        for (const id of failed) await history.save(changeOf('c', [prompt(id, 'short')]));
        assert.deepEqual(await ids(), [...saved, ...failed]);
      } finally {
        history.close();
        spawnSync('umount', ['-l', folder]);
      }
    });
  },
);

describe('a folder that cannot be written', () => {
  const readOnlyMount = (folder: string): boolean =>
    spawnSync('mount', ['--bind', folder, folder]).status === 0 &&
    spawnSync('mount', ['-o', 'remount,ro,bind', folder]).status === 0;

  test('what is there is read, saving says why, and works again once it may be written', async (t) => {
    const { history, folder } = openHistory();
    await history.save(pair('c', 'needle', 'A'));
    await history.search({ words: 'needle', limit: 1, offset: 0 });
    history.close();
    if (isRoot) {
      if (!readOnlyMount(folder)) {
        t.skip('nothing can be mounted here');
        return;
      }
    } else {
      chmodSync(path.join(folder, 'history.db'), 0o400);
      chmodSync(folder, 0o500);
    }
    const again = openHistory(folder).history;
    try {
      assert.equal((await again.list({ limit: 9 })).length, 1);
      assert.equal((await again.load({ chatId: 'c' }))?.conversation.messages.length, 2);
      assert.equal((await again.search({ words: 'needle', limit: 9, offset: 0 })).hits.length, 1);
      const fault = await faultIn(again.save(pair('d', 'Q', 'A')));
      assert.ok(fault === 'read-only' || fault === 'denied', fault);
      if (isRoot) spawnSync('mount', ['-o', 'remount,rw,bind', folder]);
      else {
        chmodSync(folder, 0o700);
        chmodSync(path.join(folder, 'history.db'), 0o600);
      }
      await again.save(pair('d', 'Q', 'A'));
      assert.equal((await again.list({ limit: 9 })).length, 2);
    } finally {
      again.close();
      if (isRoot) spawnSync('umount', ['-l', folder]);
    }
  });

  test('a folder that cannot even be made is named', async () => {
    const file = path.join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    const { history } = openHistory(path.join(file, 'below'));
    await assert.rejects(history.list({ limit: 1 }), /cannot be made/);
  });
});
