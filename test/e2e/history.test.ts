// History as a user has it, in a real VS Code: reload in mid-answer, delete and undo, search and jump, branches, drafts, a chat
// taken to another machine.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { createGate } from '../fakes/gate.ts';
import { streamText } from '../fakes/replies.ts';
import { openVsCode, type OpenVsCode } from '../vscode/open-vscode.ts';
import { panelOf, type Panel } from './support/panel.ts';
import { SAMPLE_WORKSPACE, scriptedChat, scriptedSettings } from './support/scripted-chat.ts';

const chat = scriptedChat();
const LIMIT_MS = 30_000;

let exported = '';
before(async () => {
  exported = await mkdtemp(path.join(tmpdir(), 'parley-export-'));
});
after(() => rm(exported, { recursive: true, force: true }));

const searchBox = (panel: Panel): Locator => panel.frame.getByRole('searchbox', { name: 'Search chats' });
const options = (panel: Panel): Locator =>
  panel.frame.getByRole('listbox', { name: 'Chats' }).getByRole('option');

/** A new chat with one question and its answer. */
async function ask(question: string, answer: string): Promise<void> {
  chat.provider().queue(streamText([answer]));
  await chat.panel().newChat();
  await chat.panel().send(question);
  await chat.panel().waitForText(answer);
  await chat.panel().waitForAnswerEnd();
}

async function openHistory(panel: Panel): Promise<void> {
  await panel.button('History').click();
  await searchBox(panel).waitFor({ timeout: LIMIT_MS });
}

/** Loads the window again and opens the panel. */
async function reload(): Promise<void> {
  await chat.vscode().reload();
  await chat.panel().open();
}

/** Answers VS Code's own file dialog with this path. It fills in a path of its own first, and lists folders as one types. */
async function chooseFile(vscode: OpenVsCode, file: string): Promise<void> {
  const { page } = vscode;
  const input = page.locator('.quick-input-widget:visible input[type=text]');
  await input.waitFor({ timeout: LIMIT_MS });
  const end = Date.now() + LIMIT_MS;
  while (Date.now() < end && (await input.isVisible())) {
    if ((await input.inputValue()) === file) await input.press('Enter');
    else if ((await input.inputValue()) !== '') await input.fill(file);
    await page.waitForTimeout(700);
  }
}

