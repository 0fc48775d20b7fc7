// Nothing a model writes becomes markup that loads, runs or navigates. The same payloads put into a page carelessly do.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { PanelBrowser } from '../../fakes/panel-page/open-panel.ts';

/** Things found in models' answers, advisories and test suites of sanitisers; in part markdown, in part HTML. */
const payloads: readonly string[] = [
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<svg><style><img src=x>',
  ],
  ...[
    '<iframe src="https://evil.example">',
    '<object data="https://evil.example">',
    '<embed src="https://evil.example">',
  ],
  ...[
    '<link rel=preconnect href=https://evil.example>',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
  ],
  ...[
    '<base href="https://evil.example/">',
    '<form action="https://evil.example"><button>',
    '<video poster="https://evil.example/x">',
  ],
  ...[
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  ],
  ...[
    '<a href="javascript:alert(1)">x</a>',
    '<details open ontoggle=alert(1)>',
    '<input autofocus onfocus=alert(1)>',
  ],
  ...[
    '<style>@import "https://evil.example/x.css"</style>',
    '<p style="background:url(https://evil.example)">x</p>',
  ],
  ...[
    '<form><input name="attributes"><input name="nodeName"></form>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  ],
  ...[
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&Tab;script:alert(1))',
    '[x](&#106;avascript:alert(1))',
  ],
  ...[
    '[x](javascript&colon;alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
  ],
  ...[
    '[x](command:workbench.action.quit)',
    '[x](vscode://x/y)',
    '[x](file:///etc/passwd)',
    '[x](//evil.example)',
    '[x](\\\\evil\\x)',
  ],
  ...[
    '<javascript:alert(1)>',
    '<data:text/html,x>',
    '[x]: javascript:alert(1)\n\n[x]',
    '![x](https://evil.example/x.png)',
  ],
  ...[
    '![x][r]\n\n[r]: https://evil.example/r.png',
    '[![x](https://evil.example/i.png)](https://evil.example)',
    '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  ],
  ...[
    '[x](https://e.org "\\" onmouseover=\\"alert(1)")',
    '[x](https://e.org/"onmouseover="alert(1))',
    '![" onerror="alert(1)](x)',
  ],
  ...[
    '```js" onload="alert(1)\ncode\n```',
    '```<script>\ncode\n```',
    '``` "><img src=x onerror=alert(1)>\ncode\n```',
    '~~~\n</code></pre><img src=x onerror=alert(1)>\n~~~',
  ],
  ...[
    '    </code></pre><script>alert(1)</script>',
    '`<img src=x onerror=alert(1)>`',
    '| <img src=x onerror=alert(1)> |\n|---|\n| <b> |',
  ],
  ...[
    '|a|\n|:-: style="x"|\n|b|',
    '# <img src=x onerror=alert(1)>',
    '> <script>alert(1)</script>',
    '- <iframe srcdoc="<script>alert(1)</script>">',
  ],
  ...[
    '1. [ ] <svg/onload=alert(1)>',
    '<!-- --!><img src=x onerror=alert(1)> -->',
    '<![CDATA[><img src=x onerror=alert(1)>]]>',
    '<?xml ?><x onclick=alert(1)>',
  ],
  ...[
    '&lt;img src=x onerror=alert(1)&gt;',
    '\\<img src=x onerror=alert(1)>',
    'https://e.org/<script>alert(1)</script>',
    'https://e.org/"><img src=x>',
  ],
  ...[
    '<a id=x><a id=x name=y>',
    '<x xlink:href="javascript:alert(1)">',
    '<template><script>alert(1)</script></template>',
    '\u0000<script>alert(1)</script>',
  ],
];

const allowedTags =
  'A BLOCKQUOTE BR BUTTON CODE DIV EM H1 H2 H3 H4 H5 H6 HR LI OL P PRE S SPAN STRONG TABLE TBODY TD TH THEAD TR UL path svg';
const allowedAttributes =
  'aria-hidden aria-label class d data-action data-code data-href data-language dir role start tabindex title type viewBox';

/** What in some HTML is not allowed. Parsed inertly, read through the prototype: forms can hide their own properties. */
function findings(page: Page, html: string): Promise<string[]> {
  return page.evaluate(
    ([source, tags, attributes]) => {
      const found: string[] = [];
      const document = new DOMParser().parseFromString(source ?? '', 'text/html');
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
      const names = Object.getOwnPropertyDescriptor(Node.prototype, 'nodeName')?.get;
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const tag = String(names?.call(node));
        if (!(tags ?? '').split(' ').includes(tag)) found.push(`tag ${tag}`);
        for (const name of Element.prototype.getAttributeNames.call(node)) {
          const value = Element.prototype.getAttribute.call(node, name) ?? '';
          if (!(attributes ?? '').split(' ').includes(name)) found.push(`attribute ${name}`);
          if (name === 'data-href' && !/^(https?:\/\/|mailto:)/.test(value)) found.push(`address ${value}`);
        }
      }
      return found;
    },
    [html, allowedTags, allowedAttributes],
  );
}

describe('what a model writes', () => {
  let browser: PanelBrowser;
  let page: Page;
  const requests: string[] = [];
  const dialogs: string[] = [];
  before(async () => {
    browser = await PanelBrowser.start();
    page = await browser.openProbe();
    page.on('request', (request) => requests.push(request.url()));
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  });
  after(() => browser.close());

  for (const payload of payloads) {
    test(JSON.stringify(payload.slice(0, 70)), async () => {
      const html = await page.evaluate((text) => globalThis.markdownProbe.render([text]), payload);
      assert.deepEqual(await findings(page, html), []);
      const mixed = `Text ${payload} text\n\n- ${payload}\n\n> ${payload}`;
      const streamed = await page.evaluate(
        (text) => globalThis.markdownProbe.steps(text.match(/[^]{1,5}/gu) ?? []),
        mixed,
      );
      const last = streamed.at(-1) ?? '';
      assert.deepEqual(await findings(page, last), []);
    });
  }

  test('nothing was loaded and nothing ran', () => {
    assert.deepEqual(requests, []);
    assert.deepEqual(dialogs, []);
  });

  test('a careless page shows the same payloads to be real (control)', async () => {
    const found: string[] = [];
    for (const payload of payloads) {
      const html = await page.evaluate((text) => globalThis.markdownProbe.careless(text), payload);
      found.push(...(await findings(page, html)));
    }
    for (const wanted of [
      'tag SCRIPT',
      'tag IMG',
      'tag IFRAME',
      'attribute onerror',
      'attribute onload',
      'attribute href',
    ])
      assert.ok(found.includes(wanted), `the control finds ${wanted}`);
  });

  test('the page’s own policy stops what would get in all the same', async () => {
    const stopped = await page.evaluate(() =>
      globalThis.markdownProbe.carelessInPage('<img src="data:image/png;base64,x" onerror="alert(1)">'),
    );
    assert.equal(stopped, 'script-src-attr');
    assert.deepEqual(dialogs, []);
  });
});
