// Texts made to hang a renderer, and texts that are simply too big: all of it is shown, nothing is lost, and no single piece
// of work is longer than a fixed amount of text.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import '../../../src/webview/markdown/highlight-engine.ts';
import '../../../src/webview/markdown/highlight-rare.ts';
import { stretchesOf } from '../../../src/webview/markdown/stretches.ts';
import type {} from '../../fakes/panel-page/markdown-probe-type.ts';
import { PanelBrowser } from '../../fakes/panel-page/open-panel.ts';

const n = 20_000;
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** What has hung parsers: the patterns of cmark's and markdown-it's own tests, and more of the kind. */
const pathological: Readonly<Record<string, string>> = {
  'nested strong emphasis': `${'*a **a '.repeat(n / 4)}b${' a** a*'.repeat(n / 4)}`,
  'emphasis closers without openers': 'a_ '.repeat(n),
  'emphasis openers without closers': '_a '.repeat(n),
  'link closers without openers': 'a]'.repeat(n),
  'link openers without closers': '[a'.repeat(n),
  'mismatched openers and closers': '*a_ '.repeat(n),
  'openers and closers, multiple of three': `a**b${'c* '.repeat(n)}`,
  'link openers and emphasis closers': '[ a_'.repeat(n / 2),
  'pattern [ (]( repeated': '[ (]('.repeat(n),
  'pattern ![[]() repeated': '![[]()'.repeat(n / 5),
  'nested brackets': `${'['.repeat(n)}a${']'.repeat(n)}`,
  'nested images': `${'!['.repeat(n / 2)}a${'](u)'.repeat(n / 2)}`,
  'many emphasis marks': `${'*'.repeat(n)}a${'*'.repeat(n)}`,
  'alternating emphasis marks': '*_'.repeat(n / 4),
  backslashes: '\\'.repeat(n),
  'code spans of every length': Array.from({ length: 400 }, (_, index) => `e${'`'.repeat(index)}`).join(''),
  'code span openers': '`a``'.repeat(n / 2),
  'entities without ends': '&'.repeat(n),
  'long entity names': `&${'a'.repeat(n)};`,
  'autolinks without ends': '<http://'.repeat(n / 4),
  'angle brackets': '<'.repeat(n),
  'addresses in brackets': '[x](<'.repeat(n / 4),
  'parentheses in an address': `[x](${'('.repeat(n)})`,
  'titles without ends': '[x](u "'.repeat(n / 4),
  'bare addresses': 'https://a.'.repeat(n / 4),
  'an address of colons': `https:${'//'.repeat(n)}`,
  dollars: '$'.repeat(n),
  'formulas without ends': '\\('.repeat(n),
  'spaces before a line end': `${' '.repeat(n)}\na${' '.repeat(n)}\nb`,
  tildes: '~~a~'.repeat(n / 2),
  definitions: lines(2_000, (index) => `[label ${index}]: /${index}`),
  'definitions without addresses': lines(3_000, () => '[a]:'),
  'many quotes within one': `${'> '.repeat(n)}a`,
  'quotes and lists by turns': `${'> - '.repeat(n / 4)}a`,
  'lists in one line': `${'- '.repeat(n)}a`,
  'ever deeper lists': lines(200, (index) => `${'  '.repeat(index)}- a`),
  'tables of bars': `${'|'.repeat(n / 2)}\n${'|-'.repeat(n / 4)}|\n`,
  'rules that are lists': lines(2_000, () => '* * * * * * * a'),
  'fences within fences': lines(2_000, (index) => '`'.repeat(3 + (index % 40))),
  'blank quotes': lines(4_000, () => '>'),
  'headings below headings': lines(3_000, (index) => (index % 2 === 0 ? 'a' : '===')),
};

let browser: PanelBrowser;
let page: Page;
before(async () => {
  browser = await PanelBrowser.start();
  page = await browser.openProbe();
});
after(() => browser.close());

interface Shown {
  readonly letters: string;
  readonly elementCount: number;
  readonly isGivenUp: boolean;
}

function shown(text: string, pieceLength: number): Promise<Shown> {
  return page.evaluate(
    ([source, length]) =>
      globalThis.markdownProbe.measure(source.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? []),
    [text, pieceLength] as const,
  );
}

describe('texts made to hang a renderer', () => {
  test('there are more than 34', () => assert.ok(Object.keys(pathological).length >= 34));

  for (const [name, text] of Object.entries(pathological)) {
    test(name, { timeout: 20_000 }, async () => {
      // In the slices in which the view takes a text in; it rests between them when they take long.
      const streamed = await shown(text, 2_000);
      const atOnce = await shown(text, text.length);
      // The letters of it are all there, whatever the marks have become.
      const letters = text.replaceAll(/[^a-z]/g, '').length;
      if (!/\]:|http|&|\[x\]|u\)/.test(text))
        assert.ok(streamed.letters.length >= letters, `${streamed.letters.length} of ${letters}`);
      if (!streamed.isGivenUp && !atOnce.isGivenUp) assert.equal(streamed.letters, atOnce.letters);
    });
  }

  test('no text is read in pieces longer than 4,000 characters', () => {
    for (const text of Object.values(pathological)) {
      const stretches = stretchesOf(text);
      assert.equal(stretches.join(''), text);
      assert.ok(stretches.every((stretch) => stretch.length <= 4_000));
    }
    assert.deepEqual(stretchesOf(''), ['']);
  });

  test('a block that takes too long is shown as it is written, and so is what follows', async () => {
    const item = `- ${'word **bold** '.repeat(2_000)}`;
    const slow = await page.evaluate(
      (text) => globalThis.markdownProbe.measure(text, 'on a slow machine'),
      ['# Before\n\n', item, 'more **of it**\n', '\n# After\n'],
    );
    assert.equal(slow.isGivenUp, true);
    assert.match(slow.letters, /^Before.*more of it.*After$/s);
    // Control: on a machine that is not slow it is not given up.
    assert.equal((await shown(`# Before\n\n${item}`, 2_000)).isGivenUp, false);
  });
});

