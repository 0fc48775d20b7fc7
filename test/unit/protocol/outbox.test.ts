// What leaves for the view: numbered, merged, at once at first and then once a frame, in order.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { emptyConversation } from '../../../src/model/conversation.ts';
import type { Conversation } from '../../../src/model/conversation.ts';
import { reduce } from '../../../src/model/reduce.ts';
import {
  batchIntervalMs,
  createOutbox,
  deltaOf,
  mergeDeltas,
  type Outbox,
} from '../../../src/protocol/outbox.ts';
import type { MoreText, PanelState, ToView, ViewEvent } from '../../../src/protocol/to-view.ts';
import { anyEvents } from '../model/samples.ts';

const panel: PanelState = {
  model: 'lab/model-1',
  providerLabel: 'Lab',
  sendWith: 'enter',
  attachments: [],
  problems: [],
  unsaved: '',
  isTrusted: true,
  isMac: false,
};
const conversation = emptyConversation('chat-1', 0);

interface Stage {
  readonly outbox: Outbox;
  /** What was posted, in full. */
  readonly posted: Exclude<ToView, MoreText>[];
  /** What was posted, as it was. */
  readonly raw: ToView[];
  /** Delays of the timers that are set now. */
  readonly timers: () => readonly number[];
  /** One frame passes: the timers that are set now go off. */
  readonly frame: () => void;
}

function stage(): Stage {
  const raw: ToView[] = [];
  const posted: Exclude<ToView, MoreText>[] = [];
  const timers = new Map<() => void, number>();
  const outbox = createOutbox({
    post: (message) => {
      raw.push(message);
      posted.push(Array.isArray(message) ? inFull(message, posted.at(-1)) : message);
    },
    schedule: (callback, delayMs) => {
      timers.set(callback, delayMs);
      return () => timers.delete(callback);
    },
  });
  return {
    outbox,
    posted,
    raw,
    timers: () => [...timers.values()],
    frame() {
      const due = [...timers.keys()];
      timers.clear();
      for (const callback of due) callback();
    },
  };
}

/** More of the text that the batch before it ended with. */
function inFull(
  [seq, words]: MoreText,
  before: Exclude<ToView, MoreText> | undefined,
): Exclude<ToView, MoreText> {
  const delta = before?.type === 'batch' ? deltaOf(before.events.at(-1)) : undefined;
  assert.ok(delta !== undefined, 'there is text to go on with');
  return { type: 'batch', seq, events: [text(words, delta.messageId, delta.type)] };
}

function text(
  words: string,
  messageId = 'a1',
  type: 'text-delta' | 'reasoning-delta' = 'text-delta',
): ViewEvent {
  return { type: 'conversation', event: { type, messageId, text: words } };
}

const focus: ViewEvent = { type: 'composer-focus' };
const accepted: ViewEvent = { type: 'prompt-accepted', promptId: 'p1' };
const refused: ViewEvent = { type: 'prompt-refused', promptId: 'p1', reason: 'Write a message first.' };
const panelEvent: ViewEvent = { type: 'panel', panel };

describe('an outbox', () => {
  test('posts the first change at once, and what follows together, one frame later', () => {
    const { outbox, posted, timers, frame } = stage();
    outbox.add([text('a')]);
    assert.deepEqual(posted, [{ type: 'batch', seq: 1, events: [text('a')] }]);
    assert.deepEqual(timers(), [batchIntervalMs]);
    outbox.add([text('b')]);
    outbox.add([text('c'), focus]);
    assert.equal(posted.length, 1, 'not before the frame is over');
    frame();
    assert.deepEqual(posted[1], { type: 'batch', seq: 2, events: [text('bc'), focus] });
    assert.deepEqual(timers(), [batchIntervalMs]);
  });

  test('goes quiet after an empty frame, and is immediate again', () => {
    const { outbox, posted, timers, frame } = stage();
    outbox.add([text('a')]);
    frame();
    assert.deepEqual([posted.length, timers().length], [1, 0]);
    outbox.add([text('b')]);
    assert.deepEqual(posted[1], { type: 'batch', seq: 2, events: [text('b')] });
  });

  test('more of the same text is a number and the text; anything else, or after a snapshot, says what it is', () => {
    const { outbox, raw, frame } = stage();
    const add = (...events: ViewEvent[]): void => {
      outbox.add(events);
      frame();
      frame();
    };
    add(text('a'));
    add(text('b'));
    add(text('c', 'a1', 'reasoning-delta'));
    add(text('d', 'a1', 'reasoning-delta'));
    add(text('e', 'a2'));
    add(focus);
    add(text('f', 'a2'));
    add(focus, text('g', 'a2'));
    add(text('h', 'a2'));
    outbox.snapshot({ conversation, panel, draft: '' });
    add(text('i', 'a2'));
    const told = raw.map((message) => (Array.isArray(message) ? message : message.type));
    assert.deepEqual(told, [
      ...['batch', [2, 'b'], 'batch', [4, 'd'], 'batch', 'batch', 'batch', 'batch', [9, 'h']],
      ...['snapshot', 'batch'],
    ]);
  });

  test('posts nothing for nothing', () => {
    const { outbox, posted, timers } = stage();
    outbox.add([]);
    assert.deepEqual([posted, timers()], [[], []]);
  });

  test('posts at most one batch a frame, however much comes', () => {
    const { outbox, posted, frame } = stage();
    for (let at = 0; at < 50; at += 1) {
      for (let delta = 0; delta < 20; delta += 1) outbox.add([text('x')]);
      frame();
    }
    assert.equal(posted.length, 51);
    assert.deepEqual(
      posted.map(({ seq }) => seq),
      Array.from({ length: 51 }, (_, at) => at + 1),
    );
    const words = posted.flatMap((message) => (message.type === 'batch' ? message.events : []));
    assert.equal(
      words
        .map((entry) =>
          entry.type === 'conversation' && entry.event.type === 'text-delta' ? entry.event.text : '?',
        )
        .join(''),
      'x'.repeat(1000),
    );
  });
});

