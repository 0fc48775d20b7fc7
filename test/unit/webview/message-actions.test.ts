// What can be done with a message in the panel: delete and undo, quote a part of it, go on with a cut answer, ask another model.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { quoteOf, withQuote } from '../../../src/webview/transcript/quote.ts';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import {
  batchOf,
  changes,
  sampleAnswer,
  samplePrompt,
  snapshotOf,
} from '../../fakes/panel-page/panel-samples.ts';

let browser: PanelBrowser;
let panel: Panel;
before(async () => {
  browser = await PanelBrowser.start();
});
after(() => browser.close());
beforeEach(async () => {
  panel = await browser.open();
  await panel.post(snapshotOf(turn));
});
afterEach(async () => {
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

const turn = [
  samplePrompt('u1', 'What is this?'),
  sampleAnswer('a1', 'u1', 'First paragraph.\n\nA **price** in cents.'),
  sampleAnswer('a0', 'u1', 'Another answer.'),
];
const box = (): Locator => panel.page.getByRole('textbox', { name: 'Message', exact: true });
const button = (name: string): Locator => panel.page.getByRole('button', { name, exact: true });
const press = (key: string): Promise<void> => panel.page.keyboard.press(key);
const newest = async (): Promise<unknown> => (await panel.intents()).at(-1);

/** Selects the words of the second paragraph. */
async function selectWords(words: string): Promise<void> {
  await panel.page.evaluate((text) => {
    const walker = document.createTreeWalker(document.querySelector('.messages')!, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(text);
      if (at === -1) continue;
      document.getSelection()?.setBaseAndExtent(node, at, node, at + text.length);
    }
  }, words);
}

describe('delete', () => {
  test('asks the host, says how much is gone, and undo brings back what was shown; the focus is never lost', async () => {
    await button('Delete message').last().press('Enter');
    assert.deepEqual(await newest(), { type: 'message-delete', messageId: 'a0' });
    await panel.post(
      batchOf(1, changes({ type: 'messages-delete', messageIds: ['a0', 'x'], deletedAtMs: 1 })),
    );
    await panel.page.getByText('2 messages were deleted.').waitFor();
    assert.equal(await panel.page.locator(':focus').innerText(), 'Undo');
    await panel.page.getByText('A price in cents.').waitFor();
    assert.equal(await button('Previous answer').count(), 0, 'there is only one left');
    await press('Enter');
    assert.deepEqual(await newest(), { type: 'message-restore', messageId: 'a0', leafId: 'a0' });
    assert.equal(await panel.page.getByText('2 messages were deleted.').count(), 0);
    await panel.post(
      batchOf(
        2,
        changes(
          { type: 'messages-restore', messageIds: ['a0', 'x'] },
          { type: 'leaf-select', messageId: 'a0' },
        ),
      ),
    );
    await button('Previous answer').waitFor();
    assert.equal(await panel.page.locator(':focus').getAttribute('aria-label'), 'Message');
  });

  test('what another window deleted is not offered to be undone here', async () => {
    await panel.post(batchOf(1, changes({ type: 'messages-delete', messageIds: ['a0'], deletedAtMs: 1 })));
    await panel.page.getByText('A price in cents.').waitFor();
    assert.equal(await button('Undo').count(), 0);
  });
});

describe('quote', () => {
  test('by the button beside what is selected, below what is in the box', async () => {
    await button('Previous answer').click();
    await panel.post(batchOf(1, changes({ type: 'leaf-select', messageId: 'a1' })));
    await box().fill('About this:');
    await selectWords('in cents');
    await button('Quote').click();
    assert.equal(await box().inputValue(), 'About this:\n\n> in cents\n\n');
    assert.equal(await panel.page.locator(':focus').getAttribute('aria-label'), 'Message');
    await button('Quote').waitFor({ state: 'detached' });
  });

  test('by the key: the selection, or the whole answer that has the focus', async () => {
    await selectWords('Another');
    await button('Quote').waitFor();
    await press('Alt+q');
    assert.equal(await box().inputValue(), '> Another\n\n');
    await box().fill('');
    await button('Regenerate').focus();
    await press('Alt+q');
    assert.equal(await box().inputValue(), '> Another answer.\n\n');
  });

  test('is not offered for what the user wrote, and a quote is made line by line', async () => {
    await selectWords('What is this?');
    await panel.page.waitForTimeout(100);
    assert.equal(await button('Quote').count(), 0);
    assert.equal(quoteOf('\n a\r\n\r\nb \n\n'), '>  a\n>\n> b\n\n');
    assert.equal(quoteOf(' \n '), '');
    assert.equal(withQuote('kept', '  '), 'kept');
    assert.ok(quoteOf('x\n'.repeat(5000)).length < 2000);
  });
});

describe('a cut answer', () => {
  const cut = (more: Parameters<typeof sampleAnswer>[3]): void =>
    void panel.post(snapshotOf([samplePrompt('u1', 'Q'), sampleAnswer('a1', 'u1', 'Half a', more)]));

  test('has a way to go on: cut by a limit, stopped, or broken; a complete one has none', async () => {
    assert.equal(await button('Continue').count(), 0, 'control');
    cut({ finish: 'length' });
    await button('Continue').press('Enter');
    assert.deepEqual(await newest(), { type: 'turn-continue', messageId: 'a1' });
    cut({ state: 'cancelled' });
    await panel.page.getByText('Stopped').waitFor();
    assert.equal(await button('Continue').count(), 1);
    const error = {
      kind: 'interrupted',
      title: 'Cut off',
      hint: 'Kept.',
      detail: '',
      actions: ['retry'],
    } as const;
    cut({ state: 'interrupted', error });
    await panel.page.getByRole('alert').getByRole('button', { name: 'Continue' }).click();
    assert.deepEqual(await newest(), { type: 'turn-continue', messageId: 'a1' });
    await panel.post(
      batchOf(
        1,
        changes(
          { type: 'turn-resume', messageId: 'a1', resumedAtMs: 9 },
          { type: 'text-delta', messageId: 'a1', text: ' word.' },
        ),
      ),
    );
    await panel.page.getByText('Half a word.', { exact: true }).waitFor();
    assert.equal(await panel.page.getByRole('alert').count(), 0);
  });
});

test('the facts of an answer: those known in a line, all of them when asked for, unknown ones said so', async () => {
  const facts = panel.page.getByRole('button', { name: /mistral-small-latest · 3\.2 s/ });
  await facts.press('Enter');
  const list = panel.page.locator('.all-facts').last();
  assert.match(
    await list.innerText(),
    /Provider\s+Mistral[\s\S]*1,240\s[\s\S]*386\s[\s\S]*Tokens per second\s+unknown/,
  );
  const totals = { inputTokens: 2000, outputTokens: 500, writingMs: 4000 };
  await panel.post(
    snapshotOf([
      samplePrompt('u1', 'Q'),
      sampleAnswer('a2', 'u1', '', {
        totals,
        parts: [
          { type: 'reasoning', text: 'Hm.', durationMs: 12_400 },
          { type: 'text', text: 'A.' },
        ],
      }),
    ]),
  );
  await panel.page.getByRole('button', { name: /2,000 → 500 tokens/ }).click();
  assert.match(await panel.page.locator('.all-facts').innerText(), /Tokens per second\s+125$/);
  assert.match(await button('Reasoning').innerText(), /12 s/);
});

test('another model is asked for by a button of the answer', async () => {
  await button('Ask another model too').last().press('Enter');
  assert.deepEqual(await newest(), { type: 'message-ask-other', messageId: 'a0' });
});
