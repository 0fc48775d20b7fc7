// The history benchmark still runs, at a size that says nothing about speed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

const bench = path.join(import.meta.dirname, '..', '..', 'bench', 'history.ts');

test('both ways are measured and every goal has a ratio', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-bench-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const sizes = ['--chats', '30', '--messages', '4', '--rounds', '1', '--appends', '5'];
  const target = ['--folder', path.join(folder, 'chats')];
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...sizes, ...target]);
  assert.match(stdout, /^open a chat, ms +\d+\.\d\d +\d+\.\d\d$/m);
  assert.equal(stdout.match(/: \d+\.\d\d × limit \(goal/g)?.length, 8, stdout);
});