describe('the history', () => {
  test('a reload in mid-answer: the same chat, the text that had come, closed with a way on, and the draft', async () => {
    const panel = chat.panel();
    await panel.open();
    const gate = createGate();
    chat.provider().queue(streamText(['The first half,', ' and the rest.'], { gate }));
    await panel.send('Tell me all of it.');
    gate.release(1);
    await panel.waitForText('The first half,');
    await panel.composer().fill('An unsent thought');
    // The view tells the host after a pause in typing, the host stores a running answer once a second.
    await chat.vscode().page.waitForTimeout(1500);
    await reload();
    await panel.waitForText('The first half,');
    await panel.alerts().waitFor({ timeout: LIMIT_MS });
    assert.match(await panel.alerts().innerText(), /cut off[\s\S]*closed, reloaded or ended/);
    assert.equal(await panel.button('Stop').count(), 0);
    assert.equal(await panel.composer().inputValue(), 'An unsent thought');
    await panel.composer().fill('');
    chat.provider().queue(streamText(['All of it now.']));
    await panel.alerts().getByRole('button', { name: 'Retry', exact: true }).click();
    await panel.waitForText('All of it now.');
  });

  test('a draft in each of three chats, each there again after a reload', async () => {
    const panel = chat.panel();
    for (const name of ['one', 'two', 'three']) {
      await ask(`Question ${name}`, `Answer ${name}`);
      await panel.composer().fill(`draft of ${name}`);
      await chat.vscode().page.waitForTimeout(600);
    }
    await reload();
    assert.equal(await panel.composer().inputValue(), 'draft of three');
    for (const name of ['one', 'two']) {
      await openHistory(panel);
      await options(panel)
        .filter({ hasText: `Question ${name}` })
        .click();
      await panel.waitForText(`Answer ${name}`);
      const draft = async (): Promise<string> => panel.composer().inputValue();
      for (const end = Date.now() + LIMIT_MS; (await draft()) === '' && Date.now() < end;)
        await chat.vscode().page.waitForTimeout(50);
      assert.equal(await draft(), `draft of ${name}`);
    }
  });

  test('by keyboard alone: delete, undo, rename', async () => {
    const panel = chat.panel();
    const { keyboard } = chat.vscode().page;
    await openHistory(panel);
    const line = options(panel).filter({ hasText: 'Question two' });
    await line.waitFor();
    const titles = await options(panel).allInnerTexts();
    const steps = titles.findIndex((text) => text.includes('Question two'));
    for (let step = 0; step < steps; step += 1) await keyboard.press('ArrowDown');
    await keyboard.press('Delete');
    await line.waitFor({ state: 'detached', timeout: LIMIT_MS });
    await panel.button('Undo').press('Enter');
    await line.waitFor({ timeout: LIMIT_MS });
    await keyboard.press('F2');
    await panel.frame.getByRole('textbox', { name: 'New title' }).fill('The renamed chat');
    await keyboard.press('Enter');
    await options(panel).filter({ hasText: 'The renamed chat' }).waitFor({ timeout: LIMIT_MS });
    await keyboard.press('Escape');
    await searchBox(panel).waitFor({ state: 'detached' });
  });

  test('search over all chats marks the words, and Enter goes to the message', async () => {
    const panel = chat.panel();
    await ask('Where is the lighthouse?', 'The lighthouse stands on the northern cliff.');
    await panel.newChat();
    await openHistory(panel);
    await searchBox(panel).fill('northern cli');
    await options(panel).first().waitFor({ timeout: LIMIT_MS });
    await options(panel).locator('mark').first().waitFor({ timeout: LIMIT_MS });
    assert.deepEqual(await options(panel).locator('mark').allInnerTexts(), ['northern', 'cli']);
    await searchBox(panel).press('Enter');
    await panel.waitForText('The lighthouse stands on the northern cliff.');
  });

  test('an edited message is a branch; going back shows the old one; both survive a reload', async () => {
    const panel = chat.panel();
    await ask('Name a colour.', 'Red.');
    chat.provider().queue(streamText(['Blue.']));
    await panel.articles('You').first().hover();
    await panel.button('Edit message').click();
    await panel.frame.getByRole('textbox', { name: 'Edited message' }).fill('Name another colour.');
    await panel.button('Send edited message').click();
    await panel.waitForText('Blue.');
    await panel.waitForAnswerEnd();
    await reload();
    await panel.waitForText('Blue.');
    await panel.articles('You').first().hover();
    await panel.button('Previous version').click();
    await panel.waitForText('Red.');
    assert.equal(await panel.frame.getByText('Blue.').count(), 0);
    chat.provider().queue(streamText(['Green.']));
    await panel.button('Fork chat from here').last().click();
    // The copy has one version only.
    await panel.button('Next version').waitFor({ state: 'detached' });
    await panel.send('And now?');
    await panel.waitForText('Green.');
    assert.equal(await panel.articles('You').count(), 2);
  });

  test('all chats are exported, and are all there in a fresh profile, once', async () => {
    const file = path.join(exported, 'chats.json');
    const done = chat.vscode().execute('parley.exportAllChats');
    await chooseFile(chat.vscode(), file);
    await done;
    const archive = JSON.parse(await readFile(file, 'utf8')) as {
      format: string;
      chats: { title: string }[];
    };
    assert.equal(archive.format, 'parley-chats/1');
    assert.ok(archive.chats.length >= 6, `${archive.chats.length} chats`);
    const markdown = path.join(exported, 'chat.md');
    const written = chat.vscode().execute('parley.exportChat');
    await chooseFile(chat.vscode(), markdown);
    await written;
    assert.match(
      await readFile(markdown, 'utf8'),
      /^# Name a colour\.[\s\S]*## You\n\nName a colour\.\n\n## Parley \(scripted\/scripted-model\)\n\nRed\./,
    );
    const fresh = await openVsCode({
      workspace: SAMPLE_WORKSPACE,
      userSettings: scriptedSettings(chat.provider()),
    });
    try {
      const panel = panelOf(fresh);
      await panel.open();
      for (const round of ['first', 'again']) {
        const imported = fresh.execute('parley.importChats');
        await chooseFile(fresh, file);
        await imported;
        await openHistory(panel);
        await options(panel).first().waitFor({ timeout: LIMIT_MS });
        assert.equal(await options(panel).count(), archive.chats.length, round);
        await fresh.page.keyboard.press('Escape');
        await searchBox(panel).waitFor({ state: 'detached' });
      }
    } finally {
      await fresh.close();
    }
  });

  test('a deleted message is away after a reload; undone, it is there again', async () => {
    const panel = chat.panel();
    await ask('Say something.', 'Something regrettable.');
    await panel.button('Delete message').last().press('Enter');
    await panel.frame.getByText('Something regrettable.').waitFor({ state: 'detached', timeout: LIMIT_MS });
    await panel.button('Undo').press('Enter');
    await panel.waitForText('Something regrettable.');
    await panel.button('Delete message').last().press('Enter');
    await panel.frame.getByText('Something regrettable.').waitFor({ state: 'detached', timeout: LIMIT_MS });
    await reload();
    await panel.waitForText('Say something.');
    assert.equal(await panel.frame.getByText('Something regrettable.').count(), 0);
    chat.provider().queue(streamText(['Something kind.']));
    await panel.send('Again, please.');
    await panel.waitForText('Something kind.');
    const { messages } = chat.provider().requests.at(-1)?.body ?? {};
    assert.doesNotMatch(JSON.stringify(messages), /regrettable/);
  });

  test('a history that cannot be written is told of; the chat goes on, and is stored once when it can be', async () => {
    const panel = chat.panel();
    await panel.newChat();
    await chat.vscode().page.waitForTimeout(500);
    const file = path.join(
      chat.vscode().userDataDir,
      ...['User', 'globalStorage', 'parley.parley', 'history.db'],
    );
    const stored = (): unknown[] => {
      const database = new DatabaseSync(file, { readOnly: true });
      try {
        return database
          .prepare("SELECT role FROM messages WHERE content LIKE '%the disk%' ORDER BY num")
          .all()
          .map(({ role }) => role);
      } finally {
        database.close();
      }
    };
    // The index may be written this very moment.
    const holder = new DatabaseSync(file, { timeout: 10_000 });
    holder.exec('BEGIN IMMEDIATE');
    const banner = panel.frame.getByText('Chats are not being saved', { exact: false });
    chat.provider().queue(streamText(['One about the disk.']), streamText(['Two about the disk.']));
    await panel.send('Tell me about the disk.');
    await panel.waitForText('One about the disk.');
    await banner.waitFor({ timeout: LIMIT_MS });
    await panel.send('More about the disk.');
    await panel.waitForText('Two about the disk.');
    assert.deepEqual(stored(), [], 'control: nothing could be stored');
    holder.exec('ROLLBACK');
    holder.close();
    await banner.waitFor({ state: 'detached', timeout: 60_000 });
    for (const end = Date.now() + LIMIT_MS; stored().length < 4 && Date.now() < end;)
      await chat.vscode().page.waitForTimeout(100);
    assert.deepEqual(stored(), ['user', 'assistant', 'user', 'assistant']);
    await reload();
    await panel.waitForText('Two about the disk.');
    assert.equal(await panel.articles('You').count(), 2);
  });
});
