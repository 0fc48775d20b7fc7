// Tools in the panel beside their questions: calls and how they ended, output, rests, changed files, the list of tools.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { AssistantMessage, ToolCallPart } from '../../../src/model/conversation.ts';
import type { FileChange } from '../../../src/model/tool.ts';
import type { ToolList, ToView } from '../../../src/protocol/to-view.ts';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import {
  batchOf,
  changes,
  runningAnswer,
  sampleAnswer,
  samplePrompt,
  snapshotOf,
} from '../../fakes/panel-page/panel-samples.ts';
import { commandAction, sampleCall, sampleTools } from '../../fakes/panel-page/tool-states.ts';

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

const button = (name: string | RegExp): Locator =>
  panel.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const calls = (): Locator => panel.page.getByRole('group', { name: /^Tool / });
const says = (): Promise<string> => panel.page.locator('.visually-hidden[role=status]').innerText();
const focusedLabel = (): Promise<string> =>
  panel.page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );

const prompt = samplePrompt('u1', 'Go');
const running = (...parts: readonly ToolCallPart[]): ToView =>
  snapshotOf([prompt, { ...runningAnswer('a1', 'u1'), parts }]);
const ended = (more: Partial<AssistantMessage>): ToView =>
  snapshotOf([prompt, sampleAnswer('a1', 'u1', 'Done.', more)]);
const read = (index: number): ToolCallPart =>
  sampleCall(`r${index}`, 'read_file', {
    action: { title: `Read file-${index}.ts`, warnings: [] },
    outcome: { status: 'ok', text: `text ${index}` },
  });

describe('tool calls', () => {
  test('say how they ended in words', async () => {
    const statuses = ['ok', 'error', 'denied', 'cancelled'] as const;
    const parts = statuses.map((status) =>
      sampleCall(status, 'run_command', {
        action: commandAction(status),
        outcome: { status, text: `The reason of ${status}.` },
      }),
    );
    await panel.post(ended({ parts }));
    const texts = await calls().evaluateAll((all) => all.map((one) => (one as HTMLElement).innerText));
    for (const [index, word] of ['Done', 'Failed', 'Denied', 'Cancelled'].entries())
      assert.match(texts[index] ?? '', new RegExp(word));
    assert.match(texts[1] ?? '', /The reason of error/, 'why it failed needs no click');
    await calls().nth(2).getByRole('button').click();
    assert.match(await calls().nth(2).innerText(), /Command|The reason of denied/);
  });

  test('that only read: three are shown, four fold into one line', async () => {
    await panel.post(ended({ parts: [1, 2, 3].map(read) }));
    assert.equal(await calls().count(), 3);
    await panel.post(ended({ parts: [1, 2, 3, 4].map(read) }));
    assert.equal(await calls().count(), 0);
    await button(/^4 tool calls Read file-4\.ts/).click();
    assert.equal(await calls().count(), 4);
  });

  test('that someone has gone into do not fold away when the next one comes', async () => {
    const at = (count: number): ToView => running(...[1, 2, 3, 4, 5].slice(0, count).map(read));
    await panel.post(at(3));
    await calls().nth(1).getByRole('button').click();
    await panel.post(at(4));
    assert.equal(await calls().count(), 4);
    assert.match(await calls().nth(1).innerText(), /text 2/);
    assert.match(await focusedLabel(), /Read file-2\.ts/);
  });

  test('show the end of what they print, and follow it while the reader is there', async () => {
    await panel.post(running(sampleCall('c1', 'run_command', { action: commandAction('npm test') })));
    const print = (seq: number, text: string): Promise<void> =>
      panel.post(batchOf(seq, changes({ type: 'tool-output', messageId: 'a1', callId: 'c1', text })));
    await print(1, Array.from({ length: 100 }, (_, index) => `\u001b[32mline ${index}\u001b[0m\n`).join(''));
    const output = panel.page.getByRole('group', { name: 'Output' });
    const fromEnd = (): Promise<number> =>
      output.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
    assert.match(await output.innerText(), /^line 0\n/);
    assert.equal(await output.getAttribute('aria-live'), 'off');
    assert.ok((await output.evaluate((element) => element.clientHeight)) < 300);
    assert.ok((await fromEnd()) <= 1);
    await print(2, 'line 100\n');
    assert.ok((await fromEnd()) <= 1);
    await output.evaluate((element) => {
      element.scrollTop = 0;
    });
    await panel.settle();
    await print(3, 'line 101\n');
    assert.ok((await fromEnd()) > 500, 'one who reads is left alone');
    const outcome = { status: 'ok', text: 'All of it' } as const;
    await panel.post(batchOf(4, changes({ type: 'tool-outcome', messageId: 'a1', callId: 'c1', outcome })));
    assert.equal(await output.count(), 0);
  });

  test('with text and errors that look like markup are text', async () => {
    const nasty = '<img src=x onerror=alert(1)>';
    const outcome = { status: 'error', text: nasty } as const;
    const action = { title: nasty, detail: { kind: 'arguments', json: nasty }, warnings: [] } as const;
    await panel.post(ended({ parts: [sampleCall('c1', nasty, { label: nasty, action, outcome })] }));
    await calls().getByRole('button').click();
    assert.equal(await panel.page.locator('article img').count(), 0);
    assert.ok((await calls().innerText()).includes(nasty));
  });
});

