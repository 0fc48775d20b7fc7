// API keys: typed masked, sent to the one server they were given for, found nowhere else.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { errorReply, streamText } from '../fakes/replies.ts';
import { startScriptedProvider } from '../fakes/scripted-provider.ts';
import { scriptedChat } from './support/scripted-chat.ts';

const KEY = 'sk-CANARY-7f3a9b2c4d5e6f708192a3b4c5d6e7f8';

const chat = scriptedChat();

/** Types the key into VS Code's own input box, as a user does. */
async function typeKey(): Promise<{ type: string | null }> {
  const { page } = chat.vscode();
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await page.locator('.quick-input-widget input[type="password"]').waitFor();
  const type = await input.getAttribute('type');
  await input.fill(KEY);
  await input.press('Enter');
  return { type };
}

/** Files below the profile that hold the text, by relative path. */
async function filesWith(text: string): Promise<string[]> {
  const folder = chat.vscode().userDataDir;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    if ((await readFile(file)).includes(text)) found.push(path.relative(folder, file));
  }
  return found;
}

describe('an API key', () => {
  test('is typed masked, reaches that server, and is found nowhere else', async () => {
    const panel = chat.panel();
    const vscode = chat.vscode();
    const provider = chat.provider();
    await panel.open();
    await vscode.runCommand('Parley: Set API Key');
    const input = vscode.page.locator('.quick-input-widget input');
    await input.fill('Scripted');
    await input.press('Enter');
    const { type } = await typeKey();
    assert.equal(type, 'password');
    await vscode.page.getByText('The key of Scripted is saved').first().waitFor();

    // A plain answer, and a refusal that throws the key back at us.
    provider.queue(streamText(['Fine.']), errorReply(401, `Incorrect API key provided: ${KEY}`));
    await panel.send('With the key, please.');
    await panel.waitForText('Fine.');
    assert.equal((await provider.nextRequest()).headers.authorization, `Bearer ${KEY}`);
    await panel.send('Once more.');
    await panel.alerts().waitFor();
    assert.match(await panel.alerts().innerText(), /did not accept the API key[\s\S]*set it again/);

    const frame = await vscode.panelFrame();
    assert.ok(!(await frame.evaluate(() => document.documentElement.outerHTML)).includes(KEY), 'panel DOM');
    assert.deepEqual(await filesWith(KEY), [], 'files of the profile: settings, logs, state');
    assert.ok(!vscode.log().includes(KEY), 'server log and console');
    // Control: the search does find what is there.
    assert.ok((await filesWith('scripted/scripted-model')).length > 0);
  });

  test('is not sent when the base URL moves to another origin; the panel says why and what to do', async () => {
    const panel = chat.panel();
    const vscode = chat.vscode();
    const other = await startScriptedProvider({ fallback: streamText(['Thanks for the key!']) });
    after(() => other.close());
    await vscode.updateSetting('parley.providers', {
      scripted: { label: 'Scripted', baseUrl: other.baseUrl },
    });
    await chat.panel().newChat();
    await panel.send('Who are you?');
    await panel.alerts().waitFor();
    const text = await panel.alerts().innerText();
    assert.match(text, /key was not sent/i);
    assert.ok(text.includes(new URL(chat.provider().url).origin) && text.includes(other.url), text);
    assert.equal(other.connections, 0, 'nothing was sent at all');

    // What to do: set it again, for the new address.
    await panel.alerts().getByRole('button', { name: 'Set API key', exact: true }).click();
    await typeKey();
    await vscode.page.getByText(`saved for ${other.url}`).first().waitFor();
    await panel.alerts().getByRole('button', { name: 'Retry', exact: true }).click();
    await panel.waitForText('Thanks for the key!');
    assert.ok(
      other.requests.some(({ headers }) => headers.authorization === `Bearer ${KEY}`),
      'control: it can be sent',
    );
  });
});
