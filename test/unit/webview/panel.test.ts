// The panel in a browser with a fake host: names, keys, intents, and what appears when.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import {
  batchOf,
  changes,
  runningAnswer,
  sampleAnswer,
  sampleError,
  samplePrompt,
  sampleSelection,
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
afterEach(async () => {
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

const box = (): Locator => panel.page.getByRole('textbox', { name: 'Message', exact: true });
const button = (name: string | RegExp): Locator =>
  panel.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const alerts = (): Locator => panel.page.getByRole('alert');
const articles = (): Locator => panel.page.getByRole('log', { name: 'Conversation' }).getByRole('article');
const says = (): Promise<string> => panel.page.locator('.visually-hidden[role=status]').innerText();

const turn = [samplePrompt('u1', 'What is this?'), sampleAnswer('a1', 'u1', 'A **price**.')];
const running = [...turn, samplePrompt('u2', 'And that?', { parentId: 'a1' }), runningAnswer('a2', 'u2')];

describe('names and roles', () => {
  test('of a conversation', async () => {
    await panel.post(snapshotOf(turn));
    assert.deepEqual(
      await articles().evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))),
      ['You: What is this?', 'Parley, mistral-small-latest'],
    );
    for (const name of ['Send', 'New chat', 'History', 'Regenerate'])
      assert.equal(await button(name).count(), 1, name);
    assert.equal(await button('Copy message').count(), 2);
    assert.equal(await button(/^Model\b/).count(), 1);
    assert.equal(await button('Stop').count(), 0);
  });

  test('the intents of the plain buttons', async () => {
    await panel.post(snapshotOf(turn));
    await button('New chat').click();
    await button('History').click();
    await button('Back to the chat').click();
    await button(/^Model/).click();
    await button('Regenerate').click();
    await button('Copy message').last().click();
    assert.deepEqual((await panel.intents()).slice(1), [
      { type: 'chat-new' },
      { type: 'history-query', queryId: 1, words: '', isHere: false, offset: 0 },
      { type: 'model-choose' },
      { type: 'message-retry', messageId: 'a1' },
      { type: 'text-copy', text: 'A **price**.' },
    ]);
    assert.equal((await says()).trim(), 'Copied');
  });

  test('answers to the same prompt', async () => {
    const older = sampleAnswer('a0', 'u1', 'An older one.');
    await panel.post(snapshotOf([turn[0]!, older, turn[1]!]));
    assert.equal(await panel.page.getByText('2/2').count(), 1);
    assert.equal(await button('Next answer').isDisabled(), true);
    await button('Previous answer').click();
    assert.deepEqual(await panel.intent('sibling-select'), { type: 'sibling-select', messageId: 'a0' });
  });

  test('attachments', async () => {
    const sent = samplePrompt('u1', 'What is this?', {
      attachments: [sampleSelection('s1', 'src/a.ts', 3, 7)],
    });
    await panel.post(snapshotOf([sent], { panel: { attachments: [sampleSelection('s2', 'b.ts', 4, 4)] } }));
    const lists = panel.page.getByRole('list', { name: 'Attachments' });
    assert.equal(await lists.count(), 2);
    assert.equal(await lists.getByRole('listitem').count(), 2);
    await button('src/a.ts:3-7').click();
    assert.deepEqual(await panel.intent('attachment-open'), { type: 'attachment-open', attachmentId: 's1' });
    await button('Remove b.ts:4').click();
    assert.deepEqual(await panel.intent('attachment-remove'), {
      type: 'attachment-remove',
      attachmentId: 's2',
    });
  });

  test('a path that hides its direction shows it', async () => {
    const attachments = [sampleSelection('s1', 'src/\u202Est.elif', 1, 1)];
    await panel.post(snapshotOf([], { panel: { attachments } }));
    assert.equal(await button('src/⟨U+202E⟩st.elif:1').count(), 1);
  });

  test('a summary of earlier messages: folded, unfolded, taken back', async () => {
    const compaction = {
      id: 'k1',
      upToMessageId: 'a1',
      summary: 'The price was **found**.',
      createdAtMs: 1,
      model: 'lab/model',
      tokensBefore: 100,
      tokensAfter: 10,
    };
    await panel.post(snapshotOf(turn), batchOf(1, changes({ type: 'compaction-add', compaction })));
    const line = panel.page.getByRole('group', { name: 'Summary of 2 messages' });
    assert.equal(await line.getByText('found').count(), 0);
    await line.getByRole('button', { name: 'Summary of 2 messages' }).click();
    assert.equal(await line.getByText('found').count(), 1);
    await line.getByRole('button', { name: 'Undo summary' }).click();
    assert.deepEqual(await panel.intents('compaction-remove'), [
      { type: 'compaction-remove', compactionId: 'k1' },
    ]);
    await panel.post(batchOf(2, changes({ type: 'compaction-remove', compactionId: 'k1' })));
    assert.equal(await line.count(), 0);
  });

  test('a tool call', async () => {
    const call = {
      type: 'tool-call',
      callId: 'c1',
      name: 'read_file',
      argumentsText: '{"path":"src/a.ts"}',
    } as const;
    await panel.post(snapshotOf([turn[0]!, { ...runningAnswer('a1', 'u1'), parts: [call] }]));
    const card = panel.page.getByRole('group', { name: 'Tool read_file' });
    assert.match(await card.innerText(), /src\/a\.ts[^]*Running/);
    await panel.post(
      batchOf(
        1,
        changes({
          type: 'tool-outcome',
          messageId: 'a1',
          callId: 'c1',
          outcome: { status: 'ok', text: 'line 1' },
        }),
      ),
    );
    assert.match(await card.innerText(), /Done/);
    await card.getByRole('button').click();
    assert.match(await card.innerText(), /"path": "src\/a.ts"[^]*line 1/);
  });

  test('reasoning is open while there is nothing else, folded once the answer begins', async () => {
    await panel.post(
      snapshotOf(running),
      batchOf(1, changes({ type: 'reasoning-delta', messageId: 'a2', text: 'I think' })),
    );
    const heading = button('Reasoning');
    assert.equal(await heading.getAttribute('aria-expanded'), 'true');
    await panel.page.getByText('I think').waitFor();
    await panel.post(batchOf(2, changes({ type: 'text-delta', messageId: 'a2', text: 'So' })));
    assert.equal(await heading.getAttribute('aria-expanded'), 'false');
    assert.equal(await panel.page.getByText('I think').count(), 0);
    await heading.click();
    await panel.page.getByText('I think').waitFor();
  });
});

