// Formulas: what is one and what is not, what they may not do, and that their parts load only when there is one.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type {} from '../../fakes/panel-page/markdown-probe-type.ts';
import { inlineMathAt, mathBlockTex } from '../../../src/webview/markdown/math-syntax.ts';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import { sampleAnswer, samplePrompt, snapshotOf } from '../../fakes/panel-page/panel-samples.ts';

/** TeX of the first formula in a line, or undefined. */
function formulaIn(line: string): string | undefined {
  for (let at = 0; at < line.length; at += 1) {
    const span = inlineMathAt(line, at);
    if (span !== undefined) return span.tex;
  }
  return undefined;
}

describe('what is a formula', () => {
  const formulas: readonly (readonly [string, string])[] = [
    ['so $x$ is', 'x'],
    ['so $x_1 + y$ is', 'x_1 + y'],
    ['$E = mc^2$', 'E = mc^2'],
    ['$f(x)$, and', 'f(x)'],
    ['it is $5$ here', '5'],
    ['\\(a \\cdot b\\)', 'a \\cdot b'],
    ['\\[ a \\]', 'a'],
    ['$$ a + b $$', 'a + b'],
    ['costs \\$, $a < b$', 'a < b'],
    ['$\\$5$', '\\$5'],
  ];
  for (const [line, tex] of formulas) test(line, () => assert.equal(formulaIn(line), tex));

  const none = [
    ...[
      'It costs $5 and $10.',
      '$5-$10',
      '$5 or 10$',
      '$5, $10, $15',
      'US$ 3 and US$4',
      'between $5 and 10$ more',
    ],
    ...[
      '$HOME/$PATH',
      '${a} and ${b}',
      'echo $A $B',
      '$a and b$',
      'a$b$c',
      '$ x$',
      '$x $',
      '$$',
      '$$$$',
      '\\(\\)',
    ],
    ...['$`a`$', 'price: 5$ and 6$', '$1,000 to $2,000', `$${'x'.repeat(5_000)}$`],
  ];
  for (const line of none) test(`none: ${line.slice(0, 40)}`, () => assert.equal(formulaIn(line), undefined));

  test('a block has something between its marks, and the closing mark once', () => {
    assert.equal(mathBlockTex('$$\na\n$$', '$$'), 'a');
    for (const source of ['$$\n$$', '$$', '$$a', '$$a$$b$$', '$$ $$'])
      assert.equal(mathBlockTex(source, '$$'), undefined, source);
  });
});

describe('in the panel', () => {
  let browser: PanelBrowser;
  let panel: Panel;
  const requests: string[] = [];
  before(async () => {
    browser = await PanelBrowser.start();
  });
  after(() => browser.close());
  beforeEach(async () => {
    panel = await browser.open();
    requests.length = 0;
    panel.page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  });
  afterEach(() => panel.close());

  const show = (text: string): Promise<void> =>
    panel.post(snapshotOf([samplePrompt('u1', 'Show.'), sampleAnswer('a1', 'u1', text)]));

  test('KaTeX and its fonts load with the first formula, and the policy has nothing against them', async () => {
    await show('No formula: $5 and $10.\n\n```js\nlet $a = "$b";\n```\n');
    await panel.page.waitForTimeout(200);
    assert.deepEqual(
      requests.filter((path) => /katex|woff/i.test(path)),
      [],
    );
    await show('So $x^2 + \\frac{a}{b}$:\n\n$$\n\\int_0^1 x \\, dx\n$$\n');
    await panel.page.locator('.math-display .katex').waitFor();
    await panel.page.evaluate(() => document.fonts.ready);
    await panel.page.locator('.katex').first().scrollIntoViewIfNeeded();
    assert.ok(requests.includes('/katex.js') && requests.includes('/katex.css'), requests.join());
    assert.ok(
      requests.some((path) => path.endsWith('KaTeX_Math-Italic.woff2')),
      requests.join(),
    );
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.errors, []);
    // The styles it sets have taken effect: the bar of a fraction stands above its denominator.
    const tops = await panel.page
      .locator('.katex .mfrac .vlist > span')
      .evaluateAll((spans) => spans.map((span) => getComputedStyle(span).top));
    assert.ok(
      tops.some((top) => top !== 'auto' && top !== '0px'),
      tops.join(),
    );
    // For a screen reader it is MathML.
    assert.equal(await panel.page.locator('math').count(), 2);
  });

  test('a mistake shows the source', async () => {
    await show('Before $\\frac{a$ after.\n\n$$\n\\unknowncommand{x}\n$$\n\n$x$\n');
    await panel.page.locator('.katex').waitFor();
    assert.equal(await panel.page.locator('.math-mistake').count(), 2);
    const text = await panel.page.locator('article').last().innerText();
    assert.ok(text.includes('$\\frac{a$') && text.includes('\\unknowncommand{x}'), text);
  });

  test('what TeX could do to a page it cannot do here', async () => {
    const hostile = [
      ...[
        '\\href{javascript:alert(1)}{x}',
        '\\url{https://evil.example}',
        '\\includegraphics{https://evil.example/x.png}',
      ],
      ...[
        '\\htmlClass{prompt}{x}',
        '\\htmlId{app}{x}',
        '\\htmlStyle{position:fixed}{x}',
        '\\htmlData{a=b}{x}',
      ],
      ...[
        '\\def\\a{\\a\\a}\\a',
        '\\def\\a#1{\\a{#1#1}}\\a{x}',
        '\\rule{1000000em}{1000000em}',
        '<img src=x onerror=alert(1)>',
      ],
    ];
    await show(`${hostile.map((tex) => `$$\n${tex}\n$$`).join('\n\n')}\n\n$done$\n`);
    await panel.page.locator('.math:not(.math-display) .katex').waitFor({ timeout: 10_000 });
    const found = await panel.page.locator('.markdown').evaluate((root) => ({
      links: root.querySelectorAll('a, img, [href], [src], [id], .prompt, [data-a]').length,
      fixed: [...root.querySelectorAll('*')].filter(
        (element) => getComputedStyle(element).position === 'fixed',
      ).length,
      // A rule of a million em is cut to 20.
      widest: Math.max(
        ...[...root.querySelectorAll('.rule')].map((rule) => rule.getBoundingClientRect().width),
      ),
    }));
    assert.deepEqual({ ...found, widest: 0 }, { links: 0, fixed: 0, widest: 0 });
    assert.ok(found.widest < 1_000, `${found.widest} px`);
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(
      requests.filter((path) => !/katex|woff2|highlight/i.test(path)),
      [],
    );
  });
});
