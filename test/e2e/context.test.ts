// What reaches the server in the real VS Code: no planted secret, no instructions that were removed or are not trusted,
// and a chat that goes on at any length, with what was left out visible.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { errorReply, streamText } from '../fakes/replies.ts';
import { startScriptedProvider, type ScriptedProvider, type SentBody } from '../fakes/scripted-provider.ts';
import { plantedSecrets } from '../unit/context/planted-secrets.ts';
import type { Panel } from './support/panel.ts';
import { sharedVsCode } from './support/shared-vscode.ts';

const LIMIT_MS = 20_000;
/** Tokens the small model reads. */
const SMALL = 2400;
const appRule = 'Answer every question of the app in rhymes.';
const libRule = 'The library is written for robots only.';
const pythonRule = 'Python is indented with three spaces.';

let provider: ScriptedProvider | undefined;
let folder = '';

/** Two workspace folders with instructions each, and a file full of secrets. */
async function makeWorkspace(): Promise<string> {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-context-'));
  await mkdir(path.join(folder, 'app', '.github', 'instructions'), { recursive: true });
  await mkdir(path.join(folder, 'lib'));
  await writeFile(path.join(folder, 'app', 'AGENTS.md'), `${appRule}\n`);
  await writeFile(
    path.join(folder, 'app', '.github', 'instructions', 'python.instructions.md'),
    `---\napplyTo: "**/*.py"\n---\n${pythonRule}\n`,
  );
  await writeFile(path.join(folder, 'lib', 'AGENTS.md'), `${libRule}\n`);
  await writeFile(path.join(folder, 'lib', 'robot.py'), 'print("beep")\n');
  await writeFile(
    path.join(folder, 'app', 'secrets.txt'),
    plantedSecrets.map(({ text }) => `${text}\n`).join(''),
  );
  const file = path.join(folder, 'two.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: 'app' }, { path: 'lib' }] }));
  return file;
}

async function options(restricted: boolean) {
  provider = await startScriptedProvider();
  return {
    workspace: await makeWorkspace(),
    restricted,
    userSettings: {
      'parley.providers': {
        scripted: {
          label: 'Scripted',
          baseUrl: provider.baseUrl,
          models: [
            { id: 'large-model', contextLength: 200_000, vision: false },
            { id: 'small-model', contextLength: SMALL, tools: false },
          ],
        },
      },
      'parley.model': 'scripted/large-model',
      'parley.retry.strategy': 'none',
    },
  };
}

async function close(): Promise<void> {
  await provider?.close();
  await rm(folder, { recursive: true, force: true });
}

function server(): ScriptedProvider {
  assert.ok(provider !== undefined);
  return provider;
}

/** Sends a message and gives the request that reached the server. */
async function ask(panel: Panel, text: string, answer: string): Promise<{ body: SentBody; rawBody: string }> {
  server().queue(streamText([answer]));
  await panel.send(text);
  const request = await server().nextRequest();
  await panel.waitForAnswerEnd();
  return request;
}

const chips = (panel: Panel): Locator =>
  panel.frame.getByRole('list', { name: 'Instructions' }).getByRole('listitem');
const meter = (panel: Panel): Locator => panel.frame.getByRole('button', { name: /Show what will be sent$/ });
const sheet = (panel: Panel): Locator => panel.frame.getByRole('dialog', { name: 'What will be sent' });

async function chipsAre(panel: Panel, names: readonly string[]): Promise<void> {
  let shown: readonly string[] = [];
  for (const end = Date.now() + LIMIT_MS; Date.now() < end;) {
    shown = await chips(panel).allTextContents();
    if (shown.join() === names.join()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(shown, names);
}

describe('in a trusted workspace of two folders', () => {
  const shared = sharedVsCode(() => options(false));
  after(close);

  test('none of the planted secrets reaches the server, and it is said which were masked', async () => {
    const panel = shared.panel();
    await panel.open();
    await shared.vscode().execute('parley.addFile', { $file: path.join(folder, 'app', 'secrets.txt') });
    await panel.attachments().getByText('secrets.txt').waitFor();
    await meter(panel).press('Enter');
    const part = sheet(panel).getByRole('listitem').filter({ hasText: 'secrets.txt' });
    await part.waitFor();
    assert.ok(plantedSecrets.length >= 40);
    assert.match(
      await part.innerText(),
      new RegExp(`\\b${plantedSecrets.length} secrets masked: .*GitHub token`),
    );
    assert.match(await sheet(panel).innerText(), new RegExp(`${plantedSecrets.length} secrets are masked`));
    await panel.frame.getByRole('button', { name: 'Close what will be sent' }).press('Enter');
    const { rawBody, body } = await ask(panel, 'What is in it?', 'Secrets.');
    const reached = plantedSecrets.filter(({ secret }) =>
      secret
        .split('\n')
        .some((line) => rawBody.includes(line) || rawBody.includes(JSON.stringify(line).slice(1, -1))),
    );
    assert.deepEqual(
      reached.map(({ kind }) => kind),
      [],
    );
    assert.match(JSON.stringify(body.messages), /\[masked: GitHub token\]/, 'control: the file did go');
    assert.match(rawBody, /secrets\.txt, \d+ lines/);
  });

  test('nor does one in a file that a tool reads; the card says so', async () => {
    const panel = shared.panel();
    await panel.newChat();
    server().queue(
      streamText(['I look.'], {
        toolCalls: [{ id: 'call00001', name: 'read_file', arguments: { path: 'app/secrets.txt' } }],
      }),
      streamText(['Seen.']),
    );
    await panel.send('Read it.');
    await panel.waitForText('Seen.');
    await server().nextRequest();
    const { rawBody } = await server().nextRequest();
    const reached = plantedSecrets.filter(({ secret }) => rawBody.includes(secret.split('\n')[0] ?? ''));
    assert.deepEqual(
      reached.map(({ kind }) => kind),
      [],
    );
    assert.match(rawBody, /\[masked: GitHub token\]/, 'control: the tool did read it');
    assert.match((await panel.toolCalls().first().textContent()) ?? '', /secrets masked/);
  });

  test('instructions are shown before they are sent, the nearest first; a removed one does not go any more', async () => {
    const panel = shared.panel();
    await panel.newChat();
    await chipsAre(panel, ['app/AGENTS.md', 'lib/AGENTS.md']);
    await shared.vscode().execute('parley.addFile', { $file: path.join(folder, 'lib', 'robot.py') });
    await chipsAre(panel, ['lib/AGENTS.md', 'app/AGENTS.md']);
    const first = await ask(panel, 'Who is it for?', 'Robots.');
    const system = String(first.body.messages?.[0]?.content);
    assert.ok(system.indexOf(libRule) < system.indexOf(appRule) && system.includes(libRule));
    assert.equal(system.includes(pythonRule), false, 'the rule of the other folder is not about this file');
    await panel.button('Remove app/AGENTS.md from this chat').press('Enter');
    await chipsAre(panel, ['lib/AGENTS.md']);
    const second = await ask(panel, 'And now?', 'Still robots.');
    assert.equal(second.rawBody.includes(appRule), false);
    assert.ok(second.rawBody.includes(libRule), 'control: the other one still goes');
    await shared.vscode().reload();
    await panel.open();
    await panel.waitForText('Still robots.');
    await chipsAre(panel, ['lib/AGENTS.md']);
    await meter(panel).press('Enter');
    await sheet(panel).getByRole('button', { name: 'Remove System prompt' }).press('Enter');
    await sheet(panel).getByRole('button', { name: 'Add app/AGENTS.md back' }).press('Enter');
    await sheet(panel).getByRole('button', { name: 'Switch all tools off in this chat' }).press('Enter');
    await sheet(panel).getByRole('button', { name: 'Add System prompt back' }).waitFor();
    await sheet(panel).getByRole('button', { name: 'Switch all tools off' }).waitFor({ state: 'detached' });
    await sheet(panel).press('Escape');
    await chipsAre(panel, ['lib/AGENTS.md', 'app/AGENTS.md']);
    const third = await ask(panel, 'And at last?', 'Robots and poets.');
    assert.ok(third.rawBody.includes(appRule));
    assert.doesNotMatch(String(third.body.messages?.[0]?.content), /You are a programming assistant/);
    assert.equal(third.body.tools, undefined);
    assert.ok((second.body.tools?.length ?? 0) > 0, 'control: tools went before');
  });

  test('a chat of four times the context goes on; what was left out is visible, and a summary makes room', async () => {
    const panel = shared.panel();
    await shared.vscode().updateSetting('parley.model', 'scripted/small-model');
    await panel.newChat();
    const words = (mark: string): string => `${mark} ${'lorem ipsum dolor sit amet '.repeat(140)}`;
    let sent = 0;
    let largest = 0;
    // Each turn holds some 1,400 tokens.
    for (let turn = 1; turn <= 7; turn += 1) {
      const { body } = await ask(panel, words(`question${turn}`), words(`answer${turn}`));
      const size = JSON.stringify(body.messages).length;
      largest = Math.max(largest, size);
      sent += words('').length * 2;
      assert.match(String(body.messages?.at(-1)?.content), new RegExp(`question${turn}\\b`));
    }
    // Of these words 5.4 characters are one token.
    assert.ok(sent / 5.4 > 4 * SMALL, `the chat holds about ${Math.round(sent / 5.4)} tokens`);
    assert.ok(largest / 5.4 < SMALL, `the largest request has about ${Math.round(largest / 5.4)} tokens`);
    assert.match(await panel.lastAnswer(), /Left out, because the chat is longer than the model can read/);
    assert.equal(await panel.alerts().count(), 0);
    await panel.frame
      .getByRole('button', { name: /^Context \d+ % full: .*older parts are left out/ })
      .press('Enter');
    await sheet(panel)
      .getByText(/older parts have no room/)
      .waitFor();
    await panel.frame.getByRole('button', { name: /^This chat so far/ }).press('Enter');
    assert.ok((await sheet(panel).getByText('no room', { exact: true }).count()) > 8);
    await sheet(panel).press('Escape');

    const before = server().requests.length;
    server().setFallback(streamText(['The user asked seven questions in Latin.']));
    await panel.composer().fill('/compact');
    await panel.composer().press('Enter');
    await panel.frame.getByRole('group', { name: /^Summary of \d+ messages/ }).waitFor();
    assert.ok(server().requests.length - before > 1, 'in several pieces');
    server().setFallback(undefined);
    const pieces = server().requests.slice(before);
    for (const { rawBody } of pieces) assert.ok(rawBody.length / 5.4 < SMALL, `${rawBody.length} characters`);
    for (let count = 0; count < pieces.length; count += 1) await server().nextRequest();
    await panel.waitForText('question1 lorem');
    const { body, rawBody } = await ask(panel, 'How many?', 'Seven.');
    assert.match(rawBody, /seven questions in Latin/);
    assert.equal(body.messages?.filter(({ role }) => role === 'user').length, 1);
    assert.doesNotMatch(await panel.lastAnswer(), /Left out/);
  });

  test('a summary that is no shorter is none; a server that says “too long” is offered one', async () => {
    const panel = shared.panel();
    await panel.newChat();
    await ask(panel, 'Short?', 'Yes.');
    server().setFallback(streamText(['word '.repeat(400)]));
    await panel.composer().fill('/compact');
    await panel.composer().press('Enter');
    await shared.vscode().page.getByText('no shorter than the conversation').first().waitFor();
    assert.equal(await panel.frame.getByRole('group', { name: /^Summary of/ }).count(), 0);
    server().setFallback(undefined);
    await panel.waitForText('Short?');
    server().queue(
      errorReply(400, "This model's maximum context length is 2400 tokens.", {
        code: 'context_length_exceeded',
      }),
    );
    await panel.send('Once more?');
    await panel.button('Sum up and retry').waitFor();
  });
});

describe('in Restricted Mode', () => {
  const shared = sharedVsCode(() => options(true));
  after(close);

  test('instructions of the workspace are neither shown nor sent', async () => {
    const panel = shared.panel();
    await panel.open();
    const { rawBody } = await ask(panel, 'Who is it for?', 'Nobody.');
    assert.equal(rawBody.includes(appRule) || rawBody.includes(libRule), false);
    assert.equal(await chips(panel).count(), 0);
    assert.match(rawBody, /You are a programming assistant/, 'control: the system prompt does go');
    await meter(panel).press('Enter');
    await sheet(panel).getByText('System prompt').waitFor();
    assert.doesNotMatch(await sheet(panel).innerText(), /AGENTS\.md/);
  });
});
