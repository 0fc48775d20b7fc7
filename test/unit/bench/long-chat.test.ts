// The long-chat benchmark still runs, at a size that says nothing about speed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const bench = path.join(import.meta.dirname, '..', '..', 'bench', 'long-chat.ts');

test('both ways are measured and every goal has a figure', async () => {
  const sizes = ['--messages', '30', '--rounds', '1', '--typing-seconds', '0.5'];
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...sizes]);
  for (const way of ['parley', 'marked, all', 'react-markdown, all']) {
    assert.match(stdout, new RegExp(`^${way} +open \\d+ ms, heap \\d`, 'm'));
  }
  const figures = stdout.match(/^(?:reached|MISSED ) +L1 .*: -?\d+\.\d\d .*\(goal ≤/gm) ?? [];
  assert.equal(figures.length, 7, stdout);
});