describe('texts that are big', () => {
  const big: Readonly<Record<string, readonly [text: string, maxElements: number]>> = {
    'a line of a megabyte': ['word '.repeat(200_000), 2_000],
    'a table of 20,000 rows': [`| a | b | c |\n|---|---|---|\n${'| d | e | f |\n'.repeat(20_000)}`, 25_000],
    '10,000 links': ['[a](https://example.com/x) '.repeat(10_000), 12_000],
    '5,000 headings': ['# heading\n\n'.repeat(5_000), 6_000],
    'quotes 10,000 deep': [`${'>'.repeat(10_000)} deep`, 200],
    'lists 10,000 deep': [`${'- '.repeat(10_000)}deep`, 200],
    'a list of 10,000 items': ['- item\n'.repeat(10_000), 12_000],
  };
  for (const [name, [text, maxElements]] of Object.entries(big)) {
    test(name, { timeout: 60_000 }, async () => {
      const { letters, elementCount } = await shown(text, 100_000);
      assert.ok(elementCount <= maxElements, `${elementCount} elements`);
      const words = ['word', 'heading', 'deep', 'item'].find((word) => text.includes(word));
      if (words === undefined) return;
      assert.equal(letters.split(words).length, text.split(words).length, 'every word is there');
    });
  }
});

describe('code made to hang a highlighter', () => {
  test('every language, on the longest piece that is ever coloured at once', { timeout: 60_000 }, () => {
    const engine = globalThis.parleyHighlightEngine;
    const names = [...Object.keys(globalThis.parleyRareGrammars ?? {}), ...usual];
    const pieces = [
      '('.repeat(6_000),
      `${'a=b;'.repeat(1_500)}`,
      '"'.repeat(5_999),
      `${'<a '.repeat(2_000)}`,
      ' '.repeat(6_000),
    ];
    const slow: string[] = [];
    for (const name of names) {
      for (const piece of pieces) {
        const before = process.cpuUsage();
        const tokens = engine?.highlight(piece, engine.knows(name) ? name : 'plaintext').tokens ?? [];
        const { user } = process.cpuUsage(before);
        assert.equal(tokens.map(({ text }) => text).join(''), piece);
        if (user > 1_000_000) slow.push(`${name} ${piece.slice(0, 6)}: ${Math.round(user / 1000)} ms`);
      }
    }
    assert.deepEqual(slow, []);
  });
});

const usual =
  'bash c cpp csharp css diff dockerfile go ini java javascript json kotlin markdown php python ruby rust sql swift typescript xml yaml'.split(
    ' ',
  );
