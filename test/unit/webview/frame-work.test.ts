// Work in slices: however often it is asked for in a frame, a frame gives it its share once; text comes before ornament.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFrameWork, type FrameTask } from '../../../src/webview/frame-work.ts';

/** Frames that come when the test says so. */
function createFrames() {
  const waiting: (() => void)[] = [];
  let timeMs = 0;
  return {
    onNextFrame: (run: () => void) => void waiting.push(run),
    frameTimeMs: () => timeMs,
    next() {
      timeMs += 16;
      for (const run of waiting.splice(0)) run();
    },
  };
}

/** A task of so many steps, each of which takes a while. */
function createTask(name: string, steps: number, log: string[], stepMs = 3): FrameTask {
  let left = steps;
  return {
    run(deadlineMs) {
      while (left > 0 && performance.now() < deadlineMs) {
        const endMs = performance.now() + stepMs;
        while (performance.now() < endMs);
        log.push(name);
        left -= 1;
      }
      return left > 0;
    },
  };
}

const microtasks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('a frame gives its share once, and the rest waits for the next', async () => {
  const frames = createFrames();
  const work = createFrameWork(frames.onNextFrame, frames.frameTimeMs);
  const log: string[] = [];
  work.request(createTask('a', 10, log), 'text');
  await microtasks();
  const inFirst = log.length;
  assert.ok(inFirst >= 1 && inFirst < 10, `${inFirst} steps of 3 ms in the first frame`);
  // Asked again in the same frame: its share is used up.
  work.request(createTask('b', 1, log, 0.1), 'text');
  await microtasks();
  assert.equal(log.length, inFirst);
  frames.next();
  assert.ok(log.length > inFirst, 'the next frame goes on');
  for (let frame = 0; frame < 10; frame += 1) frames.next();
  assert.equal(log.length, 11);
});

test('text comes before ornament, the newest first', async () => {
  const frames = createFrames();
  const work = createFrameWork(frames.onNextFrame, frames.frameTimeMs);
  const log: string[] = [];
  let isIdle = false;
  work.request(createTask('colours', 1, log, 0.1), 'ornament');
  work.request(createTask('older', 1, log, 0.1), 'text');
  work.request(createTask('newer', 1, log, 0.1), 'text');
  work.whenIdle(() => {
    isIdle = true;
  });
  assert.equal(isIdle, false);
  await microtasks();
  for (let frame = 0; frame < 5; frame += 1) frames.next();
  assert.deepEqual(log, ['newer', 'older', 'colours']);
  assert.equal(isIdle, true);
});
