// The panel's view is only a view: reloaded, or opened and closed fifty times in mid-answer, it comes back complete and
// leaves nothing behind. And all of a first day with Parley by keyboard alone: a chat, a question of a tool, the history.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CDPSession } from 'playwright-core';
import { createGate } from '../fakes/gate.ts';
import { streamText } from '../fakes/replies.ts';
import { scriptedChat } from './support/scripted-chat.ts';
import { pressByKeyboard, untilEnabled } from './support/tool-chat.ts';

const chat = scriptedChat();
const LIMIT_MS = 20_000;

/** What the page holds after a collection of garbage. */
async function held(cdp: CDPSession): Promise<{ documents: number; listeners: number; heapMb: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    documents: value('Documents'),
    listeners: value('JSEventListeners'),
    heapMb: value('JSHeapUsedSize') / 1e6,
  };
}

/** All text of the last answer, laid out or not. */
async function answerText(): Promise<string> {
  return (await chat.panel().articles('Parley').last().textContent()) ?? '';
}

describe('the view may go at any time', () => {
  test('its page is loaded anew in mid-answer: all that came before and meanwhile is there, and the answer goes on', async () => {
    const panel = chat.panel();
    await panel.open();
    const gate = createGate();
    const words = Array.from({ length: 30 }, (_, index) => `word${index} `);
    chat.provider().queue(streamText(words, { gate }));
    await panel.send('Thirty words, please.');
    gate.release(10);
    await panel.waitForText('word9');
    await panel.composer().fill('An unsent thought');
    await chat.vscode().page.waitForTimeout(600);
    const old = await chat.vscode().panelFrame();
    await old.evaluate(() => Object.assign(globalThis, { isOld: true }));
    await chat.vscode().execute('workbench.action.webview.reloadWebviewAction');
    gate.release(10);
    await panel.waitForText('word19');
    const frame = await chat.vscode().panelFrame();
    assert.equal(await frame.evaluate(() => 'isOld' in globalThis), false, 'control: it is another page');
    assert.ok(await panel.button('Stop').isVisible(), 'the answer is still running');
    assert.equal(await panel.composer().inputValue(), 'An unsent thought');
    gate.open();
    await panel.waitForAnswerEnd();
    assert.equal(
      (await answerText()).match(/word\d+/g)?.join(' '),
      words.map((word) => word.trim()).join(' '),
    );
    await panel.composer().fill('');
  });

  test('closed and opened fifty times in one answer: nothing is lost, and nothing piles up', async () => {
    const panel = chat.panel();
    const vscode = chat.vscode();
    await panel.newChat();
    const count = 100;
    const gate = createGate();
    const words = Array.from({ length: count }, (_, index) => `step${index} `);
    chat.provider().queue(streamText(words, { gate }));
    await panel.send('A hundred steps, please.');
    const cdp = await vscode.page.context().newCDPSession(vscode.page);
    await cdp.send('Performance.enable');
    let early = { documents: 0, listeners: 0, heapMb: 0 };
    for (let round = 1; round <= 50; round += 1) {
      // VS Code's own key for the side bar.
      await vscode.page.keyboard.press('Control+b');
      await vscode.page.locator('.part.sidebar').waitFor({ state: 'hidden' });
      gate.release(2);
      await vscode.page.keyboard.press('Control+b');
      await panel.waitForText(`step${2 * round - 1}`);
      if (round === 10) early = await held(cdp);
    }
    const late = await held(cdp);
    gate.open();
    await panel.waitForAnswerEnd();
    assert.equal(
      (await answerText()).match(/step\d+/g)?.join(' '),
      words.map((word) => word.trim()).join(' '),
    );
    // Forty more pages have come and gone. A page that stayed would be a document and some megabytes each.
    const told = JSON.stringify({ early, late });
    assert.ok(late.documents - early.documents <= 4, told);
    assert.ok(late.heapMb - early.heapMb < 25, told);
  });

  test('a page that stays would be seen (control)', async () => {
    const { page } = chat.vscode();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    const before = await held(cdp);
    await page.evaluate(() => {
      const kept = Array.from({ length: 10 }, () => new DOMParser().parseFromString('<p>x', 'text/html'));
      Object.assign(globalThis, { kept });
    });
    const after = await held(cdp);
    assert.ok(after.documents - before.documents > 4, JSON.stringify({ before, after }));
  });
});

describe('by keyboard alone', () => {
  test('from the palette to an answer, stopped and asked again', async () => {
    const panel = chat.panel();
    const { keyboard } = chat.vscode().page;
    await keyboard.press('F1');
    await keyboard.type('Parley: New Chat');
    await keyboard.press('Enter');
    await panel.articles().first().waitFor({ state: 'detached', timeout: LIMIT_MS });
    await panel.composer().and(panel.frame.locator(':focus')).waitFor({ timeout: LIMIT_MS });
    chat.provider().queue(streamText(['It begins'], { ending: 'silence' }), streamText(['Here it is.']));
    await keyboard.type('First question');
    await keyboard.press('Enter');
    await panel.waitForText('It begins');
    await keyboard.press('Escape');
    await panel.button('Send').waitFor({ timeout: LIMIT_MS });
    await pressByKeyboard(chat.vscode(), panel.button('Regenerate').last());
    await panel.waitForText('Here it is.');
    await panel.waitForAnswerEnd();
  });

  test('a tool asks, and is allowed', async () => {
    const panel = chat.panel();
    chat.provider().queue(
      streamText([], {
        toolCalls: [{ id: 'call00001', name: 'run_command', arguments: { command: 'echo spoken-by-keys' } }],
      }),
      streamText(['It was run.']),
    );
    const { keyboard } = chat.vscode().page;
    // Enter in the empty composer does nothing.
    await pressByKeyboard(chat.vscode(), panel.composer(), 'Tab');
    await keyboard.type('Run it');
    await keyboard.press('Enter');
    const allow = panel.button('Allow');
    await allow.waitFor({ timeout: LIMIT_MS });
    await untilEnabled(allow);
    await pressByKeyboard(chat.vscode(), allow);
    await panel.waitForText('It was run.');
    await panel.waitForAnswerEnd();
    const { body } = await chat
      .provider()
      .nextRequest((request) => request.body.messages?.some(({ role }) => role === 'tool') === true);
    assert.match(JSON.stringify(body.messages), /spoken-by-keys/, 'the model got its output');
  });

  test('the history is searched, and Enter goes to the message', async () => {
    const panel = chat.panel();
    const { keyboard } = chat.vscode().page;
    await pressByKeyboard(chat.vscode(), panel.button('History'));
    const box = panel.frame.getByRole('searchbox', { name: 'Search chats' });
    await box.and(panel.frame.locator(':focus')).waitFor({ timeout: LIMIT_MS });
    await keyboard.type('hundred steps');
    await keyboard.press('Enter');
    await panel.waitForText('A hundred steps, please.');
    assert.equal(await box.count(), 0);
  });
});
