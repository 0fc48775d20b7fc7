// The gate, the fake clock and the memory log by themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeClock } from '../../fakes/clock.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';

const never = new AbortController().signal;

test('a gate lets exactly as many through as were released, in order', async () => {
  const gate = createGate();
  const passed: number[] = [];
  const steps = [1, 2, 3, 4].map((step) => gate.pass(never).then(() => passed.push(step)));
  gate.release(2);
  await Promise.all(steps.slice(0, 2));
  assert.deepEqual(passed, [1, 2]);
  assert.equal(gate.waiting, 2);
  gate.open();
  await Promise.all(steps);
  assert.deepEqual(passed, [1, 2, 3, 4]);
  assert.equal(gate.passed, 4);
  await gate.pass(never);
  assert.throws(() => gate.release(0), /1 or more/);
});

test('a release may come before the step it is for', async () => {
  const gate = createGate();
  gate.release();
  await gate.pass(never);
  assert.equal(gate.passed, 1);
});

test('a step that gives up leaves its release to the next one', async () => {
  const gate = createGate();
  const stop = new AbortController();
  const first = assert.rejects(gate.pass(stop.signal), /enough/);
  const second = gate.pass(never);
  stop.abort(new Error('enough'));
  await first;
  gate.release();
  await second;
  assert.equal(gate.passed, 1);
  await assert.rejects(gate.pass(stop.signal), /enough/);
});

test('the clock stands still until it is advanced, then wakes sleepers in order of time', async () => {
  const clock = createFakeClock(1000);
  const woken: [string, number][] = [];
  const sleeper = async (name: string, ms: number): Promise<void> => {
    await clock.sleep(ms);
    woken.push([name, clock.now()]);
  };
  const all = Promise.all([sleeper('late', 50), sleeper('early', 10), sleeper('later', 51)]);
  await clock.advance(0);
  assert.deepEqual(woken, []);
  await clock.advance(50);
  assert.deepEqual(woken, [
    ['early', 1010],
    ['late', 1050],
  ]);
  assert.equal(clock.now(), 1050);
  assert.equal(clock.sleeping, 1);
  await clock.advance(1);
  await all;
  assert.deepEqual(clock.sleeps, [50, 10, 51]);
});

test('a sleep begun on waking counts in the same advance', async () => {
  const clock = createFakeClock();
  const twice = (async () => {
    await clock.sleep(10);
    await clock.sleep(10);
    return clock.now();
  })();
  await clock.advance(25);
  assert.equal(await twice, 20);
  assert.equal(clock.now(), 25);
});

test('a sleep ends at once with the reason of its signal', async () => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const sleep = assert.rejects(clock.sleep(10, stop.signal), /stopped/);
  stop.abort(new Error('stopped'));
  await sleep;
  assert.equal(clock.sleeping, 0);
  await assert.rejects(clock.sleep(10, stop.signal), /stopped/);
  assert.equal(clock.sleeping, 0);
});

test('the memory log keeps every line with its level', () => {
  const log = createMemoryLog();
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  assert.deepEqual(log.lines, ['debug: a', 'info: b', 'warn: c', 'error: d']);
});
