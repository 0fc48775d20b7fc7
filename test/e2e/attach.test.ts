// Every way to attach something, by keyboard and by mouse, in the real VS Code with two workspace folders: the request that
// reaches the server holds what the chips showed, byte for byte, with true paths and line numbers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { streamText } from '../fakes/replies.ts';
import { scriptedChat } from './support/scripted-chat.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'parley-attach-'));
const inFolder = (name: string): string => path.join(folder, name);

const price = 'export function gross(net: number): number {\n  return net * 1.19;\n}\n';
const windows = 'one\r\ntwo\r\n\tthree\r\n';
const picture = readFileSync(path.join(import.meta.dirname, '..', '..', 'media', 'icon.png'));
const files: Readonly<Record<string, string | Uint8Array>> = {
  'shop/src/price.ts': price,
  'shop/windows.txt': windows,
  'shop/.env': 'API_KEY=hush-hush-hush\n',
  'shop/broken.json': '{ "a": 1,, }\n',
  'shop/book.ipynb': JSON.stringify({
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Sums'] },
      { cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source: ['a = 1\n', 'b = 2'] },
    ],
    metadata: { language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  }),
  'shop/logo.png': picture,
  'shop/.github/prompts/port.prompt.md': '---\ndescription: Port it\n---\nPort this to ${input:language}.\n',
  'api/src/price.ts': 'export const price = 1;\n',
  'all.code-workspace': JSON.stringify({ folders: [{ path: 'shop' }, { path: 'api' }] }),
};

before(async () => {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(inFolder(name)), { recursive: true });
    await writeFile(inFolder(name), content);
  }
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
    execFileSync('git', [...identity, ...args], { cwd: inFolder('shop'), stdio: 'ignore' });
  };
  git('init');
  git('add', '.');
  git('commit', '-m', 'First');
  await writeFile(inFolder('shop/second.txt'), 'second\n');
  git('add', '.');
  git('commit', '-m', 'Second');
  await writeFile(inFolder('shop/staged.txt'), 'staged\n');
  git('add', 'staged.txt');
});
after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

const chat = scriptedChat({
  workspace: inFolder('all.code-workspace'),
  userSettings: { 'files.autoSave': 'off' },
});

const options = (): Locator => chat.panel().frame.getByRole('listbox').getByRole('option');
const chip = (name: string | RegExp): Locator =>
  chat
    .panel()
    .attachments()
    .filter({ has: chat.panel().button(name) });

/** Types into the message box as a user does, and picks the line with this text by Enter. */
async function pickByKey(typed: string, line: RegExp): Promise<void> {
  const panel = chat.panel();
  await panel.composer().focus();
  await panel.composer().pressSequentially(typed);
  const wanted = options().filter({ hasText: line }).first();
  await wanted.waitFor();
  for (let step = 0; (await wanted.getAttribute('aria-selected')) !== 'true'; step += 1) {
    assert.ok(step < 40, `no line ${line}`);
    await panel.composer().press('ArrowDown');
  }
  await panel.composer().press('Enter');
}

/** The same with the mouse alone. */
async function pickByMouse(line: RegExp): Promise<void> {
  await chat.panel().button('Attach').click();
  await options().filter({ hasText: line }).first().click();
}

/** Sends the message; what the server got as the user's last one. */
async function sent(text: string): Promise<{ readonly text: string; readonly content: unknown }> {
  chat.provider().queue(streamText(['Thanks.']));
  const panel = chat.panel();
  await panel.composer().focus();
  await panel.composer().pressSequentially(text);
  await panel.composer().press('Enter');
  const request = await chat.provider().nextRequest();
  await panel.waitForAnswerEnd();
  const content: unknown = request.body.messages?.findLast(({ role }) => role === 'user')?.content;
  return { text: typeof content === 'string' ? content : JSON.stringify(content), content };
}

/** Drops these data on the message box; with a picture, pastes that. */
async function hand(texts: Readonly<Record<string, string>>, base64?: string): Promise<void> {
  await chat
    .panel()
    .composer()
    .evaluate(
      (element, given) => {
        const data = new DataTransfer();
        for (const [type, value] of Object.entries(given.texts)) data.setData(type, value);
        const init = { bubbles: true, cancelable: true };
        if (given.base64 === undefined) {
          element.dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: data }));
          return;
        }
        const bytes = Uint8Array.from(atob(given.base64), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
        element.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
      },
      { texts, ...(base64 === undefined ? {} : { base64 }) },
    );
}

