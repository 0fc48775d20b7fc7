// The unsent words: nothing is lost, nothing is sent twice.
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import type { AnswerState } from '../../../src/model/conversation.ts';
import type { Intent } from '../../../src/protocol/to-host.ts';
import type { ViewEvent } from '../../../src/protocol/to-view.ts';
import { createComposerState } from '../../../src/webview/composer/composer-state.ts';
import type { SavedView } from '../../../src/webview/saved-view.ts';
import { createStore } from '../../../src/webview/store.ts';
import {
  batchOf,
  changes,
  runningAnswer,
  sampleAnswer,
  samplePrompt,
  snapshotOf,
} from '../../fakes/panel-page/panel-samples.ts';

/** A composer on a real store; what it sends and saves is kept. */
function composerWithStore(options: { saved?: SavedView; hasAttachments?: boolean } = {}) {
  const sent: Intent[] = [];
  const saves: Pick<SavedView, 'draft' | 'isDraftWithHost' | 'queue'>[] = [];
  const store = createStore({ requestSnapshot: () => {}, onNextFrame: (run) => run() });
  let ids = 0;
  const composer = createComposerState(
    {
      send: (intent) => void sent.push(intent),
      conversation: store.conversation,
      isRunning: store.isRunning,
      hasAttachments: () => options.hasAttachments ?? false,
      save: (unsent) => void saves.push(unsent),
      newId: () => `p${(ids += 1)}`,
      focus: () => {},
    },
    options.saved,
  );
  store.subscribe(composer);
  let seq = 0;
  const events = (...list: ViewEvent[]): void => store.receive(batchOf((seq += 1), list));
  return {
    composer,
    store,
    sent,
    saves,
    events,
    prompts: () => sent.flatMap((intent) => (intent.type === 'prompt-submit' ? [intent.text] : [])),
    drafts: () => sent.flatMap((intent) => (intent.type === 'draft-update' ? [intent.text] : [])),
    accept: (promptId: string) => events({ type: 'prompt-accepted', promptId }),
    begin: (id: string, text: string) =>
      events(
        ...changes(
          { type: 'message-add', message: samplePrompt(`u-${id}`, text) },
          { type: 'message-add', message: runningAnswer(`a-${id}`, `u-${id}`) },
        ),
      ),
    end: (id: string, state: Exclude<AnswerState, 'running'>) =>
      events(...changes({ type: 'turn-end', messageId: `a-${id}`, state, endedAtMs: 1 })),
    snapshot: (
      more: Parameters<typeof snapshotOf>[1] = {},
      messages: Parameters<typeof snapshotOf>[0] = [],
    ) => store.receive(snapshotOf(messages, { seq, ...more })),
  };
}

describe('sending', () => {
  test('the text stays until the host has accepted that very prompt', () => {
    const { composer, prompts, snapshot, accept } = composerWithStore();
    snapshot();
    composer.edit('Hello');
    composer.submit();
    assert.deepEqual(prompts(), ['Hello']);
    assert.equal(composer.text.value, 'Hello');
    accept('p99');
    assert.equal(composer.text.value, 'Hello');
    accept('p1');
    assert.equal(composer.text.value, '');
  });

  test('the host knows the draft before it is asked to send it', () => {
    const { composer, sent, snapshot } = composerWithStore();
    snapshot();
    composer.edit('Hello');
    composer.submit();
    assert.deepEqual(
      sent.map((intent) => intent.type),
      ['draft-update', 'prompt-submit'],
    );
  });

  test('a second Enter before the answer of the host sends nothing twice', () => {
    const { composer, prompts, snapshot } = composerWithStore();
    snapshot();
    composer.edit('Hello');
    composer.submit();
    composer.submit();
    assert.deepEqual(prompts(), ['Hello']);
  });

  test('a refused prompt stays in the box with the reason, until it is edited', () => {
    const { composer, prompts, snapshot, events } = composerWithStore();
    snapshot();
    composer.edit('Hello');
    composer.submit();
    events({ type: 'prompt-refused', promptId: 'p1', reason: 'No model is chosen.' });
    assert.equal(composer.text.value, 'Hello');
    assert.equal(composer.refusal.value, 'No model is chosen.');
    composer.submit();
    assert.deepEqual(prompts(), ['Hello', 'Hello']);
    assert.equal(composer.refusal.value, '');
  });

  test('words typed after the prompt went out stay', () => {
    const { composer, snapshot, accept } = composerWithStore();
    snapshot();
    composer.edit('Hello');
    composer.submit();
    composer.edit('Hello\nand more');
    accept('p1');
    assert.equal(composer.text.value, 'and more');
  });

  test('blank text is not sent, unless something is attached', () => {
    const bare = composerWithStore();
    bare.snapshot();
    bare.composer.edit('  \n');
    bare.composer.submit();
    assert.deepEqual(bare.prompts(), []);
    const attached = composerWithStore({ hasAttachments: true });
    attached.snapshot();
    attached.composer.submit();
    assert.deepEqual(attached.prompts(), ['']);
  });

  test('an acceptance in a batch that was missed is seen in the snapshot', () => {
    const { composer, snapshot } = composerWithStore();
    const before = [samplePrompt('u0', 'Hello'), sampleAnswer('a0', 'u0', 'Hi')];
    snapshot({}, before);
    composer.edit('Hello');
    composer.submit();
    snapshot({}, before);
    assert.equal(composer.text.value, 'Hello', 'an equal prompt of before is not this one');
    snapshot({}, [...before, samplePrompt('u1', 'Hello', { parentId: 'a0' })]);
    assert.equal(composer.text.value, '');
  });
});

