// Somebody swaps a folder for a link out of the workspace while files in it are read and written: nothing outside is ever
// read or written. The control does the same with a check and a use one after the other, and is caught.
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { replaceFile } from '../../../../src/host/tools/replace-file.ts';
import { readWhole } from '../../../../src/host/tools/safe-file.ts';
import { createDiskWorkspace, type DiskWorkspace } from '../../../fakes/disk-workspace.ts';

const RUN_MS = 1500;
/** The control ends as soon as it is caught. */
const CONTROL_MS = 20_000;

let disk: DiskWorkspace;
let swapper: ChildProcess;
let inside = '';
let outside = '';

before(async () => {
  disk = await createDiskWorkspace();
  inside = path.join(disk.root, 'sub');
  outside = path.join(disk.base, 'outside');
  await mkdir(inside);
  await mkdir(outside);
  await writeFile(path.join(inside, 'a.txt'), 'inside 0');
  await writeFile(path.join(outside, 'a.txt'), 'inside 0');
  await writeFile(path.join(inside, 'secret.txt'), 'harmless');
  await writeFile(path.join(outside, 'secret.txt'), 'SECRET');
  const script = path.join(import.meta.dirname, 'folder-swapper.ts');
  swapper = fork(script, [inside, path.join(disk.root, 'aside'), outside]);
  await new Promise((resolve, reject) => {
    swapper.once('message', resolve);
    swapper.once('exit', () => reject(new Error('the swapper has ended')));
  });
});
after(async () => {
  assert.equal(swapper.exitCode, null, 'the swapper was at work to the end');
  const ended = new Promise((resolve) => swapper.once('exit', resolve));
  swapper.kill();
  await ended;
  await disk.dispose();
});

async function repeat(
  act: () => Promise<void>,
  isOver: (elapsedMs: number) => boolean = (elapsedMs) => elapsedMs > RUN_MS,
): Promise<{ done: number; refused: number }> {
  const counts = { done: 0, refused: 0 };
  const startMs = performance.now();
  while (!isOver(performance.now() - startMs)) {
    await act().then(
      () => (counts.done += 1),
      () => (counts.refused += 1),
    );
  }
  return counts;
}

const skip =
  process.platform === 'linux' ? false : 'other systems cannot hold folders; there it is a best effort';

describe('a folder that is swapped for a link all the time', { skip }, () => {
  test('is written in, or refused; nothing outside changes', async () => {
    const place = { real: path.join(inside, 'a.txt'), root: disk.root, shown: 'sub/a.txt' };
    let current = Buffer.from('inside 0');
    let count = 0;
    const { done, refused } = await repeat(async () => {
      count += 1;
      const next = Buffer.from(`inside ${count}`);
      await replaceFile(place, current, next, new AbortController().signal);
      current = next;
    });
    assert.ok(done > 0 && refused > 0, `control: ${done} written, ${refused} refused`);
    assert.equal(await readFile(path.join(outside, 'a.txt'), 'utf8'), 'inside 0');
    const created = await repeat(async () => {
      const real = path.join(inside, `new-${(count += 1)}.txt`);
      await replaceFile({ ...place, real }, undefined, Buffer.from('new'), new AbortController().signal);
    });
    assert.ok(created.done > 0 && created.refused > 0);
    assert.deepEqual((await readdir(outside)).toSorted(), ['a.txt', 'secret.txt']);
  });

  test('is read, or refused; nothing outside is seen', async () => {
    const place = { real: path.join(inside, 'secret.txt'), root: disk.root, shown: 'sub/secret.txt' };
    const seen = new Set<string>();
    const { done } = await repeat(async () => {
      const bytes = await readWhole(place);
      if (bytes !== undefined) seen.add(Buffer.from(bytes).toString());
    });
    assert.ok(done > 0);
    assert.deepEqual([...seen], ['harmless']);
  });

  test('control: checking first and using then goes outside', async () => {
    const seen = new Set<string>();
    await repeat(
      async () => {
        const file = path.join(inside, 'secret.txt');
        if (!(await realpath(file)).startsWith(`${disk.root}/`)) throw new Error('refused');
        seen.add(await readFile(file, 'utf8'));
      },
      (elapsedMs) => seen.has('SECRET') || elapsedMs > CONTROL_MS,
    );
    assert.ok(seen.has('SECRET'), [...seen].join());
  });
});