const block = (header: string, language: string, text: string): string =>
  `${header}:\n\`\`\`${language}\n${text}\`\`\`\n\n`;

describe('attaching', () => {
  before(() => chat.panel().open());
  beforeEach(async () => {
    await chat.vscode().execute('workbench.action.closeAllEditors');
    await chat.panel().newChat();
  });

  test('by keys: files of both folders, Windows line ends, a .env whose values are masked', async () => {
    await pickByKey('@shop/price', /price\.ts.*shop\/src/s);
    await chip('shop/src/price.ts').waitFor();
    await pickByKey('@api/price', /price\.ts.*api\/src/s);
    await chip('api/src/price.ts').waitFor();
    await pickByKey('@windows', /windows\.txt/);
    await chip('shop/windows.txt').waitFor();
    await pickByKey('@.env', /\.env.*Secrets in it are masked/s);
    await chip('shop/.env').waitFor();
    const { text } = await sent('What is this?');
    assert.equal(
      text,
      block('shop/src/price.ts, 3 lines (ts)', 'ts', price) +
        block('api/src/price.ts, 1 line (ts)', 'ts', 'export const price = 1;\n') +
        block('shop/windows.txt, 3 lines (txt)', 'txt', windows) +
        block('shop/.env, 1 line (env)', 'env', 'API_KEY=[masked: .env value]\n') +
        'What is this?',
    );
    assert.equal(
      await chat.panel().attachments().count(),
      4,
      'the sent message shows them, the composer none',
    );
  });

  test('by mouse: the selection, the open file with unsaved words, and only those that were not removed', async () => {
    const selection = { start: { line: 1, character: 0 }, end: { line: 2, character: 1 } };
    await chat.vscode().execute('vscode.open', { $file: inFolder('shop/src/price.ts') }, { selection });
    await pickByMouse(/Selection.*price\.ts:2-3/s);
    await chip('shop/src/price.ts:2-3').waitFor();
    const { page } = chat.vscode();
    await page.locator('.monaco-editor .view-line').last().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('// new');
    await pickByMouse(/Open file.*price\.ts/s);
    await chip('shop/src/price.ts').waitFor();
    await pickByMouse(/Staged changes/);
    await chip('Staged changes').waitFor();
    await chat.panel().button('Remove Staged changes').click();
    await chip('Staged changes').waitFor({ state: 'detached' });
    const { text } = await sent('And?');
    assert.equal(
      text,
      block('shop/src/price.ts, lines 2-3 of 4 (typescript)', 'typescript', '  return net * 1.19;\n}\n') +
        block('shop/src/price.ts, 4 lines, not saved yet (typescript)', 'typescript', `${price}// new\n`) +
        'And?',
    );
    await chat.vscode().execute('workbench.action.files.revert');
  });

  test('an untitled file and a cell of a notebook, and the notebook', async () => {
    const { page } = chat.vscode();
    await chat.vscode().execute('workbench.action.files.newUntitledFile');
    await page.getByRole('tab', { name: /Untitled-1/ }).waitFor();
    await page.locator('.monaco-editor').first().click();
    await page.keyboard.type('draft');
    await pickByKey('@', /Open file.*Untitled-1/s);
    await chip('Untitled-1').waitFor();
    // What is attached stays as it was.
    await chat.vscode().execute('workbench.action.revertAndCloseActiveEditor');
    await chat.vscode().execute('vscode.open', { $file: inFolder('shop/book.ipynb') });
    await page.locator('.notebookOverlay .cell-editor-container .view-line').first().click();
    await page.keyboard.press('Control+A');
    await pickByKey('@sel', /Selection.*cell 2/s);
    await chip(/book\.ipynb, cell 2:1-2$/).waitFor();
    await pickByKey('@book', /book\.ipynb.*shop/s);
    await chip('shop/book.ipynb').waitFor();
    const { text } = await sent('Well?');
    assert.ok(
      text.startsWith(block('Untitled-1, 1 line, not saved yet (plaintext)', 'plaintext', 'draft\n')),
      text,
    );
    assert.ok(
      text.includes(block('shop/book.ipynb, cell 2, lines 1-2 of 2 (python)', 'python', 'a = 1\nb = 2\n')),
      text,
    );
    assert.ok(text.includes('# %% cell 1 (markdown)\n# Sums\n'), text);
  });

  test('problems, staged changes, a commit and a folder', async () => {
    await chat.vscode().execute('vscode.open', { $file: inFolder('shop/broken.json') });
    const { page } = chat.vscode();
    await page.locator('.squiggly-error').first().waitFor();
    await pickByKey('@problems', /Problems of this file/);
    await chip(/^Problems in shop\/broken\.json/).waitFor();
    await pickByKey('@staged', /Staged changes/);
    await chip('Staged changes').waitFor();
    await pickByKey('@commit', /A commit…/);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Second' }).click();
    await chip(/^Commit [0-9a-f]+ Second/).waitFor();
    await pickByMouse(/Folder…/);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'api' }).click();
    const file = page.locator('.quick-input-list .monaco-list-row', { hasText: 'src/price.ts' });
    await file.waitFor();
    await file.click();
    await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await chip('api/').waitFor();
    const { text } = await sent('Hm?');
    assert.match(
      text,
      /^Problems in shop\/broken\.json, as the editor reports them:\n```\nshop\/broken\.json:1:\d+: error \(/,
    );
    assert.match(text, /Staged changes of shop, as git shows them[\s\S]*\+staged/);
    assert.match(text, /Commit [0-9a-f]+ “Second” of shop[\s\S]*\+second/);
    assert.match(text, /Folder api\/:\n```\n[\s\S]*price\.ts[\s\S]*export const price = 1;/);
  });

  test('from the explorer, by its menu and by dropping', async () => {
    const { page } = chat.vscode();
    await chat.vscode().execute('revealInExplorer', { $file: inFolder('shop/windows.txt') });
    const row = (name: string): Locator =>
      page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
    await row('windows.txt').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Add File to Chat' }).hover();
    await page.keyboard.press('Enter');
    await chip('shop/windows.txt').waitFor();
    await chat.panel().button('Remove shop/windows.txt').click();
    await chip('shop/windows.txt').waitFor({ state: 'detached' });

    // As VS Code fills a drop of the explorer's.
    const address = pathToFileURL(inFolder('shop/windows.txt')).href;
    await hand({
      'application/vnd.code.uri-list': address,
      'text/uri-list': address,
      'text/plain': 'windows.txt',
    });
    await chip('shop/windows.txt').waitFor();
    const { text } = await sent('Dropped.');
    assert.equal(text, `${block('shop/windows.txt, 3 lines (txt)', 'txt', windows)}Dropped.`);
  });

  test('a pasted picture goes as it is; an address outside of the workspace does not', async () => {
    await hand({}, picture.toString('base64'));
    await chip('image.png').waitFor();
    await chat.panel().frame.locator('.chip-picture').waitFor();
    await hand({ 'application/vnd.code.uri-list': 'file:///etc/hostname' });
    await chat.vscode().page.getByText('is outside of the workspace').first().waitFor();
    assert.equal(await chat.panel().attachments().count(), 1);
    const { text } = await sent('See?');
    assert.ok(text.includes(`data:image/png;base64,${picture.toString('base64')}`), text.slice(0, 300));
    assert.ok(!text.includes('hostname'));
  });

  test('slash prompts: completed with an argument, by a command, and in an edited message', async () => {
    const panel = chat.panel();
    await chat.vscode().execute('vscode.open', { $file: inFolder('shop/src/price.ts') });
    await pickByKey('/po', /\/port.*Port it/s);
    assert.equal(await panel.composer().inputValue(), '/port ');
    const first = await sent('Rust');
    assert.equal(first.text, 'Port this to Rust.');
    chat.provider().queue(streamText(['It adds tax.']));
    await chat.vscode().execute('parley.send', { prompt: '/explain the factor' });
    await panel.waitForText('It adds tax.');
    const explained = (await chat.provider().nextRequest()).body.messages?.at(-1)?.content;
    assert.match(
      String(explained),
      /^shop\/src\/price\.ts, 3 lines[\s\S]*Explain what this code does[\s\S]*the factor$/,
    );
    chat.provider().queue(streamText(['It is right.']));
    await panel.articles('You').last().hover();
    await panel.button('Edit message').last().click();
    const box = panel.articles('You').last().getByRole('textbox');
    await box.fill('/fix');
    await box.press('Control+Enter');
    await panel.waitForText('It is right.');
    const fixed = (await chat.provider().nextRequest()).body.messages?.at(-1)?.content;
    assert.match(
      String(fixed),
      /^shop\/src\/price\.ts, 3 lines[\s\S]*Find what is wrong with this code[^\n]*$/,
    );
  });
});
