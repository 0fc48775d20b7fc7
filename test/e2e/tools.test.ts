// Tools in the real VS Code: a whole piece of work, approvals by keyboard, denials, stops, edits that are safe.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { streamText } from '../fakes/replies.ts';
import { startPracticeServer } from '../fakes/practice-server.ts';
import { startScriptedProvider, type ScriptedProvider } from '../fakes/scripted-provider.ts';
import { sharedVsCode } from './support/shared-vscode.ts';
import { copyOfSample, pressByKeyboard, processesWith, strictly, untilEnabled } from './support/tool-chat.ts';

const LIMIT_MS = 30_000;

let folder = '';
let provider: ScriptedProvider | undefined;
const closers: (() => Promise<void>)[] = [];

const shared = sharedVsCode(async () => {
  const copy = await copyOfSample();
  const practice = await startPracticeServer();
  const scripted = await startScriptedProvider();
  folder = copy.folder;
  provider = scripted;
  closers.push(
    copy.remove,
    () => practice.close(),
    () => scripted.close(),
  );
  return {
    workspace: copy.folder,
    userSettings: {
      'parley.providers': {
        practice: { label: 'Practice', baseUrl: `${practice.url}/v1` },
        strict: { label: 'Strict', dialect: 'mistral', baseUrl: scripted.baseUrl },
      },
      'parley.model': 'practice/practice-model',
      'parley.retry.strategy': 'none',
    },
  };
});

after(async () => {
  for (const close of closers.toReversed()) await close();
});

function server(): ScriptedProvider {
  assert.ok(provider !== undefined);
  return provider;
}

/** A stream that asks for these calls. */
function asks(...calls: readonly (readonly [name: string, args: Record<string, unknown>])[]) {
  return strictly(
    streamText(['I look.'], {
      toolCalls: calls.map(([name, args], at) => ({ id: `call0000${at}`, name, arguments: args })),
    }),
  );
}

function answers(text: string) {
  return strictly(streamText([text]));
}

async function useStrictServer(): Promise<void> {
  await shared.vscode().updateSetting('parley.model', 'strict/strict-model');
  await shared.panel().newChat();
}

/** The card that waits for an answer. */
function waiting(): Locator {
  return shared
    .panel()
    .toolCalls()
    .filter({ has: shared.panel().frame.getByRole('button', { name: 'Allow', exact: true }) });
}

async function decide(name: 'Allow' | 'Deny'): Promise<void> {
  const button = waiting().first().getByRole('button', { name, exact: true });
  await button.waitFor({ timeout: LIMIT_MS });
  await untilEnabled(button);
  await pressByKeyboard(shared.vscode(), button);
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !(await condition());) {
    assert.ok(Date.now() < end, `never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a piece of work with tools', () => {
  test('reads, searches, edits, looks for problems and runs the tests in one turn, allowed by keyboard', async () => {
    const panel = shared.panel();
    const file = path.join(folder, 'src', 'quantity.ts');
    const before = await readFile(file, 'utf8');
    await panel.open();
    await panel.send('Fix the failing test');
    const edit = waiting().first();
    await edit.waitFor({ timeout: LIMIT_MS });
    assert.match(await edit.innerText(), /src\/quantity\.ts/);
    assert.match(await edit.innerText(), /rounded/, 'the change is shown before it is made');
    assert.equal(await readFile(file, 'utf8'), before, 'nothing is written before the answer');
    await decide('Allow');
    await until(async () => (await readFile(file, 'utf8')) !== before, 'the edit');
    await until(
      async () =>
        /npm test/.test(
          await waiting()
            .first()
            .innerText()
            .catch(() => ''),
        ),
      'the command',
    );
    assert.match(await readFile(file, 'utf8'), /Math\.round\(amount \* FRACTION\)/);
    await decide('Allow');
    await panel.waitForText('The tool has been used.', 60_000);
    await panel.waitForAnswerEnd();
    const answer = await panel.lastAnswer();
    assert.match(answer, /pass [1-9]/, 'the tests of the sample project ran');
    assert.match(answer, /fail 0/, 'and pass now');
  });

  test('what was changed can be undone, and is not overwritten when it was edited since', async () => {
    const panel = shared.panel();
    const file = path.join(folder, 'src', 'quantity.ts');
    const changed = await readFile(file, 'utf8');
    await writeFile(file, `${changed}// mine\n`);
    await panel.button(/^Undo/).first().click();
    await panel.frame
      .getByText(/changed since|edited since/i)
      .first()
      .waitFor({ timeout: LIMIT_MS });
    assert.equal(await readFile(file, 'utf8'), `${changed}// mine\n`);
    await writeFile(file, changed);
    await panel.button(/^Undo/).first().click();
    await until(
      async () => !/Math\.round\(amount \* FRACTION\)/.test(await readFile(file, 'utf8')),
      'the undo',
    );
  });
});

