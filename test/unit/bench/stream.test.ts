// The stream benchmark still runs, at a size that says nothing about speed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { clientNames } from '../../bench/stream-clients.ts';

const bench = path.join(import.meta.dirname, '..', '..', 'bench', 'stream.ts');

test('every client is measured in both framings, and every goal has a ratio', async () => {
  const sizes = ['--chunks', '300', '--rounds', '1', '--paced-chunks', '30', '--warm-calls', '2'];
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...sizes]);
  const blocks = stdout.split(/^(?=Chat-completions|Messages API)/m).slice(1);
  assert.deepEqual(
    blocks.map((block) => [...block.matchAll(/^([\w-]+) +\d/gm)].map(([, name]) => name)),
    [
      clientNames('chat-completions'),
      clientNames('chat-completions'),
      clientNames('messages'),
      clientNames('messages'),
      clientNames('chat-completions'),
    ],
    stdout,
  );
  assert.equal(stdout.match(/: \d+\.\d\d × limit \(goal/g)?.length, 12, stdout);
});
