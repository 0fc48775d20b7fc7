// Choosing a model: from the panel's button to the server's live list, a key asked for where one is missing, any id typed.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { errorReply, streamText } from '../fakes/replies.ts';
import { startScriptedProvider } from '../fakes/scripted-provider.ts';
import { scriptedChat } from './support/scripted-chat.ts';

const chat = scriptedChat();

/** VS Code's own picker. */
function picker() {
  return chat.vscode().page.locator('.quick-input-widget');
}

async function pickProvider(name: string): Promise<void> {
  await chat
    .panel()
    .button(/^Model/)
    .click();
  await picker().locator('input').fill(name);
  await picker().locator('.monaco-list-row', { hasText: name }).first().waitFor();
  await picker().locator('input').press('Enter');
}

describe('choosing a model', () => {
  test('from the server’s list, and it is the one asked next', async () => {
    const panel = chat.panel();
    await panel.open();
    await pickProvider('Scripted');
    await picker().locator('.monaco-list-row', { hasText: 'scripted-model' }).waitFor();
    await picker().locator('input').press('Enter');
    await panel.button(/^Model.*scripted-model/).waitFor();
    chat.provider().queue(streamText(['Here.']));
    await panel.send('Who?');
    await panel.waitForText('Here.');
    assert.equal((await chat.provider().nextRequest()).body.model, 'scripted-model');
  });

  test('any id can be typed', async () => {
    const panel = chat.panel();
    await pickProvider('Scripted');
    await picker().locator('.monaco-list-row', { hasText: 'scripted-model' }).waitFor();
    await picker().locator('input').fill('org/another-model:7b');
    await picker().locator('.monaco-list-row', { hasText: 'use this id' }).waitFor();
    await picker().locator('input').press('Enter');
    await panel.button(/^Model.*another-model/).waitFor();
    chat.provider().queue(streamText(['There.']));
    await panel.send('And now?');
    await panel.waitForText('There.');
    assert.equal((await chat.provider().nextRequest()).body.model, 'org/another-model:7b');
  });

  test('another model answers too, beside the first, by keyboard; the chosen one stays', async () => {
    const panel = chat.panel();
    chat.provider().queue(streamText(['Another view.']));
    await panel.button('Ask another model too').last().press('Enter');
    await picker().locator('input').fill('Scripted');
    await picker().locator('.monaco-list-row', { hasText: 'Scripted' }).first().waitFor();
    await picker().locator('input').press('Enter');
    await picker().locator('.monaco-list-row', { hasText: 'scripted-model' }).waitFor();
    await picker().locator('input').fill('second-opinion');
    await picker().locator('.monaco-list-row', { hasText: 'use this id' }).waitFor();
    await picker().locator('input').press('Enter');
    await panel.waitForText('Another view.');
    assert.equal((await chat.provider().nextRequest()).body.model, 'second-opinion');
    await panel.button(/^Model.*another-model/).waitFor();
    await panel.waitForAnswerEnd();
    await panel.button('Previous answer').click();
    await panel.waitForText('There.');
  });

  test('the list is asked for once, and again on request', async () => {
    const lists = (): number => chat.provider().requests.filter(({ path }) => path === '/v1/models').length;
    const before = lists();
    assert.ok(before > 0);
    await pickProvider('Scripted');
    await picker().locator('.monaco-list-row', { hasText: 'scripted-model' }).waitFor();
    assert.equal(lists(), before);
    await picker().getByRole('button', { name: 'Ask the server again' }).click();
    await picker().locator('.monaco-list-row', { hasText: 'scripted-model' }).waitFor();
    const deadline = Date.now() + 5000;
    while (lists() === before && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(lists(), before + 1);
    await picker().locator('input').press('Escape');
  });

  test('a provider that needs a key asks for it, masked; backing out changes nothing', async () => {
    const { page } = chat.vscode();
    await pickProvider('Mistral');
    await page.locator('.quick-input-widget input[type="password"]').waitFor();
    await page.keyboard.press('Escape');
    await picker().waitFor({ state: 'hidden' });
    await chat
      .panel()
      .button(/^Model.*another-model/)
      .waitFor();
  });

  test('a server whose list is down is chatted with all the same, by a typed id (N44)', async () => {
    const panel = chat.panel();
    const other = await startScriptedProvider({
      models: errorReply(500, 'no list today'),
      fallback: streamText(['Who needs a list?']),
    });
    after(() => other.close());
    await chat.vscode().updateSetting('parley.providers', {
      scripted: { label: 'Scripted', baseUrl: chat.provider().baseUrl },
      listless: { label: 'Listless', baseUrl: other.baseUrl },
    });
    await pickProvider('Listless');
    await picker().locator('input[placeholder*="No list from the server"]').waitFor();
    await picker().locator('input').fill('typed-model');
    await picker().locator('.monaco-list-row', { hasText: 'use this id' }).waitFor();
    await picker().locator('input').press('Enter');
    await panel.button(/^Model.*typed-model/).waitFor();
    await panel.send('Hello');
    await panel.waitForText('Who needs a list?');
  });
});
