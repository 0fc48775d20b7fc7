// Snapshots and numbered batches in, signals out.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerText } from '../../../src/model/conversation.ts';
import type { ViewEvent } from '../../../src/protocol/to-view.ts';
import { createStore } from '../../../src/webview/store.ts';
import {
  batchOf,
  changes,
  runningAnswer,
  samplePrompt,
  snapshotOf,
} from '../../fakes/panel-page/panel-samples.ts';

/** A store whose frames come when the test says so. */
function storeWithFrames() {
  let requests = 0;
  let frames: (() => void)[] = [];
  const store = createStore({
    requestSnapshot: () => {
      requests += 1;
    },
    onNextFrame: (run) => void frames.push(run),
  });
  const frame = (): number => {
    const due = frames;
    frames = [];
    for (const run of due) run();
    return due.length;
  };
  const text = (): string => {
    const answer = store.path.value.at(-1);
    return answer?.role === 'assistant' ? answerText(answer) : '';
  };
  return { store, frame, text, requests: () => requests };
}

const begun = [samplePrompt('u1', 'Hello'), runningAnswer('a1', 'u1')];
const delta = (text: string): ViewEvent[] => changes({ type: 'text-delta', messageId: 'a1', text });

describe('the store', () => {
  test('shows nothing before the first snapshot and asks for one when a batch comes first', () => {
    const { store, frame, requests } = storeWithFrames();
    store.receive(batchOf(1, delta('lost')));
    store.receive(batchOf(2, delta('lost')));
    assert.equal(frame(), 0);
    assert.equal(store.conversation.value, undefined);
    assert.equal(requests(), 1);
  });

  test('more text goes where the batch before it ended; without one it asks for a snapshot', () => {
    const { store, frame, text, requests } = storeWithFrames();
    store.receive(snapshotOf(begun, { seq: 4 }));
    store.receive(batchOf(5, delta('Good ')));
    store.receive([6, 'mor']);
    store.receive([7, 'ning']);
    store.receive([7, 'ning']);
    frame();
    assert.equal(text(), 'Good morning', 'and what came twice counts once');
    assert.equal(requests(), 0);
    store.receive(batchOf(8, [{ type: 'composer-focus' }]));
    store.receive([9, 'lost']);
    assert.equal(requests(), 1);
  });

  test('applies everything that came within a frame as one update', () => {
    const { store, frame, text } = storeWithFrames();
    store.receive(snapshotOf(begun, { seq: 4 }));
    frame();
    let updates = 0;
    store.conversation.subscribe(() => {
      updates += 1;
    });
    store.receive(batchOf(5, delta('Good ')));
    store.receive(batchOf(6, delta('morning')));
    assert.equal(text(), '');
    assert.equal(frame(), 1);
    assert.equal(text(), 'Good morning');
    assert.equal(updates, 2, 'one call on subscribing and one for the frame');
    assert.equal(store.isRunning.value, true);
  });

  test('asks for a snapshot once when a batch is missing, and goes on from it', () => {
    const { store, frame, text, requests } = storeWithFrames();
    store.receive(snapshotOf(begun));
    store.receive(batchOf(1, delta('one ')));
    store.receive(batchOf(3, delta('three')));
    store.receive(batchOf(4, delta('four')));
    frame();
    assert.equal(text(), 'one ');
    assert.equal(requests(), 1);
    store.receive(
      snapshotOf(
        [
          samplePrompt('u1', 'Hello'),
          { ...runningAnswer('a1', 'u1'), parts: [{ type: 'text', text: 'one two three four ' }] },
        ],
        { seq: 4 },
      ),
    );
    store.receive(batchOf(5, delta('five')));
    frame();
    assert.equal(text(), 'one two three four five');
    store.receive(batchOf(7, delta('seven')));
    assert.equal(requests(), 2);
  });

  test('ignores a batch it has already seen', () => {
    const { store, frame, text, requests } = storeWithFrames();
    store.receive(snapshotOf(begun, { seq: 2 }));
    store.receive(batchOf(2, delta('old')));
    store.receive(batchOf(3, delta('new')));
    store.receive(batchOf(3, delta('new')));
    frame();
    assert.equal(text(), 'new');
    assert.equal(requests(), 0);
  });

  test('the list of tools is of one chat, and gone with the next snapshot', () => {
    const { store, frame } = storeWithFrames();
    store.receive(snapshotOf(begun));
    store.receive(batchOf(1, [{ type: 'tools', tools: { entries: [], limit: 128 } }]));
    frame();
    assert.deepEqual(store.tools.value, { entries: [], limit: 128 });
    assert.equal(store.snapshots.value, 1);
    store.receive(snapshotOf(begun, { seq: 2 }));
    frame();
    assert.equal(store.tools.value, undefined);
    assert.equal(store.snapshots.value, 2);
  });

  test('a snapshot replaces waiting changes but not an acceptance on its way', () => {
    const { store, frame, text } = storeWithFrames();
    const seen: string[] = [];
    store.subscribe({ onSnapshot: () => seen.push('snapshot'), onEvent: (event) => seen.push(event.type) });
    store.receive(snapshotOf(begun));
    frame();
    seen.length = 0;
    store.receive(batchOf(1, [...delta('doubled'), { type: 'prompt-accepted', promptId: 'p1' }]));
    store.receive(snapshotOf(begun, { seq: 1 }));
    frame();
    assert.equal(text(), '');
    assert.deepEqual(seen, ['prompt-accepted', 'snapshot']);
  });
});
