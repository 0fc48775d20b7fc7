// The chats of a window on a real history: which is shown, which answer, what the list says, what comes back.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StoreError } from '../../../src/chat/store-error.ts';
import { createGate } from '../../fakes/gate.ts';
import { finish, says, until } from './chat-setup.ts';
import { compactionUpTo } from '../model/samples.ts';
import { ask, openWindow, type Window } from './library-setup.ts';

const all = { limit: 50 };

async function titles({ library }: Window): Promise<string[]> {
  return (await library.list(all)).map(({ title }) => title);
}

describe('a library', () => {
  test('has one empty chat at first and lists none', async () => {
    const { library } = openWindow();
    assert.deepEqual(library.active.conversation.messages, []);
    assert.deepEqual(await library.list(all), []);
  });

  test('begins a new chat only when there is no empty one', async () => {
    const window = openWindow([[finish]]);
    const { library } = window;
    const first = library.active;
    assert.equal(library.startNew(), first);
    await ask(window, 'Hello');
    const second = library.startNew();
    assert.notEqual(second, first);
    assert.equal(library.active, second);
    assert.ok(await library.open(first.conversation.id));
    assert.equal(library.startNew(), second, 'the empty chat left behind is taken again');
  });

  test('opens a chat by id, as it was, and refuses an unknown one', async () => {
    const window = openWindow([[says('Hi'), finish]]);
    const { library } = window;
    const first = library.active;
    await ask(window, 'Hello');
    const before = first.conversation;
    const second = library.startNew();
    assert.equal(await library.open('nobody'), false);
    assert.equal(library.active, second);
    assert.equal(await library.open(before.id), true);
    assert.notEqual(library.active, first, 'control: it was let go of and comes from the history');
    assert.deepEqual(library.active.conversation, before);
  });

  test('lists chats with messages, the last used first, with what is shown of them', async () => {
    const window = openWindow([[finish], [finish], [finish]]);
    const { library } = window;
    const first = library.active.conversation.id;
    await ask(window, 'One');
    library.startNew();
    await ask(window, 'Two');
    library.startNew();
    assert.deepEqual(
      (await library.list(all)).map(({ title, messageCount, model, preview }) => [
        title,
        messageCount,
        model,
        preview,
      ]),
      [
        ['Two', 2, 'lab/model-1', 'Two'],
        ['One', 2, 'lab/model-1', 'One'],
      ],
    );
    await library.open(first);
    await ask(window, 'One more');
    const [latest] = await library.list(all);
    assert.deepEqual([latest?.id, latest?.messageCount], [first, 4]);
    assert.equal(latest?.updatedAtMs, library.active.conversation.messages.at(-1)?.createdAtMs);
  });

  test('counts the messages that are shown, not the siblings', async () => {
    const window = openWindow([[finish], [finish]]);
    const { library, writer } = window;
    await ask(window, 'One');
    const { active } = library;
    active.retry(active.conversation.messages[1]?.id ?? '');
    await until(() => !active.isRunning, 'the second answer');
    await writer.whenSettled(active.conversation.id);
    assert.equal(active.conversation.messages.length, 3, 'control');
    assert.equal((await library.list(all))[0]?.messageCount, 2);
  });

  test('lets an answer go on while another chat is shown, and comes back to the same session', async () => {
    const gate = createGate();
    const { library } = openWindow([[says('a'), gate, says('b'), finish]]);
    const first = library.active;
    first.submit('Slow', []);
    await until(() => gate.waiting === 1, 'the first words');
    library.startNew();
    assert.ok(await library.open(first.conversation.id));
    assert.equal(library.active, first);
    library.startNew();
    gate.open();
    await until(() => !first.isRunning, 'the answer');
    assert.deepEqual(
      first.conversation.messages[1]?.role === 'assistant' && first.conversation.messages[1].parts,
      [{ type: 'text', text: 'ab' }],
    );
  });

  test('tells when another chat is shown, and only then', async () => {
    const window = openWindow([[finish]]);
    const { library } = window;
    const first = library.active;
    const shown: string[] = [];
    const leave = library.onActiveChange(() => shown.push(library.active.conversation.id));
    library.startNew();
    await library.open(first.conversation.id);
    assert.deepEqual(shown, [], 'it was shown already');
    await ask(window, 'Hello');
    const second = library.startNew();
    await library.open(first.conversation.id);
    assert.deepEqual(shown, [second.conversation.id, first.conversation.id]);
    leave();
    library.startNew();
    assert.equal(shown.length, 2);
  });

  test('stops every answer at the end of the window', async () => {
    const gate = createGate();
    const { library, client } = openWindow([
      [says('a'), gate],
      [says('b'), gate],
    ]);
    const first = library.active;
    first.submit('One', []);
    library.startNew().submit('Two', []);
    await until(() => gate.waiting === 2, 'both answers');
    library.stopAll();
    assert.deepEqual(
      client.calls.map(({ signal }) => signal.aborted),
      [true, true],
    );
    assert.deepEqual([first.isRunning, library.active.isRunning], [false, false]);
  });
});