describe('the queue', () => {
  test('what is sent while an answer runs waits for its end, one by one', () => {
    const { composer, prompts, snapshot, begin, end, accept } = composerWithStore();
    snapshot();
    begin('1', 'first');
    composer.edit('second');
    composer.submit();
    composer.edit('third');
    composer.submit();
    assert.deepEqual(composer.queue.value, ['second', 'third']);
    assert.equal(composer.text.value, '');
    assert.deepEqual(prompts(), []);
    end('1', 'done');
    assert.deepEqual(prompts(), ['second']);
    assert.deepEqual(composer.queue.value, ['second', 'third'], 'it stays until it is accepted');
    accept('p1');
    assert.deepEqual(composer.queue.value, ['third']);
    begin('2', 'second');
    end('2', 'cancelled');
    assert.deepEqual(prompts(), ['second', 'third']);
  });

  test('after a failure the queue comes back into the box', () => {
    const { composer, prompts, snapshot, begin, end } = composerWithStore();
    snapshot();
    begin('1', 'first');
    composer.edit('second');
    composer.submit();
    composer.edit('half a th');
    end('1', 'error');
    assert.deepEqual(prompts(), []);
    assert.deepEqual(composer.queue.value, []);
    assert.equal(composer.text.value, 'second\n\nhalf a th');
  });

  test('a queued message can be taken back', () => {
    const { composer, snapshot, begin } = composerWithStore();
    snapshot();
    begin('1', 'first');
    composer.edit('second');
    composer.submit();
    composer.edit('more');
    composer.takeBack(0);
    assert.deepEqual(composer.queue.value, []);
    assert.equal(composer.text.value, 'second\n\nmore');
  });

  test('another chat does not get the queue sent to it', () => {
    const { composer, prompts, snapshot, begin } = composerWithStore();
    snapshot();
    begin('1', 'first');
    composer.edit('second');
    composer.submit();
    snapshot({ chatId: 'chat-2' });
    assert.deepEqual(prompts(), []);
    assert.equal(composer.text.value, 'second');
  });
});

describe('drafts', () => {
  test('the host is told after a pause in typing, and at once when the view goes away', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { composer, drafts, snapshot } = composerWithStore();
      snapshot();
      composer.edit('H');
      mock.timers.tick(200);
      composer.edit('He');
      mock.timers.tick(200);
      assert.deepEqual(drafts(), []);
      mock.timers.tick(100);
      assert.deepEqual(drafts(), ['He']);
      composer.edit('Hel');
      composer.flushDraft();
      assert.deepEqual(drafts(), ['He', 'Hel']);
      mock.timers.tick(1000);
      assert.deepEqual(drafts(), ['He', 'Hel']);
    } finally {
      mock.timers.reset();
    }
  });

  test('the draft of the host fills the box of a new view', () => {
    const { composer, snapshot } = composerWithStore();
    snapshot({ draft: 'kept by the host' });
    assert.equal(composer.text.value, 'kept by the host');
  });

  test('what this view had not yet told the host is newer', () => {
    const saved: SavedView = {
      conversationId: 'chat-1',
      draft: 'kept here',
      isDraftWithHost: false,
      queue: ['q'],
    };
    const { composer, snapshot } = composerWithStore({ saved });
    snapshot({ draft: 'kept' });
    assert.equal(composer.text.value, 'q\n\nkept here');
  });

  test('what the host had been told may have been sent since: the host decides', () => {
    const saved: SavedView = { conversationId: 'chat-1', draft: 'sent', isDraftWithHost: true, queue: [] };
    const { composer, snapshot } = composerWithStore({ saved });
    snapshot({ draft: '' });
    assert.equal(composer.text.value, '');
  });

  test('a draft saved in another chat stays out of this one', () => {
    const saved: SavedView = { conversationId: 'chat-0', draft: 'other', isDraftWithHost: false, queue: [] };
    const { composer, snapshot } = composerWithStore({ saved });
    snapshot({ draft: '' });
    assert.equal(composer.text.value, '');
  });

  test('a later snapshot of the same chat never overwrites what is in the box', () => {
    const { composer, snapshot } = composerWithStore();
    snapshot();
    composer.edit('being typed');
    composer.flushDraft();
    snapshot({ draft: 'being' });
    assert.equal(composer.text.value, 'being typed');
  });
});
