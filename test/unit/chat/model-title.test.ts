// Titles by the model: one short request after the first exchange, masked, bounded, and out of the way of everything else.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tidyTitle } from '../../../src/chat/model-title.ts';
import { TitleWriter } from '../../../src/chat/title-writer.ts';
import { isOwnMachine } from '../../../src/host/target.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createScriptedClient, type ClientStep, type ScriptedClient } from '../../fakes/scripted-client.ts';
import { breathe, chosen, finish, says, targetOf, until } from './chat-setup.ts';
import { ask, openWindow, type Window } from './library-setup.ts';

const key = `sk-${'CANARY'.repeat(5)}123`;

function titled(
  scripts: readonly (readonly ClientStep[])[],
  isWanted = true,
): { window: Window; client: ScriptedClient; title: () => string } {
  const client = createScriptedClient(scripts);
  const chooseTarget = (): ReturnType<typeof chosen> =>
    chosen(targetOf({ parameters: { n: 3, stop: ['x'], temperature: 0.3 }, systemPrompt: 'Be brief.' }));
  const titles = new TitleWriter({
    client,
    chooseTarget,
    isWanted: () => isWanted,
    rename: (id, title) => window.library.rename(id, title),
    log: createMemoryLog(),
  });
  const window: Window = openWindow([], {
    client,
    chooseTarget,
    onSession: (session) => titles.follow(session),
  });
  return { window, client, title: () => window.library.active.conversation.title };
}

const answered: readonly ClientStep[] = [says(`It is about tides. ${key}`), finish];

describe('a title by the model', () => {
  test('takes the place of the rule’s after the first answer, is stored, and costs one bounded, masked request', async () => {
    const { window, client, title } = titled([answered, [says('"The tides of the sea."'), finish], answered]);
    const question = `Why does the sea rise? My key is ${key}. ${'words '.repeat(2000)}`;
    await ask(window, question);
    await until(() => title() === 'The tides of the sea', 'the title');
    await window.writer.whenSettled(window.library.active.conversation.id);
    assert.equal((await window.disk.store.list({ limit: 1 }))[0]?.title, 'The tides of the sea');
    const request = client.calls[1]!.request;
    assert.deepEqual([request.tools, request.parameters], [[], { maxTokens: 400, temperature: 0.3 }]);
    assert.equal(request.retry.strategy, 'none');
    const sent = JSON.stringify(request.messages);
    assert.ok(sent.length < 4000 && !sent.includes('CANARY') && sent.includes('Why does the sea rise?'));
    await ask(window, 'And then?');
    await breathe(5);
    assert.equal(client.calls.length, 3, 'once a chat');
  });

  test('is not asked for where it is not wanted (control)', async () => {
    const { window, client, title } = titled([answered], false);
    await ask(window, 'Why does the sea rise?');
    await breathe(5);
    assert.deepEqual([client.calls.length, title()], [1, 'Why does the sea rise?']);
  });

  test('gives way to the next question at once', async () => {
    const gate = createGate();
    const { window, client, title } = titled([answered, [gate, says('Late title'), finish], answered]);
    await ask(window, 'First?');
    await until(() => gate.waiting === 1, 'the request for a title');
    await ask(window, 'Second?');
    assert.equal(client.calls[1]?.signal.aborted, true);
    gate.open();
    await breathe(10);
    assert.equal(title(), 'First?');
  });

  test('never replaces one that the user chose meanwhile', async () => {
    const gate = createGate();
    const { window, title } = titled([answered, [gate, says('Late title'), finish]]);
    await ask(window, 'First?');
    await until(() => gate.waiting === 1, 'the request for a title');
    await window.library.rename(window.library.active.conversation.id, 'Mine');
    gate.open();
    await breathe(10);
    assert.equal(title(), 'Mine');
  });

  test('that fails or is empty leaves the rule’s, without a word in the chat', async () => {
    for (const script of [[new Error('down')], [finish], [says('""'), finish]]) {
      const { window, client, title } = titled([answered, script]);
      await ask(window, 'First?');
      await until(() => client.calls.length === 2, 'the request for a title');
      await breathe(10);
      assert.equal(title(), 'First?');
      assert.equal(window.library.active.conversation.messages.length, 2);
    }
  });

  test('is one line without what models put around it', () => {
    assert.equal(tidyTitle('**Title: “Tides.”**\nmore'), 'Tides');
    assert.equal(tidyTitle('# 海の潮。'), '海の潮');
    assert.equal(tidyTitle('  \n'), '');
    assert.ok(tidyTitle('word '.repeat(50)).length <= 61);
    assert.ok(!tidyTitle(`About ${key}`).includes('CANARY'));
  });

  test('is free only where a server known to run models does so on this machine', () => {
    const at = (row: string, baseUrl: string): boolean => isOwnMachine({ row, baseUrl });
    assert.equal(at('ollama', 'http://localhost:11434/v1'), true);
    assert.equal(at('ollama', 'https://ollama.example.com/v1'), false);
    assert.equal(at('openai-compatible', 'http://localhost:4000/v1'), false, 'it may pass requests on');
    assert.equal(at('mistral', 'http://localhost:4000/v1'), false);
  });
});
