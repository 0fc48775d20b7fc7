// Attaching in the composer, in a browser with a fake host: the list behind `@` and `/`, chips by keys, paste and drop.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { ImageAttachment } from '../../../src/model/attachment.ts';
import type { Suggestion, SuggestionKind, SuggestionList } from '../../../src/protocol/to-view.ts';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import {
  batchOf,
  runningAnswer,
  samplePanel,
  samplePrompt,
  sampleSelection,
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
  seq = 0;
  panel = await browser.open();
});
afterEach(async () => {
  assert.deepEqual(panel.errors, []);
  assert.deepEqual(await panel.violations(), []);
  await panel.close();
});

const box = (): Locator => panel.page.getByRole('textbox', { name: 'Message', exact: true });
const options = (): Locator => panel.page.getByRole('listbox').getByRole('option');
const active = (): Locator => panel.page.locator('[role=option][aria-selected=true]');
const button = (name: string | RegExp): Locator => panel.page.getByRole('button', { name, exact: true });
const focused = (): Promise<string | null> =>
  panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
const text = (): Promise<string> => box().inputValue();

function line(kind: SuggestionKind, label: string, more: Partial<Suggestion> = {}): Suggestion {
  const group =
    kind === 'prompt' ? 'prompts' : kind === 'symbol' ? 'symbols' : kind === 'file' ? 'files' : 'editor';
  const rest = { detail: '', labelMarks: [], detailMarks: [], hint: '', isSecret: false };
  return { id: `id of ${label}`, kind, group, label, ...rest, ...more };
}

/** Answers the newest question of the view, or the one given. */
async function answer(items: readonly Suggestion[], more: Partial<SuggestionList> = {}): Promise<void> {
  const { queryId } = await panel.intent('suggest');
  seq += 1;
  const list = { queryId, items, isComplete: true, isCut: false, ...more };
  await panel.post(batchOf(seq, [{ type: 'suggestions', list }]));
}

const price = line('file', 'price.ts', { detail: 'src/billing', labelMarks: [0, 1, 2] });
const prices = line('file', 'prices.ts', { detail: 'src', isSecret: true });
const gross = line('symbol', 'gross', { detail: 'function · src/billing/price.ts:12' });

describe('the list behind @', () => {
  beforeEach(() => panel.post(snapshotOf([])));

  test('opens with what the host offers; arrows and Enter pick; the word goes and the message is not sent', async () => {
    await box().pressSequentially('@pri');
    assert.deepEqual(await panel.intent('suggest'), {
      type: 'suggest',
      queryId: 4,
      kind: 'context',
      words: 'pri',
    });
    await answer([price, prices, gross]);
    assert.deepEqual(await options().count(), 3);
    assert.match(await active().innerText(), /price\.ts/);
    const id = await active().getAttribute('id');
    assert.equal(await box().getAttribute('aria-activedescendant'), id);
    await box().press('ArrowDown');
    assert.match(await active().innerText(), /prices\.ts[\s\S]*Secrets in it are masked/);
    await box().press('ArrowUp');
    await box().press('ArrowUp');
    assert.match(await active().innerText(), /gross/);
    await box().press('Enter');
    assert.deepEqual(await panel.intent('suggestion-attach'), {
      type: 'suggestion-attach',
      suggestionId: 'id of gross',
    });
    assert.equal(await text(), '');
    assert.equal(await options().count(), 0);
    assert.deepEqual(await panel.intents('prompt-submit'), []);
    assert.equal(await box().getAttribute('aria-activedescendant'), null);
  });

  test('within a sentence the name stays; Tab and the mouse pick as well', async () => {
    await box().pressSequentially('Why is @pri');
    await answer([price, prices]);
    await box().press('Tab');
    assert.equal(await text(), 'Why is price.ts ');
    await box().pressSequentially('slower than @pri');
    await answer([price, prices]);
    await options().nth(1).click();
    assert.equal(await text(), 'Why is price.ts slower than prices.ts ');
    assert.equal(await focused(), 'Message');
    assert.equal((await panel.intents('suggestion-attach')).length, 2);
  });

  test('Escape closes it without stopping the answer that runs, and it stays closed for this word', async () => {
    const running = [samplePrompt('u1', 'Go'), runningAnswer('a1', 'u1')];
    await panel.post(snapshotOf(running, { seq: 0 }));
    await box().pressSequentially('@p');
    await answer([price]);
    await box().press('Escape');
    assert.equal(await options().count(), 0);
    assert.deepEqual(await panel.intents('turn-stop'), []);
    const asked = (await panel.intents('suggest')).length;
    await box().pressSequentially('ri');
    assert.equal((await panel.intents('suggest')).length, asked);
    await box().press('Escape');
    assert.equal((await panel.intents('turn-stop')).length, 1, 'the next one is for the answer');
    await box().pressSequentially(' @');
    assert.equal((await panel.intents('suggest')).length, asked + 1, 'a further word opens it again');
  });

  test('Enter before the answer waits for it, and picks the best line for all that was typed', async () => {
    await box().pressSequentially('@p');
    await answer([prices]);
    await box().pressSequentially('rice');
    await box().press('Enter');
    assert.deepEqual(await panel.intents('suggestion-attach'), []);
    await answer([], { isComplete: false });
    await answer([price, prices]);
    assert.equal((await panel.intent('suggestion-attach')).suggestionId, 'id of price.ts');
    assert.deepEqual(await panel.intents('prompt-submit'), []);
  });

  test('Enter sends where nothing fits', async () => {
    await box().pressSequentially('Use @Injectable');
    await box().press('Enter');
    await answer([]);
    assert.equal((await panel.intent('prompt-submit')).text, 'Use @Injectable');
  });

  test('further lines of the same answer leave the active one', async () => {
    await box().pressSequentially('@p');
    await answer([price, prices], { isComplete: false });
    await box().press('ArrowDown');
    await answer([price, prices, gross]);
    assert.match(await active().innerText(), /prices\.ts/);
    assert.equal(await options().count(), 3);
  });

  test('an input method keeps its keys', async () => {
    await box().pressSequentially('@');
    await answer([price, prices]);
    await box().evaluate((element) => {
      for (const key of ['ArrowDown', 'Enter'])
        element.dispatchEvent(
          new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true }),
        );
    });
    await panel.settle();
    assert.match(await active().innerText(), /price\.ts/);
    assert.deepEqual(await panel.intents('suggestion-attach'), []);
  });

  test('pasted text opens nothing; leaving the box closes it; the button opens it by mouse', async () => {
    await box().evaluate((element) => {
      element.focus();
      document.execCommand('insertText', false, '');
      (element as HTMLTextAreaElement).value = '@pri';
      element.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }));
    });
    await panel.settle();
    assert.deepEqual(await panel.intents('suggest'), []);
    await box().fill('');
    await button('Attach').click();
    assert.equal(await text(), '@');
    await answer([price]);
    assert.equal(await options().count(), 1);
    await button('New chat').focus();
    await panel.settle();
    assert.equal(await options().count(), 0);
  });
});