describe('a snapshot', () => {
  test('carries the number of the last batch; the next batch follows it', () => {
    const { outbox, posted, frame } = stage();
    outbox.snapshot({ conversation, panel, draft: 'unsent' });
    assert.deepEqual(posted, [{ type: 'snapshot', seq: 0, conversation, panel, draft: 'unsent' }]);
    outbox.add([text('a')]);
    outbox.snapshot({ conversation, panel, draft: '' });
    frame();
    outbox.add([text('b')]);
    assert.deepEqual(
      posted.map(({ type, seq }) => [type, seq]),
      [
        ['snapshot', 0],
        ['batch', 1],
        ['snapshot', 1],
        ['batch', 2],
      ],
    );
  });

  test('contains what was queued: it is not sent again', () => {
    const { outbox, posted, frame } = stage();
    outbox.add([text('a')]);
    outbox.add([text('queued'), panelEvent]);
    outbox.snapshot({ conversation, panel, draft: '' });
    frame();
    frame();
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['batch', 'snapshot'],
    );
  });

  test('loses nothing that it does not contain: answers to a prompt and the cursor', () => {
    const { outbox, posted, frame } = stage();
    outbox.add([text('a')]);
    outbox.add([accepted, text('queued'), refused, panelEvent, focus]);
    outbox.snapshot({ conversation, panel, draft: '' });
    frame();
    assert.deepEqual(posted[2], { type: 'batch', seq: 2, events: [accepted, refused, focus] });
  });
});

describe('after the view is gone', () => {
  test('nothing that was queued is posted and no timer is left', () => {
    const { outbox, posted, timers, frame } = stage();
    outbox.add([text('a')]);
    outbox.add([text('b')]);
    assert.equal(timers().length, 1, 'control: there was one');
    outbox.dispose();
    assert.deepEqual(timers(), []);
    frame();
    assert.equal(posted.length, 1);
    outbox.dispose();
  });
});

describe('merging', () => {
  test('joins neighbours of the same kind and message, and nothing else', () => {
    const end: ViewEvent = {
      type: 'conversation',
      event: { type: 'turn-end', messageId: 'a1', state: 'done', endedAtMs: 1 },
    };
    assert.deepEqual(
      mergeDeltas([
        text('a'),
        text('b'),
        text('c', 'a2'),
        text('d', 'a2', 'reasoning-delta'),
        text('e', 'a2', 'reasoning-delta'),
        text('f', 'a2'),
        focus,
        text('g', 'a2'),
        text('h', 'a2'),
        end,
      ]),
      [
        text('ab'),
        text('c', 'a2'),
        text('de', 'a2', 'reasoning-delta'),
        text('f', 'a2'),
        focus,
        text('gh', 'a2'),
        end,
      ],
    );
    assert.deepEqual(mergeDeltas([]), []);
  });

  test('writes to no event it was given', () => {
    const events = [text('a'), text('b')];
    const before = structuredClone(events);
    mergeDeltas(events);
    assert.deepEqual(events, before);
  });
});

test('a view that takes snapshot and batches by their numbers ends up with what the host has', () => {
  let batches = 0;
  let merged = 0;
  fc.assert(
    fc.property(
      anyEvents,
      fc.infiniteStream(fc.constantFrom('add', 'add', 'frame', 'snapshot')),
      (events, moves) => {
        const { outbox, posted, frame } = stage();
        let host: Conversation = conversation;
        for (const event of events) {
          const next = reduce(host, event);
          if (next !== host) outbox.add([{ type: 'conversation', event }]);
          host = next;
          const move = moves.next().value;
          if (move === 'frame') frame();
          if (move === 'snapshot') outbox.snapshot({ conversation: host, panel, draft: '' });
        }
        frame();

        let view: Conversation = conversation;
        let seq = 0;
        for (const message of posted) {
          if (message.type === 'snapshot') {
            assert.equal(message.seq, seq);
            view = message.conversation;
            continue;
          }
          assert.equal(message.seq, seq + 1, 'no gap');
          seq = message.seq;
          batches += 1;
          if (message.events.length > 1) merged += 1;
          for (const entry of message.events)
            if (entry.type === 'conversation') view = reduce(view, entry.event);
        }
        assert.deepEqual(view, host);
      },
    ),
  );
  assert.ok(batches > 100 && merged > 10, 'control: there were batches, and large ones');
});