describe('what is done to chats', () => {
  test('rename, pin, delete and bring back', async () => {
    const window = openWindow([[finish], [finish]]);
    const { library } = window;
    const first = library.active.conversation.id;
    await ask(window, 'One');
    library.startNew();
    await ask(window, 'Two');
    const second = library.active.conversation.id;
    await library.rename(first, 'Renamed');
    await library.rename(second, '  The second ');
    await library.rename(second, '   ');
    assert.deepEqual(await titles(window), ['The second', 'Renamed']);
    assert.equal(library.active.conversation.title, 'The second');
    await library.pin(first, true);
    assert.deepEqual(await titles(window), ['Renamed', 'The second']);
    await library.remove(second);
    assert.deepEqual(await titles(window), ['Renamed']);
    assert.deepEqual(library.active.conversation.messages, [], 'an empty chat took its place');
    await library.restore(second);
    assert.deepEqual(await titles(window), ['Renamed', 'The second']);
  });

  test('a summary is stored with the chat, and so is taking it back', async () => {
    const window = openWindow([[says('1'), finish]]);
    const { library, writer, disk } = window;
    await ask(window, 'One');
    const session = library.active;
    const { id: chatId, leafId = '' } = session.conversation;
    const compaction = compactionUpTo(leafId);
    const stored = async () => {
      await writer.whenSettled(chatId);
      return (await disk.store.load({ chatId }))?.conversation.compactions;
    };
    disk.fail('full');
    session.changeCompactions({ type: 'compaction-add', compaction });
    await writer.whenSettled(chatId);
    disk.fail(undefined);
    await writer.flush();
    assert.deepEqual(await stored(), [compaction], 'also when the first write failed');
    session.changeCompactions({ type: 'compaction-remove', compactionId: compaction.id });
    assert.equal(await stored(), undefined);
  });

  test('a fork goes its own way; an edited prompt is a sibling', async () => {
    const window = openWindow([
      [says('1'), finish],
      [says('2'), finish],
      [says('3'), finish],
    ]);
    const { library, writer } = window;
    await ask(window, 'First');
    await ask(window, 'Second');
    const original = library.active.conversation;
    assert.ok(await library.fork(original.messages[1]?.id ?? ''));
    const fork = library.active;
    assert.notEqual(fork.conversation.id, original.id);
    assert.deepEqual(fork.conversation.messages, original.messages.slice(0, 2));
    fork.editPrompt(original.messages[0]?.id ?? '', 'First, edited', []);
    await until(() => !fork.isRunning, 'the answer');
    await writer.whenSettled(fork.conversation.id);
    const [, , edited, answer] = fork.conversation.messages;
    assert.deepEqual([edited?.parentId, answer?.parentId], [undefined, edited?.id]);
    assert.equal(await library.fork('nobody'), false);
    await library.open(original.id);
    assert.deepEqual(library.active.conversation, original);
  });
});

describe('the next window', () => {
  test('shows the same chat with the same draft, and finds the draft of the empty chat', async () => {
    const before = openWindow([[says('Hi'), finish]]);
    await before.library.start();
    await ask(before, 'Hello');
    const shown = before.library.active.conversation;
    before.drafts.setText(before.library.startNew().conversation.id, 'in the empty chat');
    await before.library.open(shown.id);
    before.drafts.setText(shown.id, 'half a thought');
    await before.writer.close();
    const { library, drafts } = openWindow([], { folder: before.disk.folder });
    await library.start();
    assert.deepEqual(library.active.conversation, shown);
    assert.equal(drafts.of(shown.id).text, 'half a thought');
    assert.equal(drafts.of(library.startNew().conversation.id).text, 'in the empty chat');
  });

  test('finds an answer that was running closed, with the text that had come', async () => {
    const gate = createGate();
    const before = openWindow([[says('Half an'), gate]]);
    await before.library.start();
    before.library.active.submit('Go', []);
    await until(() => gate.waiting === 1, 'the first words');
    const closing = before.writer.close();
    before.library.stopAll();
    await closing;
    await before.disk.store.close();
    const { library } = openWindow([], { folder: before.disk.folder });
    await library.start();
    const answer = library.active.conversation.messages[1];
    assert.ok(answer?.role === 'assistant');
    assert.deepEqual([answer.state, answer.parts], ['interrupted', [{ type: 'text', text: 'Half an' }]]);
    assert.match(answer.error?.hint ?? '', /closed, reloaded or ended/);
  });

  test('is shown without the history when that takes too long, and what is sent meanwhile stays', async () => {
    const before = openWindow([[finish]]);
    await before.library.start();
    await ask(before, 'Hello');
    const gate = Promise.withResolvers<void>();
    const window = openWindow([[finish]], {
      folder: before.disk.folder,
      afterMs: async () => {},
    });
    window.disk.holdUntil(gate.promise);
    await window.library.start();
    window.library.active.submit('I could not wait', []);
    gate.resolve();
    await until(() => window.writer.isSaved(window.library.active.conversation.id), 'the save');
    const [sent] = window.library.active.conversation.messages;
    assert.equal(sent?.role === 'user' && sent.text, 'I could not wait');
    assert.equal((await window.library.list(all)).length, 2, 'the chat of before is in the list');
  });
});

