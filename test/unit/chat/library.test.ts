// The chats of a window: which is shown, which answer, what the list says.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Library } from '../../../src/chat/library.ts';
import { toolboxOf } from '../tools/tool-samples.ts';
import type { Session } from '../../../src/chat/session.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createScriptedClient, type ClientStep, type ScriptedClient } from '../../fakes/scripted-client.ts';
import { chosen, finish, numbered, says, until } from './chat-setup.ts';

function libraryWith(scripts: readonly (readonly ClientStep[])[]): {
  library: Library;
  client: ScriptedClient;
} {
  const client = createScriptedClient(scripts);
  let nowMs = 1000;
  const library = new Library({
    client,
    tools: toolboxOf([]),
    chooseTarget: () => chosen(),
    newId: numbered('id'),
    nowMs: () => (nowMs += 1),
    log: createMemoryLog(),
  });
  return { library, client };
}

async function ask(session: Session, words: string): Promise<void> {
  session.submit(words, []);
  await until(() => !session.isRunning, 'the answer');
}

describe('a library', () => {
  test('has one empty chat at first and lists none', () => {
    const { library } = libraryWith([]);
    assert.deepEqual(library.active.conversation.messages, []);
    assert.deepEqual(library.list(), []);
  });

  test('begins a new chat only when there is no empty one', async () => {
    const { library } = libraryWith([[finish]]);
    const first = library.active;
    assert.equal(library.startNew(), first);
    await ask(first, 'Hello');
    const second = library.startNew();
    assert.notEqual(second, first);
    assert.equal(library.active, second);
    assert.ok(library.open(first.conversation.id));
    assert.equal(library.startNew(), second, 'the empty chat left behind is taken again');
  });

  test('opens a chat by id and refuses an unknown one', async () => {
    const { library } = libraryWith([[finish]]);
    const first = library.active;
    await ask(first, 'Hello');
    const second = library.startNew();
    assert.equal(library.open('nobody'), false);
    assert.equal(library.active, second);
    assert.equal(library.open(first.conversation.id), true);
    assert.equal(library.active, first);
  });

  test('lists chats with messages, the last used first', async () => {
    const { library } = libraryWith([[finish], [finish], [finish]]);
    const first = library.active;
    await ask(first, 'One');
    const second = library.startNew();
    await ask(second, 'Two');
    library.startNew();
    assert.deepEqual(
      library.list().map(({ title, messageCount, isActive, isRunning }) => ({
        title,
        messageCount,
        isActive,
        isRunning,
      })),
      [
        { title: 'Two', messageCount: 2, isActive: false, isRunning: false },
        { title: 'One', messageCount: 2, isActive: false, isRunning: false },
      ],
    );
    await ask(first, 'One more');
    library.open(first.conversation.id);
    const [latest] = library.list();
    assert.deepEqual([latest?.id, latest?.messageCount, latest?.isActive], [first.conversation.id, 4, true]);
    assert.equal(latest?.updatedAtMs, first.conversation.messages.at(-1)?.createdAtMs);
  });

  test('counts the messages that are shown, not the siblings', async () => {
    const { library } = libraryWith([[finish], [finish]]);
    await ask(library.active, 'One');
    library.active.retry(library.active.conversation.messages[1]?.id ?? '');
    await until(() => !library.active.isRunning, 'the second answer');
    assert.equal(library.active.conversation.messages.length, 3, 'control');
    assert.equal(library.list()[0]?.messageCount, 2);
  });

  test('lets an answer go on while another chat is shown', async () => {
    const gate = createGate();
    const { library } = libraryWith([[says('a'), gate, says('b'), finish]]);
    const first = library.active;
    first.submit('Slow', []);
    await until(() => gate.waiting === 1, 'the first words');
    library.startNew();
    assert.equal(library.list()[0]?.isRunning, true);
    gate.open();
    await until(() => !first.isRunning, 'the answer');
    assert.deepEqual(
      first.conversation.messages[1]?.role === 'assistant' && first.conversation.messages[1].parts,
      [{ type: 'text', text: 'ab' }],
    );
  });

  test('tells when another chat is shown, and only then', async () => {
    const { library } = libraryWith([[finish]]);
    const first = library.active;
    const shown: Session[] = [];
    const leave = library.onActiveChange(() => shown.push(library.active));
    library.startNew();
    library.open(first.conversation.id);
    assert.deepEqual(shown, [], 'it was shown already');
    await ask(first, 'Hello');
    const second = library.startNew();
    library.open(first.conversation.id);
    assert.deepEqual(shown, [second, first]);
    leave();
    library.open(second.conversation.id);
    assert.equal(shown.length, 2);
  });

  test('stops every answer at the end of the window', async () => {
    const gate = createGate();
    const { library, client } = libraryWith([
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
