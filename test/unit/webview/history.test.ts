// The history in the panel, and finding in a chat: by keyboard alone, with the names that were promised.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { Intent } from '../../../src/protocol/to-host.ts';
import type { HistoryPage } from '../../../src/protocol/to-view.ts';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import {
  batchOf,
  historyOf,
  sampleAnswer,
  sampleChats,
  sampleHits,
  samplePrompt,
  snapshotOf,
} from '../../fakes/panel-page/panel-samples.ts';

let browser: PanelBrowser;
let panel: Panel;
let seq = 0;
before(async () => {
  browser = await PanelBrowser.start();
});
after(() => browser.close());
beforeEach(async () => {
  panel = await browser.open();
  seq = 0;
  await panel.post(
    snapshotOf([samplePrompt('u1', 'What is this?'), sampleAnswer('a1', 'u1', 'A **price**.')]),
  );
});
afterEach(async () => {
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

const searchBox = (): Locator => panel.page.getByRole('searchbox', { name: 'Search chats' });
const options = (): Locator => panel.page.getByRole('listbox', { name: 'Chats' }).getByRole('option');
const button = (name: string): Locator => panel.page.getByRole('button', { name, exact: true });
const press = (key: string): Promise<void> => panel.page.keyboard.press(key);

/** The newest intents of the history, `history-query` without its number. */
async function wishes(): Promise<Intent[]> {
  return (await panel.intents()).filter(({ type }) => /^(chat-|history-)/.test(type));
}

async function open(page: Partial<HistoryPage>): Promise<void> {
  await panel.post(batchOf((seq += 1), historyOf(page)));
}

async function answer(page: Partial<HistoryPage>): Promise<void> {
  const queries = (await panel.intents()).filter((intent) => intent.type === 'history-query');
  const [, event] = historyOf({ queryId: queries.at(-1)?.queryId ?? 0, ...page });
  await panel.post(batchOf((seq += 1), [event!]));
}

describe('the history', () => {
  test('opens by its button with the cursor in the search box, lists chats under dates, closes with Escape', async () => {
    await button('History').click();
    assert.deepEqual((await wishes())[0], {
      type: 'history-query',
      queryId: 1,
      words: '',
      isHere: false,
      offset: 0,
    });
    await answer({ chats: sampleChats });
    assert.ok(await searchBox().evaluate((box) => box === document.activeElement));
    assert.equal(await options().count(), 4);
    assert.deepEqual(
      await panel.page
        .getByRole('group')
        .filter({ has: panel.page.getByRole('option') })
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))),
      ['Pinned', 'Today', 'Yesterday', 'Older'],
    );
    assert.match(
      await options().nth(1).innerText(),
      /Tests for the tax table[\s\S]*mistral-small-latest · billing · 4 messages/,
    );
    const composer = panel.page.getByRole('textbox', { name: 'Message', exact: true });
    assert.ok(await composer.evaluate((box) => box.closest('[inert]') !== null), 'what is behind is inert');
    await press('Escape');
    assert.equal(await searchBox().count(), 0);
    assert.ok(
      await panel.page
        .getByRole('textbox', { name: 'Message', exact: true })
        .evaluate((box) => box === document.activeElement),
    );
  });

  test('arrows choose, Enter opens, F2 renames, Delete deletes, Undo brings back', async () => {
    await open({ chats: sampleChats });
    await press('ArrowDown');
    await press('ArrowDown');
    await press('ArrowUp');
    assert.equal(await options().nth(1).getAttribute('aria-selected'), 'true');
    assert.equal(
      await searchBox().getAttribute('aria-activedescendant'),
      await options().nth(1).getAttribute('id'),
    );
    await press('F2');
    await panel.page.getByRole('textbox', { name: 'New title' }).fill('Better');
    await press('Enter');
    await button('Pin chat').click();
    await press('Delete');
    await panel.page.getByText('“Tests for the tax table” was deleted.').waitFor();
    await button('Undo').click();
    await press('Enter');
    assert.deepEqual((await wishes()).slice(1), [
      { type: 'chat-rename', chatId: 'c2', title: 'Better' },
      { type: 'chat-pin', chatId: 'c2', isPinned: true },
      { type: 'chat-delete', chatId: 'c2' },
      { type: 'chat-restore', chatId: 'c2' },
      { type: 'chat-open', chatId: 'c2' },
    ]);
  });

  test('what is typed is searched for; hits are marked; Enter goes to the message', async () => {
    await open({ chats: sampleChats });
    await searchBox().fill('rounding');
    await panel.page.waitForFunction(() =>
      globalThis.pageHost.intents.some(
        (intent) => intent.type === 'history-query' && intent.words === 'rounding',
      ),
    );
    await answer({ hits: sampleHits });
    assert.deepEqual(await options().locator('mark').allInnerTexts(), ['rounding', 'Rounding']);
    await press('Delete');
    assert.equal(
      (await wishes()).some(({ type }) => type === 'chat-delete'),
      false,
      'Delete is for the words',
    );
    await press('ArrowDown');
    await press('Enter');
    assert.deepEqual((await wishes()).at(-1), { type: 'chat-open', chatId: 'c1', messageId: 'm2' });
    assert.equal(await searchBox().count(), 0);
  });

  test('Enter before the answer is there opens what is found, not what was listed before', async () => {
    await open({ chats: sampleChats });
    await searchBox().fill('rounding');
    await press('Enter');
    assert.equal((await wishes()).filter(({ type }) => type === 'chat-open').length, 0);
    const asked = (await wishes()).at(-1);
    assert.equal(asked?.type === 'history-query' && asked.words, 'rounding', 'asked for at once');
    await answer({ hits: sampleHits });
    const [first] = sampleHits;
    assert.deepEqual((await wishes()).at(-1), {
      type: 'chat-open',
      chatId: first!.chatId,
      messageId: first!.messageId,
    });
    assert.equal(await searchBox().count(), 0);
  });

  test('goes on below the last line, keeps to this workspace, and follows changes', async () => {
    await open({ chats: sampleChats, hasMore: true });
    await button('Show more').click();
    const last = sampleChats.at(-1)!;
    assert.deepEqual((await wishes()).at(-1), {
      type: 'history-query',
      queryId: 2,
      words: '',
      isHere: false,
      after: { id: last.id, isPinned: false, updatedAtMs: last.updatedAtMs },
      offset: 0,
    });
    await answer({ chats: [{ ...last, id: 'c5' }] });
    assert.equal(await options().count(), 5);
    await panel.page.getByLabel('Only billing').check();
    const narrowed = (await wishes()).at(-1);
    assert.equal(narrowed?.type === 'history-query' && narrowed.isHere, true);
    await answer({ chats: [] });
    assert.equal(await options().count(), 0);
    await panel.page.getByText('There are no chats yet.').waitFor();
    await panel.post(batchOf((seq += 1), [{ type: 'history-changed' }]));
    assert.equal((await wishes()).at(-1)?.type, 'history-query');
  });

  test('an answer to an older question is not shown', async () => {
    await button('History').click();
    await panel.page.getByLabel('Search chats').fill('x');
    await panel.page.waitForFunction(
      () => globalThis.pageHost.intents.filter(({ type }) => type === 'history-query').length === 2,
    );
    await answer({ queryId: 1, chats: sampleChats });
    assert.equal(await options().count(), 0);
    await answer({ problem: 'The chat history cannot be read.' });
    assert.match(await panel.page.getByRole('alert').innerText(), /cannot be read/);
  });
});