describe('two windows', () => {
  test('a chat that is open in both shows what the other wrote; nobody is taken to another branch', async () => {
    const one = openWindow([
      [says('1'), finish],
      [says('again'), finish],
    ]);
    await ask(one, 'First');
    const { id } = one.library.active.conversation;
    const two = openWindow([[says('2'), finish]], { folder: one.disk.folder });
    await two.library.open(id);
    await ask(two, 'Second');
    let shown = 0;
    one.library.onActiveChange(() => (shown += 1));
    one.disk.tell({ type: 'changed' });
    await until(() => shown === 1, 'the other window’s message');
    assert.deepEqual(one.library.active.conversation, two.library.active.conversation);
    one.library.active.retry(one.library.active.conversation.messages[1]?.id ?? '');
    await until(() => !one.library.active.isRunning, 'the other answer');
    await one.writer.whenSettled(id);
    const path = two.library.active.conversation.leafId;
    two.disk.tell({ type: 'changed' });
    await until(() => two.library.active.conversation.messages.length === 5, 'the sibling');
    assert.equal(two.library.active.conversation.leafId, path);
  });

  test('an answer that runs in one is not closed by the other', async () => {
    const gate = createGate();
    const one = openWindow([[says('Half'), gate, says(' and half'), finish]]);
    one.library.active.submit('Go', []);
    await until(() => gate.waiting === 1, 'the first words');
    one.elapse();
    const { id } = one.library.active.conversation;
    await one.writer.whenSettled(id);
    const two = openWindow([], { folder: one.disk.folder });
    await two.library.open(id);
    const running = two.library.active.conversation.messages[1];
    assert.deepEqual(running?.role === 'assistant' && [running.state, running.parts], [
      'running',
      [{ type: 'text', text: 'Half' }],
    ]);
    gate.open();
    await until(() => !one.library.active.isRunning, 'the end');
    await one.writer.whenSettled(id);
    two.disk.tell({ type: 'changed' });
    await until(() => {
      const ended = two.library.active.conversation.messages[1];
      return ended?.role === 'assistant' && ended.state === 'done';
    }, 'the end in the other window');
  });
});

describe('while the history fails', () => {
  test('the chat goes on in memory, is listed, is told of once, and is stored once when it works again', async () => {
    const window = openWindow([
      [says('1'), finish],
      [says('2'), finish],
    ]);
    const { library, disk, faults, writer } = window;
    disk.fail('full');
    await ask(window, 'First');
    await ask(window, 'Second');
    const { conversation } = library.active;
    assert.equal(conversation.messages.length, 4);
    assert.deepEqual(faults, ['full']);
    assert.equal(writer.isSaved(conversation.id), false);
    library.startNew();
    assert.deepEqual(
      (await library.list(all)).map(({ title, messageCount }) => [title, messageCount]),
      [['First', 4]],
    );
    assert.ok(await library.open(conversation.id), 'it was not let go of');
    await assert.rejects(library.remove(conversation.id), StoreError);
    assert.deepEqual([...window.timers.values()], [1000]);
    disk.fail(undefined);
    window.elapse();
    await until(() => writer.isSaved(conversation.id), 'the save');
    assert.deepEqual(faults, ['full', undefined]);
    assert.deepEqual((await disk.store.load({ chatId: conversation.id }))?.conversation, conversation);
    assert.deepEqual([...window.timers.keys()], [], 'no timer is left');
  });

  test('of a kind that does not pass by itself, nobody keeps trying', async () => {
    const window = openWindow([[finish]]);
    window.disk.fail('newer');
    await ask(window, 'Hello');
    assert.deepEqual([window.faults, window.timers.size], [['newer'], 0]);
  });

  test('at the start, the panel is shown with an empty chat and says so', async () => {
    const window = openWindow();
    window.disk.fail('damaged');
    await window.library.start();
    assert.deepEqual(window.unreadable, ['damaged']);
    assert.deepEqual(window.library.active.conversation.messages, []);
  });
});

describe('a running answer', () => {
  test('is stored at most once a second, whatever comes', async () => {
    const steps = Array.from({ length: 100 }, (_, index) => says(`${index} `));
    const gate = createGate();
    const window = openWindow([[...steps, gate, finish]]);
    window.library.active.submit('Go', []);
    await until(() => gate.waiting === 1, 'a hundred pieces');
    const saves = (): number => window.disk.asked.filter((operation) => operation === 'save').length;
    await window.writer.whenSettled(window.library.active.conversation.id);
    const before = saves();
    assert.ok(before <= 2, `${before} saves: the prompt and the empty answer`);
    assert.deepEqual([...window.timers.values()], [1000]);
    window.elapse();
    await window.writer.whenSettled(window.library.active.conversation.id);
    assert.equal(saves(), before + 1);
    assert.equal(window.timers.size, 0, 'nothing new, no timer');
  });
});
