// What lists said about models outlives the window, belongs to one server, and is no more than what is used.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelMemory } from '../../../src/host/context/model-memory.ts';
import { lab } from '../chat/chat-setup.ts';

/** A memento that keeps what is written as JSON, as VS Code's does. */
function memento(stored: Record<string, unknown> = {}) {
  let writes = 0;
  return {
    stored,
    writes: () => writes,
    keys: () => Object.keys(stored),
    get: <Value>(key: string) => stored[key] as Value | undefined,
    update: async (key: string, value: unknown) => {
      writes += 1;
      stored[key] = JSON.parse(JSON.stringify(value));
    },
  };
}

test('a fact is there in the next window, for the same server only', () => {
  const memory = memento();
  const first = new ModelMemory(memory);
  first.note(lab, { id: 'm', contextLength: 8000, vision: false });
  first.note(lab, { id: 'm', contextLength: 8000, vision: false });
  assert.equal(memory.writes(), 1, 'what is known is not written again');
  const next = new ModelMemory(memory);
  assert.deepEqual(next.of(lab, 'm'), { contextLength: 8000, vision: false });
  assert.deepEqual(next.of({ ...lab, baseUrl: 'https://other.test/v1' }, 'm'), {});
  next.note(lab, { id: 'm', contextLength: 16_000 });
  assert.deepEqual(next.of(lab, 'm'), { contextLength: 16_000 }, 'the newer list counts');
});

test('the oldest go first, and damaged memory is none', () => {
  const memory = memento();
  const models = new ModelMemory(memory);
  for (let at = 0; at < 60; at += 1) models.note(lab, { id: `m${at}`, contextLength: 1000 + at });
  assert.deepEqual(models.of(lab, 'm0'), {});
  assert.deepEqual(models.of(lab, 'm59'), { contextLength: 1059 });
  const damaged = new ModelMemory(memento({ modelFacts: { x: { contextLength: 'many' } } }));
  assert.deepEqual(damaged.of(lab, 'm59'), {});
});
