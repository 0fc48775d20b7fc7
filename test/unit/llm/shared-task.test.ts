// Work shared by several callers: done once, left one by one, given up with the last.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SharedTask } from '../../../src/llm/shared-task.ts';

interface Started {
  readonly signal: AbortSignal;
  readonly resolve: (value: string) => void;
  readonly reject: (reason: Error) => void;
}

function controlled(): {
  readonly started: Started[];
  readonly start: (signal: AbortSignal) => Promise<string>;
} {
  const started: Started[] = [];
  return {
    started,
    start: (signal) => new Promise((resolve, reject) => void started.push({ signal, resolve, reject })),
  };
}

describe('SharedTask', () => {
  test('starts once for all who come while it runs, and anew for whoever comes after', async () => {
    const task = new SharedTask<string>();
    const { started, start } = controlled();
    const { signal } = new AbortController();
    const results = Promise.all([task.join(start, signal), task.join(start, signal)]);
    assert.equal(started.length, 1);
    started[0]?.resolve('one');
    assert.deepEqual(await results, ['one', 'one']);
    const next = task.join(start, signal);
    started[1]?.resolve('two');
    assert.equal(await next, 'two');
  });

  test('a failure is everybody’s, and the next one starts anew', async () => {
    const task = new SharedTask<string>();
    const { started, start } = controlled();
    const { signal } = new AbortController();
    const both = [task.join(start, signal), task.join(start, signal)];
    started[0]?.reject(new Error('no'));
    for (const result of both) await assert.rejects(result, /no/);
    void task.join(start, signal);
    assert.equal(started.length, 2);
  });

  test('who leaves leaves at once; the work goes on for the others', async () => {
    const task = new SharedTask<string>();
    const { started, start } = controlled();
    const leaving = new AbortController();
    const left = task.join(start, leaving.signal);
    const stayed = task.join(start, new AbortController().signal);
    leaving.abort(new Error('left'));
    await assert.rejects(left, /left/);
    assert.equal(started[0]?.signal.aborted, false);
    started[0]?.resolve('done');
    assert.equal(await stayed, 'done');
  });

  test('when the last one has left the work is given up, and a newcomer does not get it', async () => {
    const task = new SharedTask<string>();
    const { started, start } = controlled();
    const leaving = new AbortController();
    const both = [task.join(start, leaving.signal), task.join(start, leaving.signal)];
    leaving.abort(new Error('left'));
    for (const result of both) await assert.rejects(result, /left/);
    assert.equal(started[0]?.signal.aborted, true);
    const next = task.join(start, new AbortController().signal);
    assert.equal(started.length, 2);
    started[0]?.reject(new Error('given up'));
    started[1]?.resolve('fresh');
    assert.equal(await next, 'fresh');
  });

  test('a signal that has aborted before starts nothing', async () => {
    const task = new SharedTask<string>();
    const { started, start } = controlled();
    await assert.rejects(task.join(start, AbortSignal.abort(new Error('before'))), /before/);
    assert.equal(started.length, 0);
  });
});