describe('an answer that rests', () => {
  test('says why, and goes on when told', async () => {
    for (const [pause, words] of [
      ['rounds', /as often as one answer may/],
      ['repeated-call', /the same call three times/],
      ['invalid-calls', /three calls in a row that could not be understood/],
    ] as const) {
      await panel.post(ended({ pause }));
      assert.match(await panel.page.locator('.pause').innerText(), words);
    }
    await button('Continue').click();
    assert.deepEqual(await panel.intent('turn-continue'), { type: 'turn-continue', messageId: 'a1' });
  });

  test('is offered to go on only while it is the last', async () => {
    await panel.post(
      snapshotOf([
        prompt,
        sampleAnswer('a1', 'u1', 'x', { pause: 'rounds' }),
        samplePrompt('u2', 'More', { parentId: 'a1' }),
      ]),
    );
    assert.equal(await button('Continue').count(), 0);
  });
});

describe('changed files', () => {
  const file = (path: string, more: Partial<FileChange> = {}): FileChange => ({
    path,
    kind: 'edited',
    addedLines: 3,
    removedLines: 1,
    state: 'open',
    ...more,
  });
  const bar = (): Locator => panel.page.getByRole('group', { name: 'Changed files' });
  const update = (seq: number, ...files: readonly FileChange[]): Promise<void> =>
    panel.post(batchOf(seq, changes({ type: 'changes-update', messageId: 'a1', changes: files })));

  test('are listed with their counts, and each button says what it wants', async () => {
    await panel.post(
      ended({ changes: [file('src/a.ts'), file('b.ts', { kind: 'created', removedLines: 0 })] }),
    );
    assert.match(await bar().innerText(), /2 files changed\s*\+6 −1/);
    assert.match(await bar().innerText(), /Lines added: 6, removed: 1/);
    for (const name of [
      'Review src/a.ts',
      'Keep b.ts',
      'Undo src/a.ts',
      'Review all',
      'Keep all',
      'Undo all',
    ])
      await button(name).click();
    const sent = (await panel.intents()).filter(({ type }) => type.startsWith('changes-'));
    const of = { messageId: 'a1' };
    assert.deepEqual(sent, [
      { type: 'changes-review', ...of, path: 'src/a.ts' },
      { type: 'changes-keep', ...of, path: 'b.ts' },
      { type: 'changes-undo', ...of, path: 'src/a.ts' },
      { type: 'changes-review', ...of },
      { type: 'changes-keep', ...of },
      { type: 'changes-undo', ...of },
    ]);
  });

  test('one alone has its buttons in the heading', async () => {
    await panel.post(ended({ changes: [file('src/a.ts')] }));
    assert.equal(await bar().getByRole('button').count(), 3);
    await button('Undo src/a.ts').click();
    assert.equal((await panel.intent('changes-undo')).path, 'src/a.ts');
  });

  test('a decision is told, and the focus goes on to the next', async () => {
    await panel.post(ended({ changes: [file('a.ts'), file('b.ts')] }));
    await button('Keep a.ts').focus();
    await panel.page.keyboard.press('Enter');
    await update(1, file('a.ts', { state: 'kept' }), file('b.ts'));
    assert.equal((await says()).trim(), 'a.ts: Kept.');
    assert.equal(await button('Keep a.ts').count(), 0);
    assert.notEqual(await focusedLabel(), '', 'not lost');
    assert.equal(await bar().evaluate((element) => element.contains(document.activeElement)), true);
  });

  test('a refused undo says why', async () => {
    await panel.post(ended({ changes: [file('a.ts')] }));
    await button('Undo a.ts').click();
    await update(1, file('a.ts', { problem: 'a.ts was edited since.' }));
    assert.match(await bar().innerText(), /a\.ts was edited since\./);
    assert.equal((await says()).trim(), 'a.ts: a.ts was edited since.');
  });

  test('all decided are one line to unfold', async () => {
    await panel.post(ended({ changes: [file('a.ts', { state: 'kept' }), file('b.ts', { state: 'kept' })] }));
    assert.equal(await bar().getByRole('listitem').count(), 0);
    await button(/^2 files changed.*All kept/).click();
    assert.equal(await bar().getByRole('listitem').count(), 2);
  });

  test('wait for the end of the answer', async () => {
    await panel.post(snapshotOf([prompt, { ...runningAnswer('a1', 'u1'), changes: [file('a.ts')] }]));
    assert.equal(await bar().count(), 0);
    await panel.post(batchOf(1, changes({ type: 'turn-end', messageId: 'a1', state: 'done', endedAtMs: 1 })));
    assert.equal(await bar().count(), 1);
  });
});

