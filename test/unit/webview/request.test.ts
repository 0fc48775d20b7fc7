// The next request in the panel: the meter, the instruction chips, the warnings, and the list of what will be sent.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { RequestOutline, RequestPreview } from '../../../src/model/request-preview.ts';
import type { ToView } from '../../../src/protocol/to-view.ts';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import {
  batchOf,
  changes,
  sampleAnswer,
  samplePrompt,
  sampleSelection,
  snapshotOf,
} from '../../fakes/panel-page/panel-samples.ts';
import {
  fullOutline,
  sampleOutline,
  samplePart,
  samplePreview,
  unknownOutline,
} from '../../fakes/panel-page/request-states.ts';

let browser: PanelBrowser;
let panel: Panel;
before(async () => {
  browser = await PanelBrowser.start();
});
after(() => browser.close());
beforeEach(async () => {
  panel = await browser.open({ reducedMotion: true });
});
afterEach(async () => {
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

const meter = (): Locator => panel.page.locator('.context-meter');
const meterName = (): Promise<string | null> => meter().getAttribute('aria-label');
const sheet = (): Locator => panel.page.getByRole('dialog', { name: 'What will be sent' });
const button = (name: string | RegExp): Locator =>
  panel.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const focusedLabel = (): Promise<string> =>
  panel.page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? '',
  );
const row = (text: string): Locator => sheet().getByRole('listitem').filter({ hasText: text });
const chat = [samplePrompt('u1', 'Hi'), sampleAnswer('a1', 'u1', 'Hello.')];
const outline = (seq: number, next: RequestOutline): ToView =>
  batchOf(seq, [{ type: 'request-outline', outline: next }]);
const listed = (seq: number, preview: RequestPreview): ToView => batchOf(seq, [{ type: 'request', preview }]);

describe('the meter', () => {
  test('says how full the context is, in words, and does not guess', async () => {
    await panel.post(snapshotOf(chat));
    assert.equal(await meterName(), 'Show what will be sent');
    await panel.post(outline(1, sampleOutline));
    assert.match((await meterName()) ?? '', /^Context: about 3,412 of 32,000 tokens\./);
    assert.equal(await meter().innerText(), '');
    await panel.post(outline(2, { ...sampleOutline, size: { ...fullOutline.size!, droppedCount: 0 } }));
    assert.match((await meterName()) ?? '', /^Context 83 % full, nearly all: about 26,412 of 32,000/);
    assert.match(await meter().innerText(), /83 %/);
    await panel.post(outline(3, fullOutline));
    assert.match((await meterName()) ?? '', /^Context 83 % full: .*older parts are left out/);
    await panel.post(outline(4, unknownOutline));
    assert.match((await meterName()) ?? '', /^Context: about 3,412 tokens, how many .* is unknown/);
    assert.equal(await meter().innerText(), '');
  });

  test('forgets with the chat what it knew of it', async () => {
    await panel.post(snapshotOf(chat), outline(1, sampleOutline));
    await panel.post(snapshotOf(chat, { seq: 2 }));
    assert.match((await meterName()) ?? '', /^Context: about/, 'the same chat, told anew');
    await panel.post(snapshotOf([], { seq: 3, chatId: 'another' }));
    assert.equal(await meterName(), 'Show what will be sent');
    assert.equal(await panel.page.getByRole('list', { name: 'Instructions' }).count(), 0);
  });
});

describe('instruction chips', () => {
  test('name the files before anything is sent, and are taken out of the chat', async () => {
    await panel.post(snapshotOf(chat), outline(1, sampleOutline));
    const chips = panel.page.getByRole('list', { name: 'Instructions' }).getByRole('listitem');
    assert.deepEqual(await chips.allTextContents(), ['AGENTS.md', 'lib/CLAUDE.md']);
    await button('Remove lib/CLAUDE.md from this chat').press('Enter');
    assert.deepEqual(await panel.intent('part-leave-out'), {
      type: 'part-leave-out',
      partId: 'instructions:lib/CLAUDE.md',
      isLeftOut: true,
    });
    assert.equal(await focusedLabel(), 'Message');
  });

  test('that are many fold into one that opens the list', async () => {
    const instructions = [1, 2, 3, 4, 5].map((at) => ({
      partId: `i${at}`,
      path: `f${at}/AGENTS.md`,
      tokens: 9,
    }));
    await panel.post(snapshotOf(chat), outline(1, { ...sampleOutline, instructions }));
    await button('3 more').click();
    await sheet().waitFor();
  });

  test('a path that hides something shows it', async () => {
    const instructions = [{ partId: 'i', path: 'a\u202egnp.md', tokens: 9 }];
    await panel.post(snapshotOf(chat), outline(1, { ...sampleOutline, instructions }));
    assert.match(await panel.page.getByRole('list', { name: 'Instructions' }).innerText(), /⟨U\+202E⟩/);
  });
});

test('warnings stand above the message box, where they are heard', async () => {
  await panel.post(snapshotOf(chat));
  const words = 'model-1 cannot see pictures. Choose another model, or remove the picture.';
  await panel.post(outline(1, { ...sampleOutline, warnings: [words] }));
  await panel.page.getByRole('status').filter({ hasText: words }).waitFor();
});

describe('what will be sent', () => {
  beforeEach(async () => {
    const attachments = [sampleSelection('s2', 'src/billing/settings.ts', 3, 40)];
    await panel.post(snapshotOf(chat, { panel: { attachments }, draft: 'Why?' }), outline(1, fullOutline));
  });

  test('is asked for with the words in the box, not before it is opened', async () => {
    await panel.page.getByRole('textbox', { name: 'Message' }).fill('Why not?');
    assert.deepEqual(await panel.intents('request-show'), []);
    await meter().press('Enter');
    assert.deepEqual(await panel.intent('request-show'), { type: 'request-show', text: 'Why not?' });
    assert.match(await sheet().innerText(), /Looking at the next request/);
  });

  test('lists every part with size, origin, what was masked and what has no room', async () => {
    await meter().click();
    await panel.post(listed(2, samplePreview));
    assert.match(await sheet().innerText(), /About 26,412 of 32,000 tokens/);
    assert.match(await sheet().innerText(), /4,096 are kept free for the answer\. 4 secrets are masked\./);
    assert.match(await sheet().innerText(), /2 older parts have no room/);
    assert.match(await row('System prompt').innerText(), /Built in\s+98/);
    assert.match(await row('AGENTS.md').first().innerText(), /GitHub token \(line 14\)/);
    assert.match(await row('Read src/billing/price.ts').innerText(), /5,210\s+no room/);
    assert.match(await row('Your message').innerText(), /seems to hold a secret/);
    assert.equal(await row('Your message').getByRole('button').count(), 0, 'the words are edited in the box');
  });

  test('takes out what can be, by keyboard; the focus goes on to the next', async () => {
    await meter().click();
    await panel.post(listed(2, samplePreview));
    await button('Remove src/billing/settings.ts:3-40').last().focus();
    await sheet().getByRole('button', { name: 'Remove src/billing/settings.ts:3-40' }).press('Enter');
    assert.deepEqual(await panel.intent('attachment-remove'), {
      type: 'attachment-remove',
      attachmentId: 's2',
    });
    const parts = samplePreview.parts.filter(({ id }) => id !== 's2');
    await panel.post(listed(3, { ...samplePreview, parts }));
    assert.equal(await focusedLabel(), 'Switch all tools off in this chat');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.intent('part-tools-off'), { type: 'part-tools-off' });
    await sheet().getByRole('button', { name: 'Remove System prompt' }).press('Enter');
    assert.deepEqual(await panel.intent('part-leave-out'), {
      type: 'part-leave-out',
      partId: 'system-prompt',
      isLeftOut: true,
    });
    await sheet().getByRole('button', { name: 'Add .github/copilot-instructions.md back' }).press('Enter');
    assert.equal((await panel.intent('part-leave-out')).isLeftOut, false);
  });

  test('is made anew when the chat changes, closes at Escape, and gives the focus back', async () => {
    await meter().click();
    await panel.post(listed(2, samplePreview));
    const before = (await panel.intents('request-show')).length;
    await panel.post(
      batchOf(3, changes({ type: 'part-leave-out', partId: 'system-prompt', isLeftOut: true })),
    );
    assert.equal((await panel.intents('request-show')).length, before + 1);
    await panel.page.keyboard.press('ArrowDown');
    assert.equal(await focusedLabel(), 'Close what will be sent');
    await panel.page.keyboard.press('Escape');
    assert.equal(await sheet().count(), 0);
    assert.match(await focusedLabel(), /^Context 83 % full/);
    await meter().click();
    await panel.page.getByRole('textbox', { name: 'Message' }).focus();
    assert.equal(await sheet().count(), 0, 'going elsewhere closes it, too');
    assert.deepEqual(await panel.intents('turn-stop'), []);
  });

  test('folds a long chat, offers to sum it up, and says what it does not list', async () => {
    const many = Array.from({ length: 20 }, (_, at) =>
      samplePart('message', `m${at}`, `Message ${at}`, { origin: 'You' }),
    );
    await meter().click();
    await panel.post(listed(2, { ...samplePreview, parts: many, unlisted: { count: 7, tokens: 900 } }));
    assert.equal(await row('Message 3').count(), 0);
    await button(/^This chat so far/).click();
    assert.equal(await row('Message 3').count(), 1);
    assert.match(await sheet().innerText(), /7 older messages are not listed/);
    await button('Sum up the chat').click();
    assert.deepEqual(await panel.intent('error-action'), { type: 'error-action', action: 'compact' });
    assert.equal(await sheet().count(), 0);
  });

  test('says why nothing can be sent, and that a limit is unknown', async () => {
    await meter().click();
    await panel.post(listed(2, { ...samplePreview, parts: [], problem: 'No key is saved for Mistral.' }));
    assert.match(await sheet().innerText(), /No key is saved for Mistral/);
    const { contextTokens: _limit, ...size } = samplePreview.size;
    await panel.post(listed(3, { ...samplePreview, size }));
    assert.match(await sheet().innerText(), /How much this model can read is unknown/);
    await button('Open settings').click();
    assert.equal((await panel.intent('error-action')).action, 'open-settings');
  });

  test('fits into 300 pixels', async () => {
    await panel.page.setViewportSize({ width: 300, height: 600 });
    await meter().click();
    await panel.post(listed(2, samplePreview));
    const overflow = await sheet().evaluate(
      (element) =>
        [element, ...element.querySelectorAll('*')].filter(
          (one) => one.getBoundingClientRect().right > window.innerWidth && !one.closest('svg'),
        ).length,
    );
    assert.equal(overflow, 0);
  });
});