describe('the list behind /', () => {
  const explain = line('prompt', 'explain', { detail: 'Explain the selected code', hint: 'what to look at' });
  const fix = line('prompt', 'fix', { detail: 'Find what is wrong and correct it' });
  beforeEach(() => panel.post(snapshotOf([])));

  test('completes a name at the start of the message, with what may follow it', async () => {
    await box().pressSequentially('/ex');
    assert.equal((await panel.intent('suggest')).kind, 'prompt');
    await answer([explain, fix]);
    assert.match(
      await active().innerText(),
      /\/explain[\s\S]*what to look at[\s\S]*Explain the selected code/,
    );
    await box().press('Enter');
    assert.equal(await text(), '/explain ');
    assert.deepEqual(await panel.intents('suggestion-attach'), []);
    await box().pressSequentially('the loop /');
    assert.equal(await options().count(), 0, 'only at the start');
    await box().press('Enter');
    assert.equal((await panel.intent('prompt-submit')).text, '/explain the loop /');
  });

  test('a name that is typed in full is sent by Enter at once', async () => {
    await box().pressSequentially('/fix');
    await answer([fix]);
    await box().press('Enter');
    assert.equal((await panel.intent('prompt-submit')).text, '/fix');
  });
});

const imageBytes = readFileSync(new URL('../../../media/icon.png', import.meta.url));
const picture: ImageAttachment = {
  kind: 'image',
  id: 'i1',
  name: 'shot.png',
  mediaType: 'image/png',
  base64: '',
  width: 128,
  height: 128,
  tokens: 85,
};