describe('the message box', () => {
  test('Enter sends; the text goes when the host has accepted it, not before', async () => {
    await panel.post(snapshotOf([]));
    await box().fill('Hello');
    await box().press('Enter');
    const { promptId, text } = await panel.intent('prompt-submit');
    assert.equal(text, 'Hello');
    await panel.settle();
    assert.equal(await box().inputValue(), 'Hello');
    await panel.post(batchOf(1, [{ type: 'prompt-accepted', promptId }]));
    assert.equal(await box().inputValue(), '');
  });

  test('Shift+Enter makes a line', async () => {
    await panel.post(snapshotOf([]));
    await box().pressSequentially('one');
    await box().press('Shift+Enter');
    await box().pressSequentially('two');
    assert.equal(await box().inputValue(), 'one\ntwo');
    assert.deepEqual(await panel.intents('prompt-submit'), []);
  });

  test('with Ctrl+Enter to send, Enter makes a line', async () => {
    await panel.post(snapshotOf([], { panel: { sendWith: 'ctrlEnter' } }));
    await box().pressSequentially('one');
    await box().press('Enter');
    assert.equal(await box().inputValue(), 'one\n');
    await box().press('Control+Enter');
    assert.equal((await panel.intent('prompt-submit')).text, 'one\n');
  });

  test('the Enter that ends a composition sends nothing', async () => {
    await panel.post(snapshotOf([]));
    await box().focus();
    const session = await panel.page.context().newCDPSession(panel.page);
    await session.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    // As Chromium reports the Enter that an input method has taken.
    await session.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    });
    await session.send('Input.insertText', { text: '日本' });
    await panel.settle();
    assert.equal(await box().inputValue(), '日本');
    assert.deepEqual(await panel.intents('prompt-submit'), []);
    await box().press('Enter');
    assert.equal((await panel.intent('prompt-submit')).text, '日本');
  });

  test('a refused prompt stays, with the reason as an alert', async () => {
    await panel.post(snapshotOf([]));
    await box().fill('Hello');
    await button('Send').click();
    const { promptId } = await panel.intent('prompt-submit');
    await panel.post(batchOf(1, [{ type: 'prompt-refused', promptId, reason: 'No model is chosen.' }]));
    assert.match(await alerts().innerText(), /No model is chosen\./);
    assert.equal(await box().inputValue(), 'Hello');
  });

  test('arrow up in an empty box brings back earlier messages', async () => {
    await panel.post(
      snapshotOf([
        ...turn,
        samplePrompt('u2', 'And that?', { parentId: 'a1' }),
        sampleAnswer('a2', 'u2', 'No.'),
      ]),
    );
    await box().press('ArrowUp');
    assert.equal(await box().inputValue(), 'And that?');
    await box().press('ArrowUp');
    assert.equal(await box().inputValue(), 'What is this?');
    await box().press('ArrowDown');
    await box().press('ArrowDown');
    assert.equal(await box().inputValue(), '');
  });

  test('grows with the text up to a part of the view', async () => {
    await panel.post(snapshotOf([]));
    const heightOf = async (): Promise<number> => (await box().boundingBox())?.height ?? 0;
    const one = await heightOf();
    await box().fill('a\nb\nc');
    assert.ok((await heightOf()) > one + 20);
    await box().fill('line\n'.repeat(200));
    assert.ok((await heightOf()) <= 720 * 0.41);
  });

  test('the cursor goes there when the host says so', async () => {
    await panel.post(snapshotOf([]), batchOf(1, [{ type: 'composer-focus' }]));
    await panel.page.keyboard.type('typed');
    assert.equal(await box().inputValue(), 'typed');
  });

  test('a draft survives a reload', async () => {
    await panel.post(snapshotOf([]));
    await box().fill('half a thought');
    await panel.page.reload();
    await panel.intent('view-ready');
    await panel.post(snapshotOf([], { draft: 'half a thought' }));
    assert.equal(await box().inputValue(), 'half a thought');
  });
});

