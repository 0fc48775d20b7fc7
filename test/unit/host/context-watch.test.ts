// The outline of the next request: told a moment after a change, once for many, and never when it is the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextWatch } from '../../../src/host/view/context-watch.ts';
import { Drafts } from '../../../src/chat/drafts.ts';
import type { ConversationEvent } from '../../../src/model/event.ts';
import type { RequestOutline } from '../../../src/model/request-preview.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { Session } from '../../../src/chat/session.ts';
import { breathe, chosen, noContext, numbered } from '../chat/chat-setup.ts';
import { createScriptedClient } from '../../fakes/scripted-client.ts';
import { toolboxOf } from '../tools/tool-samples.ts';

function stage(outline: () => Promise<RequestOutline>) {
  const told: RequestOutline[] = [];
  const waiting: (() => void)[] = [];
  let looks = 0;
  const log = createMemoryLog();
  const session = new Session({
    client: createScriptedClient([]),
    tools: toolboxOf([]),
    context: noContext,
    chooseTarget: () => chosen(),
    newId: numbered('id'),
    nowMs: () => 1,
    log,
  });
  const watch = new ContextWatch({
    library: { active: session },
    drafts: new Drafts({ load: async () => ({ text: '', attachments: [] }), save: () => {} }),
    previews: {
      outline: () => {
        looks += 1;
        return outline();
      },
    },
    send: (one) => told.push(one),
    schedule: (callback) => {
      waiting.push(callback);
      return () => waiting.splice(waiting.indexOf(callback), 1);
    },
    log,
  });
  /** Lets the pause pass. */
  const pass = async (): Promise<void> => {
    for (const callback of waiting.splice(0)) callback();
    await breathe(3);
  };
  return { watch, told, pass, log, looks: () => looks, waiting };
}

const outlineOf = (tokens: number): RequestOutline => ({
  size: { tokens, answerTokens: 0, droppedCount: 0, isTooLong: false },
  instructions: [],
  warnings: [],
});
const delta: ConversationEvent = { type: 'text-delta', messageId: 'a', text: 'x' };

test('many changes are one look, and the same outline is told once', async () => {
  const { watch, told, pass, looks } = stage(async () => outlineOf(7));
  watch.changed();
  watch.changed();
  watch.heard([{ type: 'leaf-select', messageId: 'a' }]);
  await pass();
  assert.deepEqual([looks(), told.length], [1, 1]);
  watch.changed();
  await pass();
  assert.deepEqual([looks(), told.length], [2, 1], 'nothing new');
  watch.tellAnew();
  await pass();
  assert.equal(told.length, 2, 'a page that knows nothing is told in any case');
});

test('the words of an answer do not matter, its end does', async () => {
  const { watch, pass, looks } = stage(async () => outlineOf(7));
  watch.heard([delta, delta]);
  await pass();
  assert.equal(looks(), 0);
  watch.heard([delta, { type: 'turn-end', messageId: 'a', state: 'done', endedAtMs: 1 }]);
  await pass();
  assert.equal(looks(), 1);
});

test('a change during a look leads to another; a failure is logged, and the next look works', async () => {
  const results = [
    Promise.withResolvers<RequestOutline>(),
    Promise.withResolvers<RequestOutline>(),
    Promise.withResolvers<RequestOutline>(),
  ];
  let at = 0;
  const { watch, told, pass, log } = stage(async () => {
    const result = results[at];
    at += 1;
    assert.ok(result !== undefined);
    return result.promise;
  });
  watch.changed();
  await pass();
  watch.changed();
  await pass();
  assert.equal(at, 1, 'one at a time');
  results[0]?.resolve(outlineOf(1));
  await breathe(3);
  await pass();
  assert.equal(at, 2);
  results[1]?.reject(new Error('no disk'));
  await breathe(3);
  assert.match(log.lines.join('\n'), /no disk/);
  watch.changed();
  await pass();
  results[2]?.resolve(outlineOf(3));
  await breathe(3);
  assert.deepEqual(
    told.map(({ size }) => size?.tokens),
    [1, 3],
  );
});

test('after the end nothing is told', async () => {
  const { watch, told, pass } = stage(async () => outlineOf(7));
  watch.changed();
  watch.close();
  await pass();
  watch.changed();
  await pass();
  assert.deepEqual(told, []);
});
