// What goes wrong with servers and settings: one alert that says what happened and what to do; nothing spins for ever.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import type { Reply } from '../fakes/play-reply.ts';
import { errorReply, htmlPage, jsonReply, streamText } from '../fakes/replies.ts';
import { scriptedChat, scriptedSettings } from './support/scripted-chat.ts';

const chat = scriptedChat();

interface Fault {
  readonly name: string;
  readonly reply: Reply;
  /** What the alert must say. */
  readonly says: RegExp;
  /** A button that helps. */
  readonly button: string;
  /** Text that had come and must stay. */
  readonly keeps?: string;
}

const faults: readonly Fault[] = [
  {
    name: '401 without a key',
    reply: errorReply(401, 'Incorrect API key provided'),
    says: /needs an API key[\s\S]*Set it now/,
    button: 'Set API key',
  },
  {
    name: '404',
    reply: errorReply(404, 'The model `scripted-model` does not exist'),
    says: /does not know .*scripted-model[\s\S]*Choose a model/,
    button: 'Choose model',
  },
  {
    name: '422 with a field',
    reply: jsonReply(
      {
        detail: [
          { type: 'extra_forbidden', loc: ['body', 'temperature'], msg: 'Extra inputs are not permitted' },
        ],
      },
      422,
    ),
    says: /refused the request[\s\S]*temperature/,
    button: 'Open settings',
  },
  { name: '429', reply: errorReply(429, 'Rate limit exceeded'), says: /limiting requests/, button: 'Retry' },
  {
    name: '500',
    reply: errorReply(500, 'Something broke'),
    says: /internal error[\s\S]*Retry/,
    button: 'Retry',
  },
  {
    name: 'an HTML page',
    reply: htmlPage(),
    says: /could not be understood[\s\S]*base URL/,
    button: 'Open settings',
  },
  {
    name: 'a stream cut in the middle',
    reply: streamText(['The beginning of an answer'], { ending: 'reset' }),
    says: /cut off[\s\S]*is kept/,
    button: 'Retry',
    keeps: 'The beginning of an answer',
  },
];

describe('a fault of the server', () => {
  for (const { name, reply, says, button, keeps } of faults) {
    test(`${name}: one alert, a fitting button, nothing spins`, async () => {
      const panel = chat.panel();
      await panel.open();
      await chat.panel().newChat();
      chat.provider().queue(reply);
      await panel.send(`Fault: ${name}`);
      await panel.alerts().waitFor();
      await panel.button('Send').waitFor();
      assert.equal(await panel.alerts().count(), 1);
      assert.match(await panel.alerts().innerText(), says);
      assert.ok(await panel.alerts().getByRole('button', { name: button, exact: true }).isVisible());
      assert.equal(await panel.button('Stop').count(), 0);
      if (keeps !== undefined) assert.match(await panel.lastAnswer(), new RegExp(keeps));
    });
  }

  test('Retry on the alert asks again and the alert goes', async () => {
    const panel = chat.panel();
    await chat.panel().newChat();
    chat.provider().queue(errorReply(500, 'Once'), streamText(['Better now.']));
    await panel.send('Twice, please.');
    await panel.alerts().getByRole('button', { name: 'Retry', exact: true }).click();
    await panel.waitForText('Better now.');
    assert.equal(await panel.alerts().count(), 0);
  });

  test('a refused connection names the address and asks whether the server runs', async () => {
    const panel = chat.panel();
    const port = await closedPort();
    await chat.vscode().updateSetting('parley.providers', {
      scripted: { label: 'Scripted', baseUrl: `http://127.0.0.1:${port}/v1` },
    });
    await chat.panel().newChat();
    await panel.send('Anyone?');
    await panel.alerts().waitFor();
    const text = await panel.alerts().innerText();
    assert.match(text, new RegExp(`127\\.0\\.0\\.1:${port}`));
    assert.match(text, /listening|running/);
    assert.equal(await panel.alerts().count(), 1);
    await restoreSettings();
  });
});

describe('a fault in the settings', () => {
  test('an invalid entry is named with its key and what is wrong; the other providers go on working', async () => {
    const panel = chat.panel();
    const good = scriptedSettings(chat.provider())['parley.providers'] as Record<string, unknown>;
    await chat.vscode().updateSetting('parley.providers', {
      ...good,
      broken: { baseUrl: 'localhost:1234', basUrl: 'x' },
      other: { baseUrl: 'not an address' },
    });
    await chat.panel().newChat();
    await panel.frame.getByText(/parley\.providers\.broken.*basUrl/).waitFor();
    await panel.frame.getByText(/parley\.providers\.other\.baseUrl.*not an address/).waitFor();
    chat.provider().queue(streamText(['Still working.']));
    await panel.send('And now?');
    await panel.waitForText('Still working.');
    await restoreSettings();
  });

  test('a model id without a provider is explained', async () => {
    const panel = chat.panel();
    await chat.vscode().updateSetting('parley.model', 'mistral-small-latest');
    await chat.panel().newChat();
    await panel.send('Hello');
    await panel.alerts().waitFor();
    assert.match(await panel.alerts().innerText(), /“mistral-small-latest”[\s\S]*provider\/model/);
    await restoreSettings();
  });

  test('no model chosen: the panel says what to do', async () => {
    const panel = chat.panel();
    await chat.vscode().updateSetting('parley.model', '');
    await chat.panel().newChat();
    await panel.button('Choose model').first().waitFor();
    await restoreSettings();
  });
});

async function restoreSettings(): Promise<void> {
  const settings = scriptedSettings(chat.provider());
  for (const [key, value] of Object.entries(settings)) await chat.vscode().updateSetting(key, value);
}

/** A port on which nothing listens: one that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}
