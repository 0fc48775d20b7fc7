// Code blocks and links to places in the panel: what is offered when, what pressing it asks for, and what stays untouched.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { ToView } from '../../../src/protocol/to-view.ts';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import {
  batchOf,
  changes,
  runningAnswer,
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
  panel = await browser.open({ width: 500 });
});
afterEach(async () => {
  assert.deepEqual(panel.errors, []);
  assert.deepEqual(await panel.violations(), []);
  await panel.close();
});

const question = samplePrompt('u1', 'How?');
const answered = (text: string, options: Parameters<typeof snapshotOf>[1] = {}): ToView =>
  snapshotOf([question, sampleAnswer('a1', 'u1', text)], options);
const button = (name: string): Locator => panel.page.getByRole('button', { name, exact: true });
const names = (): Promise<(string | null)[]> =>
  panel.page
    .locator('.code-actions button:visible')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
const found = (checkId: number, places: string[], symbols: string[] = [], seq = 1): ToView =>
  batchOf(seq, [{ type: 'places-found', checkId, places, symbols }]);

describe('a code block', () => {
  test('asks for each action with its text, language and file, and nothing else', async () => {
    await panel.post(answered('```ts src/a.ts:2-3\nlet a;\n```\n'));
    for (const name of ['Replace selection', 'Apply to file', 'New file']) await button(name).click();
    const text = 'let a;';
    const rest = { text, language: 'ts', place: 'src/a.ts:2-3' };
    assert.deepEqual(await panel.intent('code-replace'), { type: 'code-replace', text });
    assert.deepEqual(await panel.intent('code-apply'), { type: 'code-apply', ...rest });
    assert.deepEqual(await panel.intent('code-new-file'), { type: 'code-new-file', ...rest });
    assert.equal(await panel.page.locator('.code-title').innerText(), 'a.ts:2-3\nsrc\nts');
    assert.equal(await panel.page.getByRole('group', { name: 'Code, src/a.ts:2-3' }).count(), 1);
  });

  test('offers a terminal for shells, a diagram for diagrams', async () => {
    const plain = [
      'Copy code',
      'Insert at cursor',
      'Replace selection',
      'Apply to file',
      'New file',
      'Wrap lines',
    ];
    const [copy = '', ...rest] = plain;
    await panel.post(answered('```ts\na\n```\n'));
    assert.deepEqual(await names(), plain);
    await panel.post(answered('```bash\na\n```\n', { seq: 1 }));
    assert.deepEqual(await names(), [copy, 'Run in terminal', ...rest]);
    await button('Run in terminal').click();
    assert.deepEqual(await panel.intent('code-run'), { type: 'code-run', text: 'a' });
    await panel.post(answered('```mermaid\ngraph\n```\n', { seq: 2 }));
    assert.deepEqual(await names(), [copy, 'Show diagram', ...rest]);
    await button('Show diagram').click();
    assert.deepEqual(await panel.intent('diagram-show'), {
      type: 'diagram-show',
      text: 'graph',
      language: 'mermaid',
    });
  });

  test('offers no terminal in Restricted Mode, and does once the workspace is trusted', async () => {
    const text = '```bash\nls\n```\n\nSee src/a.ts.\n';
    await panel.post(answered(text, { panel: { isTrusted: false } }));
    assert.equal(await button('Run in terminal').count(), 0);
    await panel.page.waitForTimeout(250);
    assert.deepEqual(await panel.intents('places-check'), []);
    await panel.post(answered(text, { seq: 1 }));
    assert.equal(await button('Run in terminal').count(), 1);
    assert.deepEqual((await panel.intent('places-check')).places, ['src/a.ts']);
  });

  test('can be copied and wrapped while it grows, and used when it is complete', async () => {
    await panel.post(snapshotOf([question, runningAnswer('a1', 'u1')]));
    const write = (seq: number, text: string): Promise<void> =>
      panel.post(batchOf(seq, changes({ type: 'text-delta', messageId: 'a1', text })));
    await write(1, '```ts\n// src/a.ts\nlet a;\n');
    assert.deepEqual(await names(), ['Copy code', 'Wrap lines']);
    await button('Wrap lines').click();
    await write(2, 'let b;\n```\n\nDone.');
    await panel.page.locator('.code-actions button:visible').nth(5).waitFor();
    assert.equal((await names()).length, 6);
    assert.equal(await panel.page.locator('.code-file').innerText(), 'a.ts\nsrc');
    assert.equal(await button('Wrap lines').getAttribute('aria-pressed'), 'true', 'as the reader had it');
  });

  test('is named by the paragraph above it when that is a path', async () => {
    await panel.post(answered('Change this.\n\n**`src/b.ts`**:\n\n```ts\nlet b;\n```\n'));
    assert.equal(await panel.page.locator('.code-file').getAttribute('data-file'), 'src/b.ts');
  });

  test('breaks long lines when asked to', async () => {
    await panel.post(answered(`\`\`\`ts\nconst long = '${'x'.repeat(300)}';\n\`\`\`\n`));
    const scrolls = (): Promise<boolean> =>
      panel.page.locator('pre').evaluate((element) => element.scrollWidth > element.clientWidth);
    assert.equal(await scrolls(), true);
    await button('Wrap lines').click();
    assert.equal(await scrolls(), false);
    await button('Wrap lines').click();
    assert.equal(await scrolls(), true);
  });

  test('keeps what has no room in a menu, by keyboard too', async () => {
    await panel.page.setViewportSize({ width: 280, height: 700 });
    await panel.post(answered('```bash\nls\n```\n'));
    assert.deepEqual(await names(), ['Copy code', 'Run in terminal', 'Insert at cursor', 'More actions']);
    const { keyboard } = panel.page;
    await button('More actions').focus();
    await keyboard.press('Enter');
    const item = (name: string): Locator => panel.page.getByRole('menuitem', { name });
    await item('Replace selection').waitFor();
    assert.equal(await button('More actions').getAttribute('aria-expanded'), 'true');
    await keyboard.press('ArrowDown');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.textContent), 'Apply to file');
    await keyboard.press('Enter');
    assert.deepEqual(await panel.intent('code-apply'), { type: 'code-apply', text: 'ls', language: 'bash' });
    assert.equal(await panel.page.getByRole('menu').count(), 0);
    await keyboard.press('Enter');
    await keyboard.press('End');
    await keyboard.press('Enter');
    assert.equal(await panel.page.locator('.code-block.is-wrapped').count(), 1);
    await keyboard.press('Enter');
    await item('Replace selection').waitFor();
    await keyboard.press('Escape');
    assert.equal(await panel.page.getByRole('menu').count(), 0);
    assert.equal(
      await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'More actions',
    );
  });
});

