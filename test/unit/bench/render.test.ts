// The render benchmark still runs, at a size that says nothing about speed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { formatGoals } from '../../bench/goals.ts';
import { wayNames } from '../../bench/render-ways/way.ts';

const bench = path.join(import.meta.dirname, '..', '..', 'bench', 'render.ts');

test('every way is measured and every goal has a figure', async () => {
  const sizes = [
    ...['--sizes', '0.5', '--rounds', '1', '--paced-seconds', '0.2'],
    ...['--kinds', 'mixed', '--blocks', 'list'],
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...sizes]);
  for (const way of wayNames) assert.match(stdout, new RegExp(`^${way} mixed 0.5 +~?\\d`, 'm'));
  const goals = stdout.match(/^(?:reached|MISSED ) +R\d .*\(goal [≤≥] \d/gm) ?? [];
  assert.deepEqual(
    [...new Set(goals.map((line) => line.slice(9, 11)))],
    ['R1', 'R2', 'R3', 'R5', 'R6', 'R4'],
  );
});

test('a figure beyond its limit, or none at all, is a missed goal', () => {
  const goals = [
    { name: 'a', reached: 1, atMost: 2 },
    { name: 'b', reached: 3, atMost: 2, unit: 'ms' },
    { name: 'c', reached: 3, atLeast: 4 },
    { name: 'd', reached: Number.NaN, atMost: 2 },
  ];
  assert.deepEqual(formatGoals(goals).split('\n'), [
    'reached  a: 1.00 (goal ≤ 2)',
    'MISSED   b: 3.00 ms (goal ≤ 2)',
    'MISSED   c: 3.00 (goal ≥ 4)',
    'MISSED   d: NaN (goal ≤ 2)',
  ]);
});