describe('chips', () => {
  const masked = [
    { kind: 'GitHub token', line: 3 },
    { kind: 'password', line: 7 },
  ];
  const attachments = [
    sampleSelection('s1', 'src/billing/price.ts', 3, 7),
    { ...sampleSelection('s2', 'b.ts', 4, 4), tokens: 1234, masked },
    picture,
  ];
  beforeEach(() => panel.post(snapshotOf([], { panel: { attachments } })));

  test('tell size, masked secrets and the whole path', async () => {
    const chip = button('b.ts:4');
    assert.match(await panel.page.locator('.chip', { has: chip }).innerText(), /2\s*~1\.2K/);
    assert.equal(
      await chip.getAttribute('aria-description'),
      'About 1,234 tokens. 2 secrets are masked: GitHub token, password',
    );
    assert.match(
      (await button('src/billing/price.ts:3-7').getAttribute('title')) ?? '',
      /src\/billing\/price\.ts/,
    );
  });

  test('by keys: Backspace in the empty box goes to the last one, Delete and Backspace remove, Enter opens', async () => {
    await box().focus();
    await panel.page.keyboard.press('Backspace');
    assert.equal(await focused(), 'shot.png');
    await panel.page.keyboard.press('ArrowLeft');
    assert.equal(await focused(), 'b.ts:4');
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.intent('attachment-open')).attachmentId, 's2');
    await panel.page.keyboard.press('Backspace');
    assert.equal((await panel.intent('attachment-remove')).attachmentId, 's2');
    assert.equal(await focused(), 'src/billing/price.ts:3-7');
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'Message');
    await box().pressSequentially('a');
    await panel.page.keyboard.press('Backspace');
    assert.equal(await focused(), 'Message', 'in a text it deletes a letter');
  });

  test('removing the only one leads back to the box', async () => {
    await panel.post(snapshotOf([], { panel: { attachments: attachments.slice(0, 1) } }));
    await box().focus();
    await panel.page.keyboard.press('Backspace');
    await panel.page.keyboard.press('Delete');
    assert.equal(await focused(), 'Message');
    assert.equal((await panel.intents('attachment-remove')).length, 1);
  });

  test('a picture is asked for once, and shown small', async () => {
    assert.deepEqual(await panel.intents('image-preview'), [{ type: 'image-preview', attachmentId: 'i1' }]);
    const base64 = imageBytes.toString('base64');
    await panel.post(
      batchOf(1, [{ type: 'image-preview', attachmentId: 'i1', mediaType: 'image/png', base64 }]),
    );
    const shown = panel.page.locator('.chip-picture');
    await shown.waitFor();
    assert.ok(((await shown.getAttribute('src')) ?? '').length < base64.length, 'it is made smaller');
    await panel.post(batchOf(2, [{ type: 'panel', panel: { ...samplePanel, attachments } }]));
    assert.equal((await panel.intents('image-preview')).length, 1);
  });

  test('a picture that is none keeps its icon', async () => {
    await panel.post(
      batchOf(1, [{ type: 'image-preview', attachmentId: 'i1', mediaType: 'image/png', base64: 'AAAA' }]),
    );
    assert.equal(await panel.page.locator('.chip-picture').count(), 0);
  });
});

/** Pastes or drops: files as [name, size], and texts by type. */
async function hand(
  how: 'paste' | 'drop',
  files: readonly (readonly [string, number])[],
  texts: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const isTaken = await box().evaluate(
    (element, given) => {
      const data = new DataTransfer();
      for (const [name, size] of given.files) data.items.add(new File([new Uint8Array(size)], name));
      for (const [type, value] of Object.entries(given.texts)) data.setData(type, value);
      const init = { bubbles: true, cancelable: true };
      const event =
        given.how === 'paste'
          ? new ClipboardEvent('paste', { ...init, clipboardData: data })
          : new DragEvent('drop', { ...init, dataTransfer: data });
      element.dispatchEvent(event);
      return event.defaultPrevented;
    },
    { how, files, texts },
  );
  await panel.settle();
  return isTaken;
}

/** Names and sizes of the files the view has handed over. */
const handed = (): Promise<(readonly [string, number])[]> =>
  panel.page.evaluate(() =>
    globalThis.pageHost.intents.flatMap((intent) =>
      intent.type === 'bytes-attach' ? [[intent.name, intent.bytes.byteLength] as const] : [],
    ),
  );

describe('paste and drop', () => {
  beforeEach(() => panel.post(snapshotOf([])));

  test('a pasted picture is handed over; text stays text, also with a picture of itself', async () => {
    assert.equal(await hand('paste', [['image.png', 90]]), true);
    assert.deepEqual(await handed(), [['image.png', 90]]);
    assert.equal(await hand('paste', [], { 'text/plain': 'x'.repeat(100_000) }), false);
    assert.equal(await hand('paste', [['image.png', 90]], { 'text/plain': 'A1' }), false);
    assert.equal((await handed()).length, 1);
  });

  test('files from outside are handed over as bytes; one that is too large is not, and it is said', async () => {
    assert.equal(
      await hand('drop', [
        ['a.txt', 3],
        ['big.bin', 4_000_001],
      ]),
      true,
    );
    assert.deepEqual(await handed(), [['a.txt', 3]]);
    assert.match(await panel.page.getByRole('alert').innerText(), /big\.bin is too large/);
    await box().pressSequentially('x');
    assert.equal(await panel.page.getByRole('alert').count(), 0);
  });

  test('files of VS Code come by their addresses, by the fullest list there is', async () => {
    const full = 'file:///w/a.ts\r\nvscode-remote://ssh/w/b.ts';
    await hand('drop', [], { 'application/vnd.code.uri-list': full, 'text/uri-list': 'file:///w/a.ts' });
    assert.deepEqual((await panel.intent('uris-attach')).uris, full.split('\r\n'));
    await hand('drop', [], { resourceurls: '["file:///w/c.ts","file:///w/c.ts"]' });
    assert.deepEqual((await panel.intent('uris-attach')).uris, ['file:///w/c.ts']);
    await hand('drop', [], { 'text/uri-list': '# remark\r\nfile:///w/d.ts' });
    assert.deepEqual((await panel.intent('uris-attach')).uris, ['file:///w/d.ts']);
  });

  test('a web address or words are not taken for files', async () => {
    await hand('drop', [], { 'text/uri-list': 'https://example.com/x' });
    assert.equal(await hand('drop', [], { 'text/plain': 'words' }), false);
    assert.deepEqual(await panel.intents('uris-attach'), []);
  });
});