describe('while an answer runs', () => {
  test('Stop stands where Send was, and Escape stops too', async () => {
    await panel.post(snapshotOf(running));
    assert.equal(await button('Send').count(), 0);
    await button('Stop').click();
    assert.deepEqual(await panel.intent('turn-stop'), { type: 'turn-stop' });
    await box().press('Escape');
    await panel.settle();
    assert.equal((await panel.intents('turn-stop')).length, 2);
    await panel.post(
      batchOf(1, changes({ type: 'turn-end', messageId: 'a2', state: 'cancelled', endedAtMs: 1 })),
    );
    assert.equal(await button('Stop').count(), 0);
    await box().press('Escape');
    await panel.settle();
    assert.equal((await panel.intents('turn-stop')).length, 2);
  });

  test('the second half of a double click on Send does not stop the answer', async () => {
    await panel.post(snapshotOf([]));
    await box().fill('Hello');
    const { x = 0, y = 0, width = 0, height = 0 } = (await button('Send').boundingBox()) ?? {};
    const middle = [x + width / 2, y + height / 2] as const;
    await panel.page.mouse.click(...middle);
    await panel.post(snapshotOf(running, { seq: 1 }));
    await panel.page.mouse.down({ clickCount: 2 });
    await panel.page.mouse.up({ clickCount: 2 });
    await panel.settle();
    assert.deepEqual(await panel.intents('turn-stop'), []);
    await panel.page.mouse.click(...middle);
    await panel.intent('turn-stop');
  });

  test('Enter queues; the message goes out when the turn ends', async () => {
    await panel.post(snapshotOf(running));
    await box().fill('next');
    await box().press('Enter');
    await panel.settle();
    assert.equal(await box().inputValue(), '');
    assert.equal(
      await panel.page.getByRole('list', { name: 'Queued messages' }).getByText('next').count(),
      1,
    );
    assert.deepEqual(await panel.intents('prompt-submit'), []);
    await panel.post(batchOf(1, changes({ type: 'turn-end', messageId: 'a2', state: 'done', endedAtMs: 1 })));
    const { promptId, text } = await panel.intent('prompt-submit');
    assert.equal(text, 'next');
    await panel.post(batchOf(2, [{ type: 'prompt-accepted', promptId }]));
    assert.equal(await panel.page.getByRole('list', { name: 'Queued messages' }).count(), 0);
  });

  test('a queued message can be taken back', async () => {
    await panel.post(snapshotOf(running));
    await box().fill('next');
    await box().press('Enter');
    await button('Edit queued message').click();
    assert.equal(await box().inputValue(), 'next');
  });

  test('a retry counts down by no clock but the page’s own, and disappears', async () => {
    // The host's clock may be days off: only the time that is left counts.
    const wait = { type: 'retry-wait', messageId: 'a2', untilMs: 86_400_000, message: 'Busy.' } as const;
    await panel.page.clock.install();
    await panel.post(snapshotOf(running));
    await panel.page.evaluate(
      (message) => globalThis.pageHost.post(message),
      batchOf(1, changes({ ...wait, waitMs: 4_000 })),
    );
    await panel.page.clock.runFor(300);
    await panel.page.getByText('Retrying in 4 s').waitFor();
    await panel.page.clock.runFor(2_000);
    await panel.page.getByText('Retrying in 2 s').waitFor();
    // A second wait begins anew, though its line is the same.
    await panel.page.evaluate(
      (message) => globalThis.pageHost.post(message),
      batchOf(2, changes({ ...wait, waitMs: 9_000 })),
    );
    await panel.page.clock.runFor(300);
    await panel.page.getByText('Retrying in 9 s').waitFor();
    await panel.page.evaluate(
      (message) => globalThis.pageHost.post(message),
      batchOf(3, changes({ type: 'text-delta', messageId: 'a2', text: 'Here' })),
    );
    await panel.page.clock.runFor(300);
    assert.equal(await panel.page.getByText('Retrying').count(), 0);
  });

  test('what is said aloud: that it began and how it ended, not its words', async () => {
    const heard: string[] = [];
    await panel.page.exposeFunction('hear', (text: string) => heard.push(text));
    await panel.post(snapshotOf(turn));
    await panel.page.evaluate(() => {
      const region = document.querySelector('.visually-hidden[role=status]');
      const hear = Reflect.get(window, 'hear') as (text: string) => void;
      if (region !== null)
        new MutationObserver(() => hear(region.textContent)).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
    });
    await panel.post(
      batchOf(
        1,
        changes(
          { type: 'message-add', message: samplePrompt('u2', 'x', { parentId: 'a1' }) },
          { type: 'message-add', message: runningAnswer('a2', 'u2') },
        ),
      ),
    );
    for (let seq = 2; seq < 8; seq += 1)
      await panel.post(batchOf(seq, changes({ type: 'text-delta', messageId: 'a2', text: `word${seq} ` })));
    await panel.post(batchOf(8, changes({ type: 'turn-end', messageId: 'a2', state: 'done', endedAtMs: 1 })));
    assert.deepEqual(heard, ['Parley is answering', 'Answer complete']);
    assert.equal(await panel.page.getByRole('log').getAttribute('aria-live'), 'off');
  });
});

