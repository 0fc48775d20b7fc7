// What the panel is told, in order, and nothing as done before it is stored.
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { SavedGate } from '../../../src/host/view/saved-gate.ts';
import type { ConversationEvent } from '../../../src/model/event.ts';
import type { ViewEvent } from '../../../src/protocol/to-view.ts';
import { breathe } from '../chat/chat-setup.ts';
import { userMessage } from '../model/samples.ts';

const delta = (text: string): ViewEvent => change({ type: 'text-delta', messageId: 'a', text });
const end = (state: 'done' | 'cancelled'): ViewEvent =>
  change({ type: 'turn-end', messageId: 'a', state, endedAtMs: 1 });
const prompt: ViewEvent = change({ type: 'message-add', message: userMessage('u') });
const accepted: ViewEvent = { type: 'prompt-accepted', promptId: 'p' };

function change(event: ConversationEvent): ViewEvent {
  return { type: 'conversation', event };
}

/** A gate, what came out of it, and the way to say that everything is stored. */
function gateWith() {
  const sent: (ViewEvent | 'snapshot')[] = [];
  let waiting: (() => void)[] = [];
  const gate = new SavedGate({
    send: (events) => sent.push(...events),
    sendSnapshot: () => sent.push('snapshot'),
    whenSettled: () => new Promise((resolve) => waiting.push(resolve)),
  });
  const stored = async (): Promise<void> => {
    const done = waiting;
    waiting = [];
    for (const resolve of done) resolve();
    await breathe();
  };
  return { gate, sent, stored };
}

describe('the gate', () => {
  test('lets text and a stop through at once', () => {
    const { gate, sent } = gateWith();
    gate.pass([delta('a')]);
    gate.pass([end('cancelled')]);
    assert.deepEqual(sent, [delta('a'), end('cancelled')]);
  });

  test('holds a sent prompt and a complete answer, and all that follows, until they are stored', async () => {
    const { gate, sent, stored } = gateWith();
    gate.pass([prompt]);
    gate.pass([accepted]);
    gate.pass([delta('a')]);
    gate.pass([delta('b'), end('done')]);
    await breathe();
    assert.deepEqual(sent, []);
    await stored();
    assert.deepEqual(sent, [prompt, accepted, delta('a')]);
    await stored();
    assert.deepEqual(sent.slice(3), [delta('b'), end('done')]);
  });

  test('a snapshot takes the place of the changes it contains; what it does not contain follows it', async () => {
    const { gate, sent, stored } = gateWith();
    gate.pass([prompt]);
    gate.pass([accepted]);
    gate.snapshot();
    gate.pass([delta('a')]);
    await breathe();
    assert.deepEqual(sent, []);
    await stored();
    await stored();
    assert.deepEqual(sent, ['snapshot', accepted]);
    gate.pass([delta('b')]);
    assert.deepEqual(sent.at(-1), delta('b'));
  });

  test('a disk that takes too long holds nobody up, and a closed gate says nothing more', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { gate, sent } = gateWith();
      gate.pass([end('done')]);
      await breathe();
      mock.timers.tick(1000);
      await breathe();
      assert.deepEqual(sent, [end('done')]);
      gate.pass([end('done')]);
      gate.close();
      mock.timers.tick(1000);
      await breathe();
      assert.equal(sent.length, 1);
    } finally {
      mock.timers.reset();
    }
  });
});
