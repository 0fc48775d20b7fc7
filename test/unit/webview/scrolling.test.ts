// The reader decides what is read: the end is followed only from the end.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
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
  panel = await browser.open();
});
afterEach(() => panel.close());

const long = Array.from(
  { length: 40 },
  (_, index) => `Paragraph ${index} of a long answer that fills the panel.`,
);
const chat = [samplePrompt('u1', 'Tell me.'), sampleAnswer('a1', 'u1', long.join('\n\n'))];
const running = [...chat, samplePrompt('u2', 'More.', { parentId: 'a1' }), runningAnswer('a2', 'u2')];

const delta = (text: string) => changes({ type: 'text-delta', messageId: 'a2', text });
const fromEnd = (): Promise<number> =>
  panel.page.getByRole('log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
const top = (): Promise<number> => panel.page.getByRole('log').evaluate((log) => log.scrollTop);
const jump = () => panel.page.getByRole('button', { name: 'Jump to latest' });

async function wheel(deltaY: number): Promise<void> {
  await panel.page.getByRole('log').hover();
  await panel.page.mouse.wheel(0, deltaY);
  await panel.page.waitForTimeout(100);
}

describe('scrolling', () => {
  test('a chat opens at its end and follows it', async () => {
    await panel.post(snapshotOf(running));
    assert.ok((await fromEnd()) <= 1);
    for (let seq = 1; seq <= 5; seq += 1)
      await panel.post(batchOf(seq, delta('More text.\n\nAnd more.\n\n')));
    assert.ok((await fromEnd()) <= 1);
    assert.equal(await jump().count(), 0);
  });

  test('a reader who has scrolled up, however little, stays there until jumping back', async () => {
    await panel.post(snapshotOf(running));
    await panel.post(batchOf(1, delta('More text.\n\n')));
    await wheel(-5);
    const before = await top();
    for (let seq = 2; seq <= 6; seq += 1)
      await panel.post(batchOf(seq, delta('More text.\n\nAnd more.\n\n')));
    assert.equal(await top(), before);
    await jump().click();
    await panel.settle();
    assert.ok((await fromEnd()) <= 1);
    await panel.post(batchOf(7, delta('More text.\n\nAnd more.\n\n')));
    assert.ok((await fromEnd()) <= 1);
  });

  test('scrolling back to the end follows again', async () => {
    await panel.post(snapshotOf(running));
    await wheel(-400);
    assert.equal(await jump().count(), 1);
    await wheel(4000);
    assert.equal(await jump().count(), 0);
  });

  test('text does not move under a selection that is being drawn', async () => {
    await panel.post(snapshotOf(running), batchOf(1, delta('One two three four five six.\n\n')));
    const line = await panel.page.getByText('One two three').boundingBox();
    const { x = 0, y = 0 } = line ?? {};
    await panel.page.mouse.move(x + 4, y + 8);
    await panel.page.mouse.down();
    await panel.page.mouse.move(x + 90, y + 8);
    const before = await top();
    for (let seq = 2; seq <= 6; seq += 1)
      await panel.post(batchOf(seq, delta('More text.\n\nAnd more.\n\n')));
    assert.equal(await top(), before);
    await panel.page.mouse.up();
    await panel.post(batchOf(7, delta('More text.\n\n')));
    assert.equal(await top(), before);
    assert.match(await panel.page.evaluate(() => document.getSelection()?.toString() ?? ''), /^One two/);
  });

  test('one’s own message brings the end into view', async () => {
    await panel.post(snapshotOf(chat));
    await wheel(-800);
    const mine = samplePrompt('u2', 'More.', { parentId: 'a1' });
    await panel.post(batchOf(1, changes({ type: 'message-add', message: mine })));
    await panel.settle();
    assert.ok((await fromEnd()) <= 1);
  });

  test('the place being read is found again after a reload', async () => {
    await panel.post(snapshotOf(running));
    await wheel(-900);
    const paragraph = await panel.page.getByText('Paragraph 20 of').boundingBox();
    await panel.page.reload();
    await panel.intent('view-ready');
    await panel.post(snapshotOf(running));
    await panel.page.waitForTimeout(100);
    const after = await panel.page.getByText('Paragraph 20 of').boundingBox();
    assert.ok(Math.abs((after?.y ?? -1000) - (paragraph?.y ?? 0)) <= 2, `${after?.y} is not ${paragraph?.y}`);
    assert.equal(await jump().count(), 1);
  });

  test('a long chat shows its newest messages; older ones come as they are scrolled to, without a jump', async () => {
    const many = Array.from({ length: 60 }, (_, index) => [
      samplePrompt(`u${index}`, `Question ${index}`, index === 0 ? {} : { parentId: `a${index - 1}` }),
      sampleAnswer(`a${index}`, `u${index}`, `Answer ${index}.\n\n- with\n- a list`),
    ]).flat();
    await panel.post(snapshotOf(many));
    const articles = panel.page.getByRole('article');
    const log = panel.page.getByRole('log');
    const first = await articles.count();
    assert.ok(first < 60, `${first} of 120 are shown at first`);
    // From near the upper edge, then from the edge itself.
    for (const [from, to, count] of [
      [400, 150, 2 * first],
      [400, 0, 3 * first],
    ] as const) {
      await log.evaluate((element, top) => element.scrollTo(0, top), from);
      await panel.page.waitForTimeout(200);
      const id = await log.evaluate((element) => {
        const { top } = element.getBoundingClientRect();
        const inView = [...element.querySelectorAll<HTMLElement>('article')].find(
          (article) => article.getBoundingClientRect().top > top,
        );
        return inView?.dataset['messageId'] ?? '';
      });
      const sameOne = panel.page.locator(`[data-message-id="${id}"]`);
      const before = await sameOne.boundingBox();
      await log.evaluate((element, top) => element.scrollTo(0, top), to);
      await panel.page.waitForTimeout(300);
      const after = await sameOne.boundingBox();
      assert.equal(await articles.count(), count);
      const moved = (after?.y ?? 0) - (before?.y ?? 0);
      assert.ok(Math.abs(moved - (from - to)) <= 2, `moved by ${moved}, scrolled by ${from - to}`);
    }
  });
});