describe('a message', () => {
  test('is edited and sent anew; a chat is forked at it', async () => {
    await button('Edit message').click();
    const box = panel.page.getByRole('textbox', { name: 'Edited message' });
    assert.equal(await box.inputValue(), 'What is this?');
    await press('Escape');
    assert.equal(await box.count(), 0);
    await button('Edit message').click();
    await box.fill('What was that?');
    await press('Control+Enter');
    await button('Fork chat from here').last().click();
    assert.deepEqual((await panel.intents()).slice(-2), [
      { type: 'prompt-edit', messageId: 'u1', text: 'What was that?' },
      { type: 'chat-fork', messageId: 'a1' },
    ]);
  });

  test('has its versions one step apart', async () => {
    const versions = [samplePrompt('u1', 'First'), samplePrompt('u2', 'Second')];
    await panel.post(snapshotOf(versions));
    assert.equal(await panel.page.getByText('2/2').count(), 1);
    await button('Previous version').click();
    assert.deepEqual((await panel.intents()).at(-1), { type: 'sibling-select', messageId: 'u1' });
  });
});

/** A long chat; the word is in the first message and in one in the middle. */
const long = Array.from({ length: 120 }, (_, index) =>
  index % 2 === 0
    ? samplePrompt(
        `m${index}`,
        index === 0 ? 'the needle' : `question ${index}`,
        index === 0 ? {} : { parentId: `m${index - 1}` },
      )
    : sampleAnswer(
        `m${index}`,
        `m${index - 1}`,
        index === 61 ? 'a **Needle** here, needle' : `answer ${index}\n\n${'words '.repeat(80)}`,
      ),
);

describe('finding in a chat', () => {
  test('Ctrl+F finds words in messages that are not even rendered, and goes to them', async () => {
    await panel.post(snapshotOf(long));
    assert.equal(await panel.page.locator('[data-message-id=m0]').count(), 0, 'control: not rendered');
    await press('Control+f');
    await panel.page
      .getByRole('textbox', { name: 'Find in chat' })
      .and(panel.page.locator(':focus'))
      .waitFor();
    await panel.page.keyboard.type('needle');
    await panel.page.getByText('2 of 2').waitFor();
    await panel.page.locator('[data-message-id=m61]').waitFor();
    await panel.page.waitForFunction(() => (CSS.highlights.get('parley-find')?.size ?? 0) >= 2);
    await press('Enter');
    await panel.page.getByText('1 of 2').waitFor();
    await panel.page.waitForFunction(() => {
      const article = document.querySelector('[data-message-id=m0]');
      const box = article?.getBoundingClientRect();
      return box !== undefined && box.top >= 0 && box.bottom <= innerHeight;
    });
    await press('Shift+Enter');
    await panel.page.getByText('2 of 2').waitFor();
    await panel.page.keyboard.type('x');
    await panel.page.getByText('Not found').waitFor();
    await press('Escape');
    assert.equal(await panel.page.getByRole('textbox', { name: 'Find in chat' }).count(), 0);
    assert.equal(await panel.page.evaluate(() => CSS.highlights.has('parley-find')), false);
  });

  test('a message that was searched for elsewhere is gone to as well', async () => {
    await panel.post(snapshotOf(long), batchOf(1, [{ type: 'message-show', messageId: 'm2' }]));
    await panel.page.waitForFunction(() => {
      const box = document.querySelector('[data-message-id=m2]')?.getBoundingClientRect();
      return box !== undefined && box.top >= 0 && box.bottom <= innerHeight;
    });
  });
});

test('that chats are not saved is said as long as it is so', async () => {
  await panel.post(snapshotOf([], { panel: { unsaved: 'Chats are not being saved.' } }));
  assert.equal(await panel.page.getByRole('alert').innerText(), 'Chats are not being saved.');
  await panel.post(snapshotOf([]));
  assert.equal(await panel.page.getByRole('alert').count(), 0);
});