describe('links to places', () => {
  const text = 'See src/a.ts:3 and src/b.ts, `lib/c.ts`.\n\n```ts src/a.ts\nlet a;\n```\n\nAgain src/a.ts:3.';

  test('are what the host has found; each is asked for once, and the text stays as it was', async () => {
    await panel.post(answered(text));
    const before = await panel.page.locator('.markdown').innerText();
    const { checkId, places } = await panel.intent('places-check');
    assert.deepEqual(places.toSorted(), ['lib/c.ts', 'src/a.ts', 'src/a.ts:3', 'src/b.ts']);
    assert.equal(await panel.page.locator('.place-link').count(), 0);
    await panel.post(found(checkId, ['src/a.ts:3', 'lib/c.ts', 'src/a.ts']));
    const links = panel.page.getByRole('link');
    await links.nth(3).waitFor();
    assert.deepEqual((await links.allInnerTexts()).toSorted(), [
      'a.ts\nsrc',
      'lib/c.ts',
      'src/a.ts:3',
      'src/a.ts:3',
    ]);
    assert.equal(await panel.page.locator('.markdown').innerText(), before);
    await links.nth(0).click();
    await links.nth(1).press('Enter');
    const opened = (await panel.intents('place-open')).map(({ place }) => place);
    assert.deepEqual(opened, ['src/a.ts:3', 'lib/c.ts']);
    assert.equal((await panel.intents('places-check')).length, 1);
    assert.equal(await links.nth(0).getAttribute('title'), 'Open src/a.ts:3');
  });

  test('an answer to another question changes nothing', async () => {
    await panel.post(answered(text));
    const { checkId } = await panel.intent('places-check');
    await panel.post(found(checkId + 7, ['src/a.ts:3']));
    assert.equal(await panel.page.locator('.place-link').count(), 0);
    await panel.post(found(checkId, ['src/a.ts:3'], [], 2));
    await panel.page.locator('.place-link').first().waitFor();
  });

  test('a selection of words survives, and ending it on a link opens nothing', async () => {
    await panel.post(answered('Look at src/a.ts:3 first, please.'));
    const { checkId } = await panel.intent('places-check');
    const selected = (): Promise<string | undefined> =>
      panel.page.evaluate(() => document.getSelection()?.toString());
    await panel.page.evaluate(() => {
      const node = document.querySelector('.markdown p')?.firstChild;
      if (node !== null && node !== undefined) document.getSelection()?.setBaseAndExtent(node, 5, node, 23);
    });
    assert.equal(await selected(), 'at src/a.ts:3 firs');
    await panel.post(found(checkId, ['src/a.ts:3']));
    await panel.page.getByRole('link').waitFor();
    assert.equal(await selected(), 'at src/a.ts:3 firs');
    await panel.page
      .getByRole('link')
      .evaluate((link) => link.dispatchEvent(new MouseEvent('click', { bubbles: true })));
    assert.deepEqual(await panel.intents('place-open'), []);
  });

  test('nothing is asked for while the block is being written', async () => {
    await panel.post(snapshotOf([question, runningAnswer('a1', 'u1')]));
    const write = (seq: number, words: string): Promise<void> =>
      panel.post(batchOf(seq, changes({ type: 'text-delta', messageId: 'a1', text: words })));
    await write(1, 'See src/a');
    await write(2, '.ts and');
    await panel.page.waitForTimeout(250);
    assert.deepEqual(await panel.intents('places-check'), []);
    await write(3, ' more.\n\nNext one.\n\nAnd');
    assert.deepEqual((await panel.intent('places-check')).places, ['src/a.ts']);
  });

  test('many are asked for in batches, the next one after the answer', async () => {
    const words = Array.from({ length: 70 }, (_, index) => `src/f${index}.ts`);
    await panel.post(answered(`${words.slice(0, 40).join(' ')}\n\n${words.slice(40).join(' ')}`));
    const first = await panel.intent('places-check');
    assert.equal(first.places.length, 50);
    await panel.page.waitForTimeout(250);
    assert.equal((await panel.intents('places-check')).length, 1);
    await panel.post(found(first.checkId, first.places));
    await panel.page.waitForFunction(
      () => globalThis.pageHost.intents.filter(({ type }) => type === 'places-check').length === 2,
    );
    assert.equal((await panel.intent('places-check')).places.length, 20);
  });

  test('a name in code is asked for when the pointer rests on it or the keyboard comes to it', async () => {
    await panel.post(answered('Call `gross()` or `net()`.'));
    await panel.page.waitForTimeout(250);
    assert.deepEqual(await panel.intents('places-check'), []);
    await panel.page.getByText('gross()').hover();
    const first = await panel.intent('places-check');
    assert.deepEqual(first.symbols, ['gross']);
    await panel.post(found(first.checkId, [], ['gross']));
    await panel.page.getByRole('link', { name: 'gross()' }).click();
    assert.deepEqual(await panel.intent('symbol-open'), { type: 'symbol-open', name: 'gross' });
    await panel.page.getByRole('textbox', { name: 'Message', exact: true }).focus();
    await panel.page.keyboard.press('Shift+Tab');
    await panel.page.waitForFunction(() =>
      globalThis.pageHost.intents.some(
        (intent) => intent.type === 'places-check' && intent.symbols.includes('net'),
      ),
    );
  });
});
