// Asking about selected code: what reaches the server, and the chip that opens the place.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { streamText } from '../fakes/replies.ts';
import type { RecordedRequest } from '../fakes/scripted-provider.ts';
import { SAMPLE_WORKSPACE, scriptedChat } from './support/scripted-chat.ts';

const workspace = path.join(tmpdir(), `parley-selection-${process.pid}`);

const TRICKY = [
  '# Notes',
  '',
  '```ts',
  'const a = 1;',
  '```',
  '',
  '````md',
  '```',
  'inner',
  '```',
  '````',
  'last line',
].join('\n');

before(async () => {
  const made = await mkdtemp(`${workspace}-`);
  await cp(SAMPLE_WORKSPACE, workspace, { recursive: true });
  await rm(made, { recursive: true });
  await writeFile(path.join(workspace, 'notes with space.md'), TRICKY);
});
after(() => rm(workspace, { recursive: true, force: true }));

const chat = scriptedChat({ workspace });

/** Opens a file and selects from the start of line `from` to before column `column` of line `to`; all count from 1. */
async function select(file: string, from: number, to: number, column = 2): Promise<void> {
  const selection = {
    start: { line: from - 1, character: 0 },
    end: { line: to - 1, character: column - 1 },
  };
  await chat.vscode().execute('vscode.open', { $file: path.join(workspace, file) }, { selection });
}

function lastUserText(request: RecordedRequest): string {
  return String(request.body.messages?.findLast(({ role }) => role === 'user')?.content);
}

describe('asking about the selection', () => {
  test('from the palette, with a prompt: path, language, true lines, whole lines, safely fenced', async () => {
    chat.provider().queue(streamText(['Notes.']));
    await chat.panel().open();
    await select('notes with space.md', 3, 11, 3);
    await chat.vscode().execute('parley.askAboutSelection', { prompt: 'What is this?' });
    await chat.panel().waitForText('Notes.');
    const text = lastUserText(await chat.provider().nextRequest());
    const lines = TRICKY.split('\n');
    assert.ok(text.startsWith('notes with space.md, lines 3-11 of 12 (markdown):\n'), text);
    assert.ok(text.includes(`\n\`\`\`\`\`markdown\n${lines.slice(2, 11).join('\n')}\n\`\`\`\`\`\n`), text);
    assert.ok(text.endsWith('\n\nWhat is this?'));
  });

  test('by key: the composer opens with the code attached, Enter sends it, the chip opens the place', async () => {
    const { page } = chat.vscode();
    const panel = chat.panel();
    await chat.panel().newChat();
    await select('notes with space.md', 3, 5);
    await page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus();
    await page.keyboard.press('Control+K');
    await page.keyboard.press('x');
    await panel.attachments().first().waitFor();
    assert.match(await panel.attachments().first().innerText(), /notes with space\.md:3-5/);
    chat.provider().queue(streamText(['A fence.']));
    await page.keyboard.type('Why?');
    await page.keyboard.press('Enter');
    await panel.waitForText('A fence.');
    assert.match(lastUserText(await chat.provider().nextRequest()), /lines 3-5 of 12[\s\S]*Why\?$/);

    await chat.vscode().execute('workbench.action.closeAllEditors');
    await panel
      .articles('You')
      .last()
      .getByRole('button', { name: /notes with space\.md:3-5/ })
      .click();
    await page.getByRole('tab', { name: /notes with space\.md/ }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 5, Col 4 \(\d+ selected\)/ }).waitFor();
  });

  test('an attachment can be taken off again', async () => {
    const panel = chat.panel();
    await chat.panel().newChat();
    await select('notes with space.md', 1, 1);
    await chat.vscode().execute('parley.addSelection');
    await panel.attachments().first().waitFor();
    await panel.button(/^Remove notes/).click();
    await panel.attachments().first().waitFor({ state: 'detached' });
    chat.provider().queue(streamText(['Bare.']));
    await panel.send('Nothing attached.');
    await panel.waitForText('Bare.');
    assert.equal(lastUserText(await chat.provider().nextRequest()), 'Nothing attached.');
  });

  test('from the editor’s context menu: Explain Selection sends at once', async () => {
    const { page } = chat.vscode();
    await chat.panel().newChat();
    chat.provider().queue(streamText(['It explains itself.']));
    await select('notes with space.md', 12, 12, 10);
    await page
      .locator('.monaco-editor .view-line', { hasText: 'last line' })
      .first()
      .click({ button: 'right', position: { x: 20, y: 8 } });
    await page.getByRole('menuitem', { name: 'Parley' }).hover();
    await page.getByRole('menuitem', { name: 'Explain Selection' }).hover();
    await page.keyboard.press('Enter');
    await chat.panel().waitForText('It explains itself.');
    assert.match(
      lastUserText(await chat.provider().nextRequest()),
      /line 12 of 12[\s\S]*last line[\s\S]*Explain/,
    );
  });

  test('a new function is fixed from the palette, in an untitled file too', async () => {
    await chat.panel().newChat();
    await chat.vscode().execute('workbench.action.closeAllEditors');
    await chat.vscode().execute('workbench.action.files.newUntitledFile');
    const { page } = chat.vscode();
    await page.getByRole('tab', { name: /Untitled-1/ }).waitFor();
    await page.locator('.monaco-editor').first().click();
    await page.keyboard.type('retrun 1');
    await page.keyboard.press('Control+A');
    chat.provider().queue(streamText(['return 1']));
    await chat.vscode().runCommand('Parley: Fix Selection');
    await chat.panel().waitForText('return 1');
    assert.match(
      lastUserText(await chat.provider().nextRequest()),
      /^Untitled-1, line 1 of 1[\s\S]*retrun 1/,
    );
  });
});
