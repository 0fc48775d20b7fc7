// A message is deleted and comes back: what is shown in its place, what is sent, found and exported, and what stays.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ExportedChat } from '../../../src/chat/chat-store.ts';
import { activePath } from '../../../src/model/conversation.ts';
import { deleteMessages, restoreMessages, subtreeOf } from '../../../src/model/deleted-messages.ts';
import { createGate } from '../../fakes/gate.ts';
import { streamText } from '../../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider } from '../../fakes/scripted-provider.ts';
import { answer, conversationOf, userMessage } from '../model/samples.ts';
import { finish, says, until } from './chat-setup.ts';
import { ask, openWindow, type Window } from './library-setup.ts';
import { askOverWire, openWireWindow } from './wire-window.ts';

const tree = conversationOf(
  userMessage('q1', undefined, 'one'),
  answer('a1', 'q1'),
  answer('a2', 'q1'),
  userMessage('q2', 'a2', 'two'),
  answer('b1', 'q2'),
  userMessage('q3', 'a2', 'three'),
  answer('c1', 'q3'),
);
const shown = (conversation: typeof tree): readonly string[] => activePath(conversation).map(({ id }) => id);

describe('what is shown after a message was deleted', () => {
  const doomed = (id: string): readonly string[] => subtreeOf(tree, id).map((message) => message.id);
  const cases = [
    ['an answer: the one beside it', 'a2', ['q1', 'a1']],
    ['an edited prompt: its earlier version, as it was', 'q3', ['q1', 'a2', 'q2', 'b1']],
    ['the only answer: its prompt', 'c1', ['q1', 'a2', 'q3']],
    ['the first prompt: nothing', 'q1', []],
    ['a message that is not shown: the same', 'q2', ['q1', 'a2', 'q3', 'c1']],
  ] as const;
  for (const [name, id, expected] of cases) {
    test(name, () => {
      const less = deleteMessages(tree, doomed(id), 5);
      assert.deepEqual(shown(less), expected);
      assert.equal(deleteMessages(less, doomed(id), 6), less, 'once is enough');
      assert.deepEqual(restoreMessages(less, doomed(id)).messages, tree.messages, 'and all of it comes back');
    });
  }

  test('without a version before it, the one after it', () => {
    const on = { ...tree, leafId: 'a1' };
    assert.deepEqual(shown(deleteMessages(on, ['a1'], 5)), ['q1', 'a2', 'q3', 'c1']);
  });

  test('a leaf that another window deleted ends the path above it', () => {
    assert.deepEqual(shown({ ...deleteMessages(tree, doomed('q3'), 5), leafId: 'c1' }), ['q1', 'a2']);
  });
});

const turn = (words: string): readonly (readonly ReturnType<typeof says>[number][])[] => [
  says(words),
  finish,
];
const ids = ({ library }: Window): readonly string[] => shown(library.active.conversation);

describe('in the history', () => {
  test('a deleted message is gone from search and export, and is back with undo, on the path that was shown', async () => {
    const window = openWindow([turn('First needle.'), turn('Second.'), turn('Other.')]);
    await ask(window, 'Question');
    await ask(window, 'More');
    const { active } = window.library;
    const [, first, more, second] = ids(window);
    active.retry(second!);
    await until(() => !active.isRunning, 'the other answer');
    active.selectSibling(second!);
    const { store } = window.disk;
    const found = async (): Promise<number> =>
      (await store.search({ words: 'needle', limit: 9, offset: 0 })).hits.length;
    assert.equal(await found(), 1);
    active.deleteMessage(first!);
    await window.writer.whenSettled(active.conversation.id);
    assert.equal(ids(window).length, 1);
    assert.equal(await found(), 0);
    assert.equal((await store.list({ limit: 9 }))[0]?.messageCount, 1);
    const [exported] = (await store.exportChats({ position: 0 })).chats;
    assert.deepEqual(
      exported?.messages.map(({ id }) => id),
      ids(window),
    );
    const again = openWindow([], { folder: window.disk.folder });
    assert.ok(await again.library.open(active.conversation.id));
    assert.deepEqual(ids(again), ids(window), 'after a reload too');
    again.library.active.restoreMessage(first!, second);
    await again.writer.whenSettled(active.conversation.id);
    assert.deepEqual(ids(again), [ids(window)[0], first, more, second]);
    assert.equal(await found(), 1);
    const third = openWindow([], { folder: window.disk.folder });
    assert.ok(await third.library.open(active.conversation.id));
    assert.deepEqual(ids(third), ids(again));
  });

  test('an import brings it back, once', async () => {
    const window = openWindow([turn('Said.')]);
    await ask(window, 'Question');
    const { store } = window.disk;
    const [before] = (await store.exportChats({ position: 0 })).chats;
    const { active } = window.library;
    active.deleteMessage(ids(window)[1]!);
    await window.writer.whenSettled(active.conversation.id);
    assert.deepEqual(
      [await store.importChat(before as ExportedChat), await store.importChat(before as ExportedChat)],
      ['completed', 'unchanged'],
    );
    const stored = await store.load({ chatId: active.conversation.id });
    assert.ok(stored?.conversation.messages.every(({ deletedAtMs }) => deletedAtMs === undefined));
  });

  test('another window follows, and what it has open stays whole', async () => {
    const one = openWindow([turn('First.'), turn('Second.')]);
    await ask(one, 'Question');
    const two = openWindow([], { folder: one.disk.folder });
    const chatId = one.library.active.conversation.id;
    assert.ok(await two.library.open(chatId));
    two.disk.tell({ type: 'changed' });
    one.library.active.deleteMessage(ids(one)[1]!);
    await one.writer.whenSettled(chatId);
    two.disk.tell({ type: 'changed' });
    await until(() => ids(two).length === 1, 'the deletion');
    one.library.active.restoreMessage(one.library.active.conversation.messages[1]!.id);
    await one.writer.whenSettled(chatId);
    two.disk.tell({ type: 'changed' });
    await until(() => ids(two).length === 2, 'the message again');
  });

  test('deleting what is being written stops it', async () => {
    const gate = createGate();
    const window = openWindow([[says('Half'), gate, finish]]);
    const { active } = window.library;
    active.submit('Question', []);
    await until(() => gate.waiting === 1, 'the first words');
    active.deleteMessage(ids(window)[0]!);
    assert.equal(active.isRunning, false);
    assert.deepEqual(ids(window), []);
    gate.open();
    await window.writer.whenSettled(active.conversation.id);
    active.restoreMessage(active.conversation.messages[0]!.id);
    const [, half] = activePath(active.conversation);
    assert.equal(half?.role === 'assistant' && half.state, 'cancelled');
  });
});

describe('what is sent after that', () => {
  let server: ScriptedProvider;
  before(async () => {
    server = await startScriptedProvider();
  });
  after(() => server.close());

  for (const row of ['mistral', 'openai', 'openai-compatible']) {
    test(`is legal for ${row}, and has nothing of what was deleted`, async () => {
      const window = openWireWindow(server, row);
      const { active } = window.library;
      server.queue(streamText(['Forgotten.']), streamText(['On.']));
      await askOverWire(window, active, () => active.submit('One', []));
      active.deleteMessage(ids(window)[1]!);
      await askOverWire(window, active, () => active.submit('Two', []));
      const { messages } = server.requests.at(-1)?.body as { messages: { role: string; content: string }[] };
      assert.deepEqual(
        messages.map(({ role, content }) => [role, content]),
        [
          ['user', 'One'],
          ['user', 'Two'],
        ],
      );
    });
  }
});
