// A tool's question in a browser: it shows exactly what would happen, and a yes is given on purpose or not at all.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { ToolCallPart } from '../../../src/model/conversation.ts';
import type { ToView } from '../../../src/protocol/to-view.ts';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import {
  batchOf,
  changes,
  runningAnswer,
  samplePrompt,
  snapshotOf,
} from '../../fakes/panel-page/panel-samples.ts';
import { commandAction, editAction, sampleCall } from '../../fakes/panel-page/tool-states.ts';
import { hiddenSamples } from './hidden-samples.ts';

let browser: PanelBrowser;
let panel: Panel;
before(async () => {
  browser = await PanelBrowser.start();
});
after(() => browser.close());
beforeEach(async () => {
  panel = await browser.open();
});
afterEach(async () => {
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

const box = (): Locator => panel.page.getByRole('textbox', { name: 'Message', exact: true });
const button = (name: string): Locator => panel.page.getByRole('button', { name, exact: true });
const card = (): Locator => panel.page.getByRole('group', { name: /^Tool / });
const focused = (): Promise<string> => panel.page.evaluate(() => document.activeElement?.textContent ?? '');
const says = (): Promise<string> => panel.page.locator('.visually-hidden[role=status]').innerText();

/** From here on the page's time goes by `clock.runFor` alone. */
async function stopClock(): Promise<void> {
  panel.spoil();
  await panel.page.clock.install({ time: 0 });
  await panel.page.clock.pauseAt(1_000);
}

const prompt = samplePrompt('u1', 'Run the tests');
const running = (...calls: readonly ToolCallPart[]): ToView =>
  snapshotOf([prompt, { ...runningAnswer('a1', 'u1'), parts: calls }]);

const asks = (command: string, nonce = 'n1', more: Partial<ToolCallPart> = {}): ToolCallPart =>
  sampleCall(`call-${nonce}`, 'run_command', {
    label: 'Run command',
    action: commandAction(command),
    question: { nonce },
    ...more,
  });

const ask = (callId: string, nonce: string): ToView =>
  batchOf(1, changes({ type: 'tool-ask', messageId: 'a1', callId, question: { nonce } }));

/** A call that has been described; its question comes later. */
const described = sampleCall('c1', 'run_command', {
  label: 'Run command',
  action: commandAction('npm test'),
});

describe('what is asked', () => {
  test('stands in the call’s group, with the buttons of the contract', async () => {
    const scope = { nonce: 'n1', chatScope: 'exactly this command line' };
    await panel.post(running(asks('npm test', 'n1', { question: scope })));
    const group = panel.page.getByRole('group', { name: 'Tool run_command: Run npm test' });
    for (const name of ['Allow', 'Allow in this chat', 'Deny'])
      assert.equal(await group.getByRole('button', { name, exact: true }).count(), 1, name);
    const described = await button('Allow in this chat').getAttribute('aria-describedby');
    assert.equal(
      await panel.page.locator(`[id="${described}"]`).textContent(),
      'Allow in this chat: exactly this command line',
    );
    assert.match(await group.innerText(), /npm test[^]*shop[^]*\/bin\/bash/);
    await panel.post(running(asks('npm test', 'n2')));
    assert.equal(await button('Allow in this chat').count(), 0, 'not offered');
  });

  test('hides nothing: every trick is spelled out (T17)', async () => {
    // A lone surrogate does not survive the way from this test into the page; it is tested without a page.
    const samples = hiddenSamples.filter(([text]) => text.isWellFormed());
    assert.ok(samples.length >= 40);
    await panel.post(running(...samples.map(([text], index) => asks(text, `n${index}`))));
    const shown = await panel.page.locator('.command').allTextContents();
    assert.deepEqual(
      shown,
      samples.map(([, text]) => text),
    );
    assert.ok((await panel.page.locator('.hidden-mark').count()) >= samples.length);
  });

  test('control: the same texts elsewhere are not spelled out', async () => {
    const text = hiddenSamples.at(-1)?.[0] ?? '';
    await panel.post(snapshotOf([samplePrompt('u1', text)]));
    assert.equal(await panel.page.locator('.prompt-text').textContent(), text);
  });

  test('a command of several lines is shown with its line breaks, and numbered', async () => {
    const command = 'cd src\n\n\tls -la\u202E\nrm x';
    await panel.post(running(asks(command)));
    assert.equal(await panel.page.locator('.command').textContent(), 'cd src\n\n\tls -la⟨U+202E⟩\nrm x');
    assert.equal(await panel.page.locator('.command-line').count(), 4);
  });

  test('a command of 1 MB is there to its last character, and the panel goes on', async () => {
    const command = `${'echo abc/def '.repeat(80_000)}; rm -rf ~`;
    await panel.post(running(asks(command)));
    const shown = await panel.page.locator('.command').evaluate((element) => ({
      text: element.textContent,
      isCut: element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1,
    }));
    assert.ok(shown.text === command, 'whole');
    assert.equal(shown.isCut, false, 'no part is behind a scroll bar');
    await box().fill('still here');
    await button('Deny').click();
    assert.equal((await panel.intent('tool-decide')).decision, 'deny');
  });

  test('a change of 5,000 lines is bounded, says so, and opens in the diff editor', async () => {
    const patch = Array.from({ length: 5_000 }, (_, index) => `+line ${index}`).join('\n');
    const detail = { ...editAction.detail, kind: 'diff', path: 'a.ts', isNew: true, patch } as const;
    const action = {
      title: 'Write a.ts',
      detail: { ...detail, addedLines: 5_000, removedLines: 0 },
      warnings: [],
    };
    await panel.post(running(sampleCall('c1', 'edit_file', { action, question: { nonce: 'n1' } })));
    assert.equal(await panel.page.locator('.diff-line').count(), 400);
    await panel.page.getByText('4,600 more lines are not shown here').waitFor();
    await button('Open diff').click();
    assert.deepEqual(await panel.intent('tool-diff-open'), {
      type: 'tool-diff-open',
      messageId: 'a1',
      callId: 'c1',
    });
  });

  test('warnings are a list', async () => {
    const action = commandAction('npm test', ['First \u202E.', 'Second.']);
    await panel.post(running(asks('', 'n1', { action })));
    assert.deepEqual(
      await panel.page.getByRole('list', { name: 'Warnings' }).getByRole('listitem').allTextContents(),
      ['First ⟨U+202E⟩.', 'Second.'],
    );
  });
});

describe('a yes', () => {
  test('carries the nonce that is shown, once', async () => {
    await panel.post(running(asks('first', 'n1'), asks('second', 'n2')));
    await card().filter({ hasText: 'second' }).getByRole('button', { name: 'Allow', exact: true }).click();
    const wanted = { type: 'tool-decide', messageId: 'a1', callId: 'call-n2', nonce: 'n2', decision: 'once' };
    assert.deepEqual(await panel.intents('tool-decide'), [wanted]);
    const second = card().filter({ hasText: 'second' });
    for (const name of ['Allow', 'Deny'])
      assert.equal(await second.getByRole('button', { name, exact: true }).isDisabled(), true, name);
    assert.equal(
      await card().filter({ hasText: 'first' }).getByRole('button', { name: 'Allow' }).isEnabled(),
      true,
    );
  });

  test('for the chat says so', async () => {
    await panel.post(running(asks('x', 'n1', { question: { nonce: 'n1', chatScope: 'this line' } })));
    await button('Allow in this chat').click();
    assert.equal((await panel.intent('tool-decide')).decision, 'chat');
  });

  test('cannot be given in the first 500 ms, a no can', async () => {
    await stopClock();
    await panel.page.evaluate((message) => globalThis.pageHost.post(message), running(asks('npm test')));
    await panel.page.clock.runFor(200);
    assert.equal(await button('Allow').isDisabled(), true);
    assert.equal(await button('Deny').isEnabled(), true);
    await panel.page.clock.runFor(290);
    assert.equal(await button('Allow').isDisabled(), true, 'less than 500 ms after it came');
    await panel.page.clock.runFor(600);
    assert.equal(await button('Allow').isEnabled(), true);
  });

  test('cannot be given at once when the panel can be seen again', async () => {
    await stopClock();
    const setHidden = (hidden: boolean): Promise<void> =>
      panel.page.evaluate((isHidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await setHidden(true);
    await panel.page.evaluate((message) => globalThis.pageHost.post(message), running(asks('npm test')));
    await panel.page.clock.runFor(5_000);
    assert.equal(await button('Allow').isDisabled(), true, 'nobody has seen it');
    await setHidden(false);
    await panel.page.clock.runFor(499);
    assert.equal(await button('Allow').isDisabled(), true);
    await panel.page.clock.runFor(1);
    await panel.page.clock.runFor(50);
    assert.equal(await button('Allow').isEnabled(), true);
  });

  test('another question in its place begins anew', async () => {
    await panel.post(running(asks('npm test', 'n1')));
    await panel.page.locator('button:enabled', { hasText: /^Allow$/ }).waitFor();
    await stopClock();
    const next = running(asks('npm publish', 'n2', { callId: 'call-n1' }));
    await panel.page.evaluate((message) => globalThis.pageHost.post(message), next);
    await panel.page.clock.runFor(200);
    assert.match(await card().innerText(), /npm publish/);
    assert.equal(await button('Allow').isDisabled(), true);
    await panel.page.clock.runFor(1_000);
    assert.equal(await button('Allow').isEnabled(), true);
  });
});

describe('the keyboard', () => {
  test('Deny has the focus when a question comes to one who is not writing', async () => {
    await panel.post(running(described));
    await panel.page.getByRole('log').focus();
    await panel.post(ask('c1', 'n1'));
    await panel.page.locator('.tool-deny:focus').waitFor();
    assert.equal(await says(), 'Parley asks: Run npm test');
  });

  test('one who writes keeps the cursor, is told, and gets to Deny with Shift+Tab', async () => {
    await panel.post(running(described));
    await box().fill('and then');
    await panel.post(ask('c1', 'n1'));
    await panel.page.locator('button:enabled', { hasText: /^Allow$/ }).waitFor();
    assert.match(await says(), /^Parley asks: Run npm test\. Shift\+Tab /);
    await panel.page.keyboard.type(' more');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.intents('tool-decide'), [], 'Enter in the message box answers nothing');
    assert.equal(
      await panel.page.getByRole('list', { name: 'Queued messages' }).innerText(),
      'Queued\nand then more',
    );
    await panel.page.keyboard.press('Shift+Tab');
    await panel.page.keyboard.press('Shift+Tab');
    assert.equal(await focused(), 'Deny', 'after the button of the queued message');
    await panel.page.keyboard.press('Shift+Tab');
    assert.equal(await focused(), 'Allow');
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.intent('tool-decide')).decision, 'once');
  });

  test('Escape in a question goes back to the message box and decides nothing', async () => {
    await panel.post(running(asks('npm test')));
    await button('Deny').focus();
    await panel.page.keyboard.press('Escape');
    assert.equal(await box().evaluate((element) => element === document.activeElement), true);
    assert.deepEqual(await panel.intents('tool-decide'), []);
    assert.deepEqual(await panel.intents('turn-stop'), []);
    await panel.page.keyboard.press('Escape');
    await panel.intent('turn-stop');
  });

  test('after an answer the focus stays at the call, and the next question has it', async () => {
    await panel.post(running(asks('npm test'), described));
    await button('Deny').focus();
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.intent('tool-decide')).decision, 'deny');
    const outcome = { status: 'denied', text: 'The user denied this call.' } as const;
    await panel.post(
      batchOf(
        1,
        changes(
          { type: 'tool-decide', messageId: 'a1', callId: 'call-n1', decision: 'deny' },
          { type: 'tool-outcome', messageId: 'a1', callId: 'call-n1', outcome },
        ),
      ),
    );
    assert.match(await focused(), /Run npm test[^]*Denied/);
    const question = { nonce: 'n9' };
    await panel.post(batchOf(2, changes({ type: 'tool-ask', messageId: 'a1', callId: 'c1', question })));
    await panel.page.locator('.tool-deny:focus').waitFor();
  });

  test('a question that ends with the answer is not asked any more', async () => {
    await panel.post(running(asks('npm test')));
    await panel.post(
      batchOf(1, changes({ type: 'turn-end', messageId: 'a1', state: 'cancelled', endedAtMs: 1 })),
    );
    assert.equal(await button('Allow').count(), 0);
    assert.match(await card().innerText(), /Cancelled/);
  });
});

describe('a question out of sight', () => {
  test('is named above the message box, and found from there', async () => {
    const long = { ...prompt, text: 'line\n'.repeat(100) };
    const answer = { ...runningAnswer('a1', 'u1'), parts: [asks('npm test')] };
    await panel.post(snapshotOf([long, answer]));
    await button('Deny').waitFor();
    assert.equal(await panel.page.getByText('Parley waits for your answer').count(), 0);
    await panel.page.getByRole('log').evaluate((element) => {
      element.scrollTop = 0;
    });
    await panel.page.locator('button:enabled', { hasText: /^Allow$/ }).waitFor();
    const bar = panel.page.getByRole('button', { name: /^Parley waits for your answer/ });
    await bar.waitFor();
    await stopClock();
    await bar.click();
    await panel.page.locator('.tool-deny:focus').waitFor();
    assert.equal(await button('Allow').isDisabled(), true, 'a second click hits nothing');
    await panel.page.clock.runFor(1_000);
    assert.equal(await button('Allow').isEnabled(), true);
    await panel.page.getByText('Parley waits for your answer').waitFor({ state: 'detached' });
  });
});
