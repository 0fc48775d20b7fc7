// A streamed text ends up exactly as the same text rendered at once, wherever it was cut, and looks sane on the way.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import '../../fakes/panel-page/markdown-probe-type.ts';
import { PanelBrowser } from '../../fakes/panel-page/open-panel.ts';
import { cut, documents, scraps } from './markdown-documents.ts';

let browser: PanelBrowser;
let page: Page;
before(async () => {
  browser = await PanelBrowser.start();
  page = await browser.openProbe();
});
after(() => browser.close());

const difference = (pieces: string[]): Promise<string | undefined> =>
  page.evaluate((list) => globalThis.markdownProbe.difference(list), pieces);

describe('streamed and at once', () => {
  test('there are forty documents', () => {
    assert.ok(Object.keys(documents).length >= 40, `${Object.keys(documents).length}`);
  });

  for (const [index, [name, text]] of Object.entries(documents).entries()) {
    test(name, async () => {
      // Five ways of cutting each: 200 of them in all. Letter by letter only where it does not take long.
      for (const [turn, longest] of [
        ...(text.length < 3_000 ? [2, 5] : [40, 90]),
        30,
        300,
        3_000,
      ].entries()) {
        const found = await difference(cut(text, 5 * index + turn, longest));
        assert.equal(found, undefined, `cut into pieces of up to ${longest}`);
      }
    });
  }

  test('every beginning of every document renders', async () => {
    for (const [name, text] of Object.entries(documents)) {
      // Every one of them as a stream passes it, those of short documents also by themselves.
      const broken = await page.evaluate(
        ([whole, isShort]) => globalThis.markdownProbe.brokenBeginnings(whole, isShort),
        [text.slice(0, 2_500), text.length < 500] as const,
      );
      assert.deepEqual(broken, [], name);
    }
  });

  test('a beginning that cannot be rendered is noticed (control)', async () => {
    const broken = await page.evaluate(() =>
      globalThis.markdownProbe.brokenBeginnings('# One\n\ntwo', false, 'the second one fails'),
    );
    assert.deepEqual(broken.slice(0, 1), [2]);
  });

  test('scraps of markdown, cut at random', async () => {
    const count = 120;
    const found = await page.evaluate(
      (lists) => lists.map((pieces) => globalThis.markdownProbe.difference(pieces)),
      Array.from({ length: count }, (_, seed) => cut(scraps(seed), seed, seed % 4 === 0 ? 20 : 4)),
    );
    const report = found.flatMap((difference, seed) =>
      difference === undefined ? [] : `seed ${seed}: ${difference}`,
    );
    assert.deepEqual(report, []);
  });

  test('the comparison sees a difference (control)', async () => {
    const html = await page.evaluate(() => [
      globalThis.markdownProbe.render(['- a\n- b']),
      globalThis.markdownProbe.render(['- a\n\n- b']),
    ]);
    assert.notEqual(html[0], html[1]);
  });
});

describe('on the way', () => {
  test('no address appears that the whole text does not have', async () => {
    const text =
      'See [x](https://example.com/path?q=1) and https://example.org/longer.\n\n- https://example.net/a/b\n\nEnd.\n';
    const steps = await page.evaluate((pieces) => globalThis.markdownProbe.steps(pieces), [...text]);
    const addresses = new Set(
      steps.flatMap((html) => [...html.matchAll(/data-href="([^"]*)"/g)].map(([, href]) => href)),
    );
    assert.deepEqual([...addresses].toSorted(), [
      'https://example.com/path?q=1',
      'https://example.net/a/b',
      'https://example.org/longer',
    ]);
  });

  test('names of characters are read as CommonMark has them', async () => {
    const names = [
      '&copy;',
      '&nbsp;',
      '&Tab;',
      '&NewLine;',
      '&semi;',
      '&amp;',
      '&ngE;',
      '&fjlig;',
      '&ClockwiseContourIntegral;',
    ];
    const noNames = [
      '&copy',
      '&notit;',
      '&MadeUp;',
      '&ThisIsNotDefined;',
      '&hi?;',
      '&#;',
      '&#x;',
      '&#abcdef0;',
    ];
    const texts = await page.evaluate(
      (list) =>
        list.map((name) => {
          const root = document.createElement('div');
          root.innerHTML = globalThis.markdownProbe.render([`a${name}b`]);
          return root.textContent.slice(1, -1);
        }),
      [...names, ...noNames],
    );
    const characters = ['©', '\u00a0', '\t', '\n', ';', '&', '≧̸', 'fj', '∲'];
    assert.deepEqual(texts, [...characters, ...noNames]);
  });

  test('a closing fence is not shown as code while it is being written', async () => {
    const steps = await page.evaluate(
      (pieces) => globalThis.markdownProbe.steps(pieces),
      [...'```js\nlet a;\n```\nAfter'],
    );
    const withCode = steps.filter((html) => html.includes('let a;'));
    assert.ok(withCode.length > 4);
    assert.deepEqual(
      withCode.filter((html) => html.includes('`')),
      [],
    );
  });

  test('elements of closed blocks stay the same elements', async () => {
    const kept = await page.evaluate(() =>
      globalThis.markdownProbe.keptElements('# T\n\nOne\n\n- a\n- b\n\nTwo\n\n', 'More\n\nEnd'),
    );
    assert.deepEqual(kept, { before: 4, kept: 4 });
  });

  test('a selection in the paragraph being written stays', async () => {
    const selected = await page.evaluate(() =>
      globalThis.markdownProbe.selectionAfter('One two thr', 'two', 'ee **four** five\n\nsix'),
    );
    assert.equal(selected, 'two');
  });

  test('a selection in code stays while the code is coloured', async () => {
    const head = `\`\`\`js\n${'const a = "b";\n'.repeat(15)}const wanted = 1;\n`;
    const tail = `${'const c = 2;\n'.repeat(30)}\`\`\`\n`;
    const selected = await page.evaluate(
      ([first, rest]) => globalThis.markdownProbe.selectionAfter(first ?? '', 'wanted', rest ?? ''),
      [head, tail],
    );
    assert.equal(selected, 'wanted');
  });
});

describe('a text that cannot be rendered', () => {
  test('is shown as it is, and goes on growing', async () => {
    const text = await page.evaluate(() =>
      globalThis.markdownProbe.renderBroken(['# One\n\n', 'two', ' three']),
    );
    assert.equal(text, '# One\n\ntwo three');
  });
});