describe('the list of tools', () => {
  const sheet = (): Locator => panel.page.getByRole('dialog', { name: 'Tools' });
  const tools = (seq: number, more: Partial<ToolList> = {}): Promise<void> =>
    panel.post(batchOf(seq, [{ type: 'tools', tools: { ...sampleTools, ...more } }]));

  test('is asked for when it is opened, counts what is on, and closes with Escape', async () => {
    await panel.post(running());
    assert.deepEqual(await panel.intents('tools-show'), []);
    await button('Tools').click();
    await panel.intent('tools-show');
    await tools(1);
    assert.equal(await panel.page.getByRole('searchbox').evaluate((e) => e === document.activeElement), true);
    assert.match(await sheet().innerText(), /5 of 7 on · about [\d,]+ tokens in every request/);
    await panel.page.keyboard.press('Escape');
    assert.equal(await sheet().count(), 0);
    assert.equal(await focusedLabel(), 'Tools: 5 on');
    assert.deepEqual(await panel.intents('turn-stop'), [], 'Escape closes the list and stops nothing');
    assert.equal((await panel.intents('tools-show')).length, 1);
  });

  test('switches tools and groups, and shows what the host makes of it', async () => {
    await panel.post(ended({}));
    await button('Tools').click();
    await tools(1);
    const echo = sheet().getByRole('switch', { name: 'echo' });
    await echo.click();
    const [github] = sampleTools.entries.filter(({ source }) => source === 'MCP: everything');
    assert.deepEqual(await panel.intent('tools-switch'), {
      type: 'tools-switch',
      names: [github?.name],
      isOn: true,
    });
    await tools(2);
    assert.equal(await echo.isChecked(), false, 'the host did not switch it');
    const group = sheet().getByRole('checkbox', { name: 'All tools of MCP: github' });
    assert.equal(await group.evaluate((element) => (element as HTMLInputElement).indeterminate), true);
    await group.click();
    const { names, isOn } = await panel.intent('tools-switch');
    assert.deepEqual([names.length, isOn], [2, true]);
  });

  test('is searched and walked through by keyboard', async () => {
    await panel.post(ended({}));
    await button('Tools').focus();
    await panel.page.keyboard.press('Enter');
    await tools(1);
    await panel.page.keyboard.type('github');
    assert.equal(await sheet().getByRole('switch').count(), 2);
    assert.equal(await sheet().getByRole('checkbox', { name: '2 found tools of MCP: github' }).count(), 1);
    for (let step = 0; step < 2; step += 1) await panel.page.keyboard.press('ArrowDown');
    assert.equal(await focusedLabel(), 'create_issue');
    await panel.page.keyboard.press('Space');
    assert.equal((await panel.intent('tools-switch')).isOn, true);
    await panel.page.keyboard.press('ArrowUp');
    await panel.page.keyboard.press('ArrowUp');
    await panel.page.keyboard.type('zzz');
    await panel.page.getByText('No tool matches.').waitFor();
  });

  test('warns over the limit, and says why there are none', async () => {
    await panel.post(ended({}));
    await button('Tools').click();
    await tools(1, { limit: 3 });
    assert.match(await sheet().getByRole('status').innerText(), /5 tools are on, but at most 3/);
    await tools(2, { offBecause: 'Restricted Mode.' });
    assert.equal(await sheet().getByRole('switch').count(), 0);
    assert.match(await sheet().innerText(), /Restricted Mode\./);
    await button('Close tools').click();
    assert.equal(await focusedLabel(), 'Tools');
  });

  test('closes for one who goes elsewhere, without calling him back', async () => {
    await panel.post(ended({}));
    await button('Tools').click();
    await tools(1);
    await panel.page.getByRole('log').click({ position: { x: 5, y: 5 } });
    assert.equal(await sheet().count(), 0);
    assert.equal(await panel.page.evaluate(() => document.activeElement?.className), 'scroller');
  });

  test('of another chat is another: an open one is asked for again', async () => {
    await panel.post(ended({}));
    await button('Tools').click();
    await tools(1);
    await panel.post(snapshotOf([], { chatId: 'chat-2', seq: 1 }));
    assert.equal((await panel.intents('tools-show')).length, 2);
    // The answer to the last question was lost: a snapshot of the same chat says so.
    await panel.post(snapshotOf([], { chatId: 'chat-2', seq: 3 }));
    assert.equal((await panel.intents('tools-show')).length, 3);
    assert.equal(await button('Tools').count(), 1);
  });
});
