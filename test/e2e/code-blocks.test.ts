// What a user does with code and places of an answer, in the real VS Code: editors, files, a real terminal, the diff editor.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { streamText } from '../fakes/replies.ts';
import { scriptedChat, type ScriptedChat } from './support/scripted-chat.ts';
import { copyOfSample, pressByKeyboard } from './support/tool-chat.ts';

const LIMIT_MS = 20_000;
const sample = await copyOfSample();
after(sample.remove);

const inWorkspace = (name: string): string => path.join(sample.folder, name);
const textOf = (name: string): Promise<string> => readFile(inWorkspace(name), 'utf8');

async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !(await isTrue());) {
    assert.ok(Date.now() < end, `it did not come to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('code blocks', () => {
  const chat = scriptedChat({ workspace: sample.folder });
  const page = (): Page => chat.vscode().page;
  const action = (name: string): Locator => chat.panel().button(name).last();
  const quickPick = (label: string): Locator =>
    page().locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  const dialogButton = (name: string): Locator =>
    page().locator('.monaco-dialog-box').getByRole('button', { name });
  /** Waits until VS Code has been told to say this; takes it away. Looks at the list: toasts come when they please. */
  async function noticed(text: string): Promise<void> {
    await chat.vscode().execute('notifications.showList');
    await page().locator('.notifications-center', { hasText: text }).waitFor({ timeout: LIMIT_MS });
    await chat.vscode().execute('notifications.clearAll');
  }

  /** A new chat whose answer is this text. */
  async function answered(text: string, shared: ScriptedChat = chat): Promise<void> {
    await shared.panel().open();
    await shared.panel().newChat();
    shared.provider().queue(streamText([text]));
    await shared.panel().send('Show me.');
    await shared.panel().waitForAnswerEnd();
  }

  async function open(name: string): Promise<void> {
    await chat.vscode().execute('vscode.open', { $file: inWorkspace(name) });
    await page()
      .locator('.tab.active', { hasText: path.basename(name) })
      .waitFor({ timeout: LIMIT_MS });
  }

  async function closeEditors(): Promise<void> {
    // What is unsaved would be asked about.
    await chat.vscode().execute('workbench.action.revertAndCloseActiveEditor');
    await chat.vscode().execute('workbench.action.closeAllEditors');
  }

  /** Takes back one step in the editor of this file, which is active or about to be. */
  async function undoIn(name: string): Promise<void> {
    const tab = page().locator('.tab.active', { hasText: name, hasNotText: '↔' });
    await tab.waitFor({ timeout: LIMIT_MS });
    await chat.vscode().execute('workbench.action.focusActiveEditorGroup');
    await chat.vscode().execute('undo');
  }

  /** Saves the active editor and gives the file's text. */
  async function saved(name: string): Promise<string> {
    await chat.vscode().execute('workbench.action.files.save');
    return textOf(name);
  }

  test('insert at the cursor, replace the selection, each one step to undo', async () => {
    await writeFile(inWorkspace('notes.txt'), 'one\ntwo\nthree\n');
    await answered('```text\nNEW\n```\n');
    await open('notes.txt');
    await chat.vscode().execute('cursorMove', { to: 'down', by: 'line', value: 1 });
    await action('Insert at cursor').click();
    await until('inserted', async () => (await saved('notes.txt')) === 'one\nNEWtwo\nthree\n');
    await undoIn('notes.txt');
    assert.equal(await saved('notes.txt'), 'one\ntwo\nthree\n');

    await action('Replace selection').click();
    await noticed('Select the text in an editor');
    await chat.vscode().execute('workbench.action.focusActiveEditorGroup');
    await chat.vscode().execute('expandLineSelection');
    await pressByKeyboardFrom(action('Replace selection'));
    await until('replaced', async () => (await saved('notes.txt')) === 'one\nNEW\nthree\n');
    await undoIn('notes.txt');
    assert.equal(await saved('notes.txt'), 'one\ntwo\nthree\n');
    await closeEditors();
  });

  async function pressByKeyboardFrom(control: Locator): Promise<void> {
    await chat.panel().composer().focus();
    await pressByKeyboard(chat.vscode(), control);
  }

  const applied = '// src/recipe.ts is short now.\nexport const servings = 4;\n';

  test('apply to file: the change is shown, and made only when the user applies it', async () => {
    const before = await textOf('src/main.ts');
    await answered(`\`\`\`ts src/main.ts\n${applied}\`\`\`\n`);
    await pressByKeyboardFrom(action('Apply to file'));
    const apply = page().getByRole('button', { name: 'Apply Change' });
    await apply.waitFor({ timeout: LIMIT_MS });
    assert.equal(await textOf('src/main.ts'), before, 'shown, not made');
    await page().getByRole('button', { name: 'Discard Change' }).click();
    await apply.waitFor({ state: 'detached', timeout: LIMIT_MS });
    assert.equal(await textOf('src/main.ts'), before, 'discarded');

    await action('Apply to file').click();
    await apply.click();
    await until('applied', async () => (await textOf('src/main.ts')) === applied);
    await apply.waitFor({ state: 'detached', timeout: LIMIT_MS });
    await undoIn('main.ts');
    assert.equal(await saved('src/main.ts'), before, 'one step takes it back');
    await closeEditors();
  });

  test('apply to file: unsaved text counts, and what has changed since is never overwritten', async () => {
    await writeFile(inWorkspace('plan.txt'), 'one\ntwo\nthree\n');
    await answered('```text plan.txt\nonly this\n```\n');
    await open('plan.txt');
    await page().keyboard.type('UNSAVED ');
    await action('Apply to file').click();
    const apply = page().getByRole('button', { name: 'Apply Change' });
    await apply.waitFor({ timeout: LIMIT_MS });
    await page().locator('.editor.original', { hasText: 'UNSAVED' }).waitFor({ timeout: LIMIT_MS });
    // Somebody goes on writing in the file after the change was made up.
    await open('plan.txt');
    await chat.vscode().execute('cursorTop');
    await page().keyboard.type('MORE ');
    await page().locator('.tab', { hasText: 'now ↔ with the code' }).click();
    await apply.click();
    await noticed('has changed since the change was shown');
    await open('plan.txt');
    assert.equal(await saved('plan.txt'), 'MORE UNSAVED one\ntwo\nthree\n');
    await closeEditors();
  });

  test('apply to file: a part goes where it begins and ends alike, after a question', async () => {
    const before = await textOf('src/quantity.ts');
    const part =
      "export function formatQuantity({ amount, unit }: Quantity): string {\n  return unit === '' ? 'some' : unit;\n}\n";
    await answered(`Change the last function.\n\n**quantity.ts**\n\n\`\`\`ts\n${part}\`\`\`\n`);
    await action('Apply to file').click();
    // The answer leaves the folder out.
    await quickPick('src/quantity.ts').click();
    await quickPick('Replace lines').click();
    await page().getByRole('button', { name: 'Apply Change' }).click();
    await until('applied', async () => (await textOf('src/quantity.ts')).includes("'some'"));
    const after = await textOf('src/quantity.ts');
    assert.equal(after, `${before.slice(0, before.indexOf('export function formatQuantity'))}${part}`);
    await undoIn('quantity.ts');
    assert.equal(await saved('src/quantity.ts'), before);
    await closeEditors();
  });

  test('apply to file: what is outside, secret or a link to the outside is refused, what is sensitive asked about', async () => {
    await writeFile(inWorkspace('.env'), 'KEY=1\n');
    await symlink('/etc/hosts', inWorkspace('link.txt'));
    const manifest = await textOf('package.json');
    const refused = [
      ['../outside.txt', 'is not a path inside the workspace'],
      ['link.txt', 'is not a path inside the workspace'],
      ['.env', 'holds passwords or keys'],
    ] as const;
    const places = [...refused.map(([place]) => place), 'package.json'];
    await answered(places.map((place) => `\`\`\`text ${place}\n{}\n\`\`\`\n`).join('\n'));
    for (const [index, [, said]] of refused.entries()) {
      await chat.panel().button('Apply to file').nth(index).click();
      await noticed(said);
    }
    await action('Apply to file').click();
    await page().getByRole('button', { name: 'Apply Change' }).click();
    await dialogButton('Cancel').click();
    assert.equal(await textOf('package.json'), manifest);
    await page().getByRole('button', { name: 'Apply Change' }).click();
    await dialogButton('Apply').click();
    await until('applied', async () => (await textOf('package.json')) === '{}\n');
    await writeFile(inWorkspace('package.json'), manifest);
    await rm(inWorkspace('link.txt'));
    await closeEditors();
  });

  test('new file: a document in its language, or the named file after a question', async () => {
    await answered('```ts\nlet untitled = 1;\n```\n');
    await action('New file').click();
    await page().locator('.tab.active', { hasText: 'Untitled-1' }).waitFor({ timeout: LIMIT_MS });
    await page().locator('.statusbar-item', { hasText: 'TypeScript' }).waitFor({ timeout: LIMIT_MS });
    await closeEditors();

    await answered('```ts src/made/here.ts\nexport {};\n```\n');
    await action('New file').click();
    await dialogButton('Cancel').click();
    assert.equal(existsSync(inWorkspace('src/made')), false);
    await action('New file').click();
    await dialogButton('Create file').click();
    await page().locator('.tab.active', { hasText: 'here.ts' }).waitFor({ timeout: LIMIT_MS });
    assert.equal(await textOf('src/made/here.ts'), 'export {};\n');
    await action('New file').click();
    await noticed('exists already');
    await closeEditors();
  });

  test('run in terminal: one line is pasted, and nothing runs before Enter', async () => {
    const run = (index: number): Promise<void> => chat.panel().button('Run in terminal').nth(index).click();
    const blocks = [
      'touch ran-one',
      'touch ran-two\ntouch ran-three',
      'touch ran-four\u001b[201~',
      'touch ran\u202efive',
    ];
    await answered(blocks.map((code) => `\`\`\`bash\n${code}\n\`\`\`\n`).join('\n'));
    await run(0);
    await page().locator('.xterm-helper-textarea:focus').first().waitFor({ timeout: LIMIT_MS });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(existsSync(inWorkspace('ran-one')), false, 'it waits for the user');
    await page().keyboard.press('Enter');
    await until('Enter runs it', () => existsSync(inWorkspace('ran-one')));

    await run(1);
    await quickPick('touch ran-three').click();
    await page().locator('.xterm-helper-textarea:focus').first().waitFor({ timeout: LIMIT_MS });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(existsSync(inWorkspace('ran-two')), false, 'no other line is sent');
    assert.equal(existsSync(inWorkspace('ran-three')), false, 'it waits for the user');
    await page().keyboard.press('Enter');
    await until('Enter runs it', () => existsSync(inWorkspace('ran-three')));
    assert.equal(existsSync(inWorkspace('ran-two')), false);

    await run(2);
    await noticed('control characters (U+001B)');
    await run(3);
    await page()
      .locator('.monaco-dialog-box', { hasText: 'touch ran⟨U+202E⟩five' })
      .waitFor({ timeout: LIMIT_MS });
    await dialogButton('Cancel').click();
    // What was refused must not be waiting in the terminal either.
    await chat.vscode().execute('workbench.action.terminal.focus');
    await page().keyboard.press('Enter');
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(existsSync(inWorkspace('ran-four')), false);
    assert.equal(existsSync(inWorkspace('ran\u202efive')), false);
  });

  test('run in terminal: lines that are sent as they are do run in that terminal (control)', async () => {
    const text = 'touch control-one\ntouch control-two';
    await chat.vscode().execute('workbench.action.terminal.sendSequence', { text });
    await until('the first line ran', () => existsSync(inWorkspace('control-one')));
    assert.equal(existsSync(inWorkspace('control-two')), false);
    await chat.vscode().execute('workbench.action.terminal.killAll');
  });

  test('a diagram is shown in the Markdown preview of VS Code, nothing of it in the panel', async () => {
    await answered('```mermaid\ngraph LR\n  a --> b\n```\n');
    await action('Show diagram').click();
    await page().locator('.tab.active', { hasText: 'Preview Diagram.md' }).waitFor({ timeout: LIMIT_MS });
    // Drawn there, by VS Code.
    await until('a drawn diagram', async () => {
      const drawn = page()
        .frames()
        .map((frame) => frame.locator('.mermaid svg').count());
      return (await Promise.allSettled(drawn)).some(
        (count) => count.status === 'fulfilled' && count.value > 0,
      );
    });
    assert.equal(await chat.panel().frame.locator('.markdown iframe, .markdown svg:not(.icon)').count(), 0);
    await closeEditors();
  });

  test('paths that exist become links that open the place; others stay text', async () => {
    await answered('See src/quantity.ts:9-12, `src/recipe.ts` and src/nowhere.ts, `../out.ts`, `.env`.\n');
    const link = (name: string): Locator => chat.panel().frame.getByRole('link', { name, exact: true });
    await link('src/quantity.ts:9-12').waitFor({ timeout: LIMIT_MS });
    await link('src/recipe.ts').waitFor({ timeout: LIMIT_MS });
    assert.equal(await chat.panel().frame.locator('.place-link').count(), 2);
    await link('src/quantity.ts:9-12').press('Enter');
    await page().locator('.tab.active', { hasText: 'quantity.ts' }).waitFor({ timeout: LIMIT_MS });
    await page().locator('.statusbar-item', { hasText: 'Ln 12' }).waitFor({ timeout: LIMIT_MS });
    await link('src/recipe.ts').click();
    await page().locator('.tab.active', { hasText: 'recipe.ts' }).waitFor({ timeout: LIMIT_MS });
    await closeEditors();
  });

  test('a name in code leads to where it is declared', async () => {
    await answered('Call `formatQuantity()`, not `formatNothing()`.\n');
    await open('src/quantity.ts');
    const { frame } = chat.panel();
    const name = frame.getByRole('link', { name: 'formatQuantity()' });
    // The language server may still be reading the project.
    await until('a link', async () => {
      await frame.getByText('Show me.').hover();
      await frame.getByText('formatQuantity()').hover();
      return name.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    });
    await open('src/main.ts');
    await name.click();
    await page().locator('.tab.active', { hasText: 'quantity.ts' }).waitFor({ timeout: LIMIT_MS });
    await frame.getByText('formatNothing()').hover();
    assert.equal(await frame.getByRole('link', { name: 'formatNothing()' }).count(), 0);
    await closeEditors();
  });
});

describe('code blocks in Restricted Mode', () => {
  const chat = scriptedChat({ workspace: sample.folder, restricted: true });

  test('nothing is run and nothing of the workspace is looked at', async () => {
    await chat.panel().open();
    chat.provider().queue(streamText(['See src/recipe.ts.\n\n```bash\ntouch ran-restricted\n```\n']));
    await chat.panel().send('Show me.');
    await chat.panel().waitForAnswerEnd();
    await chat.panel().button('Copy code').waitFor({ timeout: LIMIT_MS });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await chat.panel().button('Run in terminal').count(), 0);
    assert.equal(await chat.panel().frame.locator('.place-link').count(), 0);
    assert.equal(existsSync(inWorkspace('ran-restricted')), false);
  });
});