describe('a strict server', () => {
  test('takes the next message after a denied call; denied is told to the model', async () => {
    const panel = shared.panel();
    await useStrictServer();
    server().queue(
      asks(['run_command', { command: 'touch denied.txt' }]),
      answers('As you wish.'),
      answers('Fine.'),
    );
    await panel.send('Touch it.');
    await decide('Deny');
    await panel.waitForText('As you wish.');
    const { body } = server().requests.at(-1) ?? {};
    assert.match(JSON.stringify(body?.messages?.at(-1)), /user denied/);
    await panel.send('And now?');
    await panel.waitForText('Fine.');
    assert.equal(await panel.alerts().count(), 0);
    assert.ok(!readdirSync(folder).includes('denied.txt'));
  });

  test('takes the next message after a stop in mid-command, of which nothing is left alive', async () => {
    const panel = shared.panel();
    await useStrictServer();
    const command = 'sleep 86311 & (sleep 86312 | cat) & sleep 86313';
    server().queue(asks(['run_command', { command }]), answers('Here again.'));
    await panel.send('Sleep.');
    await decide('Allow');
    await until(() => processesWith('8631').length >= 3, 'the processes');
    await panel.button('Stop').click();
    await until(() => processesWith('8631').length === 0, 'their end');
    await panel.send('Are you there?');
    await panel.waitForText('Here again.');
    assert.equal(await panel.alerts().count(), 0);
  });

  test('takes the next message after the window was closed in mid-call', async () => {
    const panel = shared.panel();
    await useStrictServer();
    server().queue(asks(['run_command', { command: 'sleep 86314' }]));
    await panel.send('Sleep.');
    await decide('Allow');
    await until(() => processesWith('86314').length > 0, 'the process');
    await shared.vscode().reload();
    await until(() => processesWith('86314').length === 0, 'its end');
    await panel.open();
    await panel.waitForText('I look.');
    server().queue(answers('Awake.'));
    await panel.send('Good morning.');
    await panel.waitForText('Awake.');
    // The chat is the same one, and its open call has been answered for the server.
    assert.match(server().requests.at(-1)?.rawBody ?? '', /cancelled before it gave a result/);
  });
});

describe('edits', () => {
  test('two at once to one file come one after the other, and both are there', async () => {
    const panel = shared.panel();
    await useStrictServer();
    await writeFile(path.join(folder, 'two.txt'), 'one\ntwo\n');
    const edit = (old_text: string, new_text: string) =>
      ['edit_file', { path: 'two.txt', edits: [{ old_text, new_text }] }] as const;
    server().queue(asks(edit('one', 'ONE'), edit('two', 'TWO')), answers('Both done.'));
    await panel.send('Twice, please.');
    await decide('Allow');
    await decide('Allow');
    await panel.waitForText('Both done.');
    assert.equal(await readFile(path.join(folder, 'two.txt'), 'utf8'), 'ONE\nTWO\n');
  });

  test('of a file that changed since the model read it are refused with the reason', async () => {
    const panel = shared.panel();
    await useStrictServer();
    const file = path.join(folder, 'moving.txt');
    await writeFile(file, 'first\n');
    const edit = [
      'edit_file',
      { path: 'moving.txt', edits: [{ old_text: 'first', new_text: 'mine' }] },
    ] as const;
    server().queue(
      asks(['read_file', { path: 'moving.txt' }]),
      async (request) => {
        // Between the reading and the edit.
        await writeFile(file, 'first, but changed\n');
        const script = asks(edit);
        return typeof script === 'function' ? script(request) : script;
      },
      answers('I see.'),
    );
    await panel.send('Change it.');
    await panel.waitForText('I see.');
    assert.equal(await readFile(file, 'utf8'), 'first, but changed\n');
    const { body } = server().requests.at(-1) ?? {};
    assert.match(JSON.stringify(body?.messages?.at(-1)), /changed/);
  });
});
