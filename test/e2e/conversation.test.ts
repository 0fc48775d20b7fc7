// A conversation as a user has it: streaming, history, stop, the panel hidden and moved in mid-answer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGate } from '../fakes/gate.ts';
import { silence, streamText, wholeAnswer } from '../fakes/replies.ts';
import { scriptedChat } from './support/scripted-chat.ts';

const chat = scriptedChat();

/** The view container in the secondary side bar that VS Code itself brings along. */
const SECONDARY_SIDE_BAR = 'workbench.panel.chat';

/** Where the panel begins, in pixels from the left of the window, which is 1400 wide. */
async function panelLeft(): Promise<number> {
  const frame = chat.vscode().page.locator('iframe.webview[src*="extensionId=parley.parley"]');
  return (await frame.boundingBox())?.x ?? Number.NaN;
}

describe('a conversation', () => {
  test('typing and Enter streams an answer: the first text is on screen before the answer has ended', async () => {
    const { panel, provider } = { panel: chat.panel(), provider: chat.provider() };
    const gate = createGate();
    provider.queue(streamText(['The first words', ' and the last ones.'], { gate }));
    await panel.open();
    await panel.send('Tell me something.');
    const request = await provider.nextRequest();
    gate.release(1);
    await panel.waitForText('The first words');
    assert.equal(request.end, undefined, 'the answer is still on its way');
    assert.ok(await panel.button('Stop').isVisible());
    gate.release(2);
    await panel.waitForAnswerEnd();
    assert.match(await panel.lastAnswer(), /The first words and the last ones\./);
    assert.ok(await panel.button('Send').isVisible());
    assert.equal(await panel.composer().inputValue(), '');
  });

  test('three turns send the whole history each time, in order', async () => {
    const panel = chat.panel();
    const provider = chat.provider();
    await panel.newChat();
    for (const turn of [1, 2, 3]) {
      provider.queue(streamText([`answer ${turn}`]));
      await panel.send(`question ${turn}`);
      await panel.waitForAnswerEnd();
    }
    const sent = [];
    for (let turn = 1; turn <= 3; turn += 1) {
      const { body } = await provider.nextRequest();
      sent.push(
        body.messages?.filter(({ role }) => role !== 'system').map(({ role, content }) => [role, content]),
      );
    }
    assert.deepEqual(sent, [
      [['user', 'question 1']],
      [
        ['user', 'question 1'],
        ['assistant', 'answer 1'],
        ['user', 'question 2'],
      ],
      [
        ['user', 'question 1'],
        ['assistant', 'answer 1'],
        ['user', 'question 2'],
        ['assistant', 'answer 2'],
        ['user', 'question 3'],
      ],
    ]);
  });

  test('Stop: idle within 100 ms, the server sees the close, the text stays, the next message works', async () => {
    const panel = chat.panel();
    const provider = chat.provider();
    await panel.newChat();
    provider.queue(streamText(['Kept text.'], { ending: 'silence' }), streamText(['Here again.']));
    await panel.send('Go on for ever.');
    const request = await provider.nextRequest();
    await panel.waitForText('Kept text.');
    const frame = await chat.vscode().panelFrame();
    // Measured in the page: from the click to the frame in which Send is back.
    const idleMs = await frame.evaluate(async () => {
      const find = (name: string) =>
        [...document.querySelectorAll('button')].find(
          (button) => (button.ariaLabel ?? button.textContent) === name,
        );
      const begin = performance.now();
      find('Stop')?.click();
      while (find('Send') === undefined || find('Stop') !== undefined) {
        await new Promise(requestAnimationFrame);
        if (performance.now() - begin > 5000) break;
      }
      return performance.now() - begin;
    });
    assert.ok(idleMs < 100, `idle after ${Math.round(idleMs)} ms`);
    assert.equal(await provider.whenOver(request), 'client');
    assert.match(await panel.lastAnswer(), /Kept text\./);
    assert.equal(await panel.alerts().count(), 0, 'stopping is not an error');
    await panel.send('Are you there?');
    await panel.waitForText('Here again.');
    const { body } = await provider.nextRequest();
    assert.deepEqual(
      body.messages?.slice(-3).map(({ role, content }) => [role, content]),
      [
        ['user', 'Go on for ever.'],
        ['assistant', 'Kept text.'],
        ['user', 'Are you there?'],
      ],
    );
  });

  test('Stop works while nothing has arrived yet', async () => {
    const panel = chat.panel();
    const provider = chat.provider();
    await panel.newChat();
    provider.queue(silence());
    await panel.send('Hello?');
    const request = await provider.nextRequest();
    await panel.button('Stop').click();
    await panel.button('Send').waitFor();
    assert.equal(await provider.whenOver(request), 'client');
    assert.equal(await panel.alerts().count(), 0);
  });

  test('hidden, shown and moved to the other side bar in mid-stream: nothing is lost or doubled', async () => {
    const panel = chat.panel();
    const provider = chat.provider();
    const vscode = chat.vscode();
    await panel.newChat();
    const gate = createGate();
    const words = Array.from({ length: 40 }, (_, index) => `word${index} `);
    provider.queue(streamText(words, { gate }));
    await panel.send('Many words, please.');
    gate.release(10);
    await panel.waitForText('word9');
    await panel.composer().fill('An unsent thought');
    await vscode.execute('workbench.view.explorer');
    gate.release(10);
    await vscode.execute('parley.openChat');
    await panel.waitForText('word19');
    assert.equal(await panel.composer().inputValue(), 'An unsent thought');
    await vscode.execute('vscode.moveViews', { viewIds: ['parley.chat'], destinationId: SECONDARY_SIDE_BAR });
    gate.release(10);
    await vscode.execute('parley.openChat');
    await panel.waitForText('word29');
    assert.ok((await panelLeft()) > 700, 'the panel is in the side bar on the right');
    await vscode.execute('vscode.moveViews', {
      viewIds: ['parley.chat'],
      destinationId: 'workbench.view.extension.parley',
    });
    await vscode.execute('parley.openChat');
    await panel.waitForText('word29');
    assert.ok((await panelLeft()) < 700, 'the panel is back on the left');
    gate.release(11);
    await panel.waitForAnswerEnd();
    const shown = (await panel.lastAnswer()).match(/word\d+/g);
    assert.deepEqual(
      shown,
      words.map((word) => word.trim()),
    );
    assert.equal(await panel.articles().count(), 2);
    assert.equal(await panel.composer().inputValue(), 'An unsent thought');
    await panel.composer().fill('');
  });

  test('a whole answer instead of a stream (parley.request.stream off)', async () => {
    const panel = chat.panel();
    const provider = chat.provider();
    const vscode = chat.vscode();
    await panel.newChat();
    await vscode.updateSetting('parley.request.stream', false);
    provider.queue(wholeAnswer('All of it at once.'));
    await panel.send('Whole, please.');
    await panel.waitForText('All of it at once.');
    assert.equal(provider.requests.at(-1)?.body.stream, false);
    await vscode.updateSetting('parley.request.stream', undefined);
  });

  test('regenerate keeps the first answer, one step away', async () => {
    const panel = chat.panel();
    const provider = chat.provider();
    await panel.newChat();
    provider.queue(streamText(['first try']), streamText(['second try']));
    await panel.send('Try.');
    await panel.waitForAnswerEnd();
    await panel.articles('Parley').last().hover();
    await panel.button('Regenerate').last().click();
    await panel.waitForText('second try');
    await panel.waitForAnswerEnd();
    assert.equal(await panel.articles('Parley').count(), 1);
    await panel.button('Previous answer').click();
    await panel.waitForText('first try');
    await panel.button('Next answer').click();
    await panel.waitForText('second try');
  });
});