describe('an error', () => {
  const failed = changes({
    type: 'turn-end',
    messageId: 'a2',
    state: 'error',
    endedAtMs: 1,
    error: sampleError,
  });

  test('is one alert with its buttons', async () => {
    await panel.post(snapshotOf(running), batchOf(1, failed));
    assert.equal(await alerts().count(), 1);
    assert.match(await alerts().innerText(), /Mistral refused the API key\.[^]*Set a valid key/);
    assert.equal(await alerts().getByText('HTTP 401').count(), 0);
    await button('Details').click();
    assert.equal(await alerts().getByText('HTTP 401').count(), 1);
    await button('Set API key').click();
    assert.deepEqual(await panel.intent('error-action'), {
      type: 'error-action',
      action: 'set-api-key',
      messageId: 'a2',
    });
    await button('Retry').click();
    assert.deepEqual(await panel.intent('message-retry'), { type: 'message-retry', messageId: 'a2' });
  });

  test('is announced once: not with a snapshot, not after a reload, not when it is rendered again', async () => {
    await panel.post(snapshotOf(running), batchOf(1, failed));
    assert.equal(await alerts().getAttribute('aria-live'), 'assertive');
    const card = await alerts().elementHandle();
    const answer = sampleAnswer('a2', 'u2', '', { state: 'error', error: sampleError });
    const after = [...turn, samplePrompt('u2', 'And that?', { parentId: 'a1' }), answer];
    await panel.post(snapshotOf(after, { seq: 1 }));
    assert.equal(await alerts().count(), 1);
    assert.equal(await card?.evaluate((element) => element.isConnected), true, 'it is the same element');
    await panel.post(snapshotOf(turn, { seq: 1, chatId: 'chat-2' }));
    assert.equal(await alerts().count(), 0);
    await panel.post(snapshotOf(after, { seq: 1 }));
    assert.equal(await alerts().getAttribute('aria-live'), 'off');
    await panel.page.reload();
    await panel.intent('view-ready');
    await panel.post(snapshotOf(after, { seq: 1 }));
    assert.equal(await alerts().count(), 1);
    assert.equal(await alerts().getAttribute('aria-live'), 'off');
  });

  test('after text leaves the text', async () => {
    await panel.post(
      snapshotOf(running),
      batchOf(1, changes({ type: 'text-delta', messageId: 'a2', text: 'Half an' })),
      batchOf(
        2,
        changes({
          type: 'turn-end',
          messageId: 'a2',
          state: 'interrupted',
          endedAtMs: 1,
          error: sampleError,
        }),
      ),
    );
    assert.match(await articles().last().innerText(), /Half an/);
    assert.equal(await alerts().count(), 1);
  });
});

describe('text', () => {
  test('of the user is shown as it was written', async () => {
    const text = '<b>not bold</b> **nor this**\n    indented\n```\ncode\n```';
    await panel.post(snapshotOf([samplePrompt('u1', text)]));
    const shown = articles().first();
    assert.equal(await shown.locator('.prompt-text').innerText(), text);
    assert.equal(await shown.locator('b, strong, code').count(), 0);
  });

  test('a link asks the host, by click and by key, with its whole address in sight', async () => {
    await panel.post(
      snapshotOf([turn[0]!, sampleAnswer('a1', 'u1', 'See [the docs](https://example.com/a?b=c).')]),
    );
    const link = panel.page.getByRole('link', { name: 'the docs' });
    assert.equal(await link.getAttribute('title'), 'https://example.com/a?b=c');
    assert.equal(await link.getAttribute('href'), null);
    await link.click();
    await link.click({ button: 'middle' });
    await link.press('Enter');
    await panel.settle();
    const opened = await panel.intents('link-open');
    assert.deepEqual(
      opened.map(({ href }) => href),
      Array.from({ length: 3 }, () => 'https://example.com/a?b=c'),
    );
  });

  test('code is copied and inserted exactly as it was written', async () => {
    const code = 'if (a < b && c) {\n\treturn "x\u202Ey";\n}\n\n';
    await panel.post(snapshotOf([turn[0]!, sampleAnswer('a1', 'u1', `\`\`\`ts\n${code}\`\`\``)]));
    await panel.page.locator('.code-keyword').first().waitFor();
    await button('Copy code').click();
    await button('Insert at cursor').click();
    const wanted = code.replace(/\n$/, '');
    assert.deepEqual(await panel.intent('text-copy'), { type: 'text-copy', text: wanted });
    assert.deepEqual(await panel.intent('code-insert'), { type: 'code-insert', text: wanted });
    assert.equal(await panel.page.getByRole('img', { name: 'Hidden character U+202E' }).count(), 1);
  });

  test('code that is selected and copied by hand has its own lines and no others', async () => {
    const code = Array.from({ length: 90 }, (_, index) =>
      index % 7 === 3 ? '' : `const a${index} = ${index};`,
    ).join('\n');
    await panel.post(snapshotOf([turn[0]!, sampleAnswer('a1', 'u1', `\`\`\`ts\n${code}\n\`\`\``)]));
    await panel.page.locator('.code-piece').nth(4).waitFor();
    const selected = await panel.page.evaluate(() => {
      const element = document.querySelector('pre code');
      if (element !== null) document.getSelection()?.selectAllChildren(element);
      return document.getSelection()?.toString();
    });
    assert.equal(selected?.trimEnd(), code);
  });

  test('the highlighter is fetched with the first code block, not before', async () => {
    const fetched: string[] = [];
    panel.page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await panel.post(snapshotOf(turn));
    await panel.page.waitForTimeout(50);
    assert.deepEqual(fetched, []);
    await panel.post(snapshotOf([turn[0]!, sampleAnswer('a1', 'u1', '```ts\nlet a;\n```')], { seq: 1 }));
    await panel.page.locator('.code-keyword').first().waitFor();
    assert.deepEqual(fetched, ['/highlight.js']);
  });
});

describe('the link to the host', () => {
  test('a missing batch leads to one request for a snapshot', async () => {
    await panel.post(snapshotOf(running));
    await panel.post(
      batchOf(2, changes({ type: 'text-delta', messageId: 'a2', text: 'lost' })),
      batchOf(3, []),
    );
    assert.equal((await panel.intents('snapshot-request')).length, 1);
    assert.equal(await panel.page.getByText('lost').count(), 0);
  });

  test('a hidden view keeps up, though no frames come', async () => {
    await panel.post(snapshotOf(running));
    await panel.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true });
      window.requestAnimationFrame = () => 0;
    });
    await panel.page.evaluate(
      (message) => globalThis.pageHost.post(message),
      batchOf(1, changes({ type: 'text-delta', messageId: 'a2', text: 'kept up' })),
    );
    await panel.page.getByText('kept up').waitFor({ timeout: 2_000 });
  });

  test('the API object cannot be reached from the page', async () => {
    await panel.post(snapshotOf(turn));
    assert.equal(await panel.page.evaluate(() => typeof globalThis.acquireVsCodeApi), 'undefined');
  });

  test('the policy of the page stopped nothing', async () => {
    const own = await browser.open({ state: 'showcase' });
    await own.settle();
    await own.page.locator('.code-keyword').first().waitFor();
    assert.deepEqual(
      (await own.violations()).filter((violation) => violation !== 'script-src eval'),
      [],
    );
    await own.close();
  });
});

describe('an empty chat', () => {
  test('without a model offers to choose one', async () => {
    await panel.post(snapshotOf([], { panel: { model: '', providerLabel: '' } }));
    await button('Choose model').click();
    await panel.intent('model-choose');
  });

  test('on the practice server says so plainly', async () => {
    await panel.post(snapshotOf([], { panel: { model: 'practice/quick', providerLabel: 'Practice' } }));
    await panel.page.getByText('not from a real model').waitFor();
  });

  test('faults in the settings are listed, with a way to the settings', async () => {
    await panel.post(snapshotOf([], { panel: { problems: ['parley.providers.x: no baseUrl'] } }));
    await panel.page.getByRole('status').getByText('parley.providers.x: no baseUrl').waitFor();
    await button('Open settings').click();
    assert.deepEqual(await panel.intent('error-action'), { type: 'error-action', action: 'open-settings' });
  });
});
