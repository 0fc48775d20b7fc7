// What a model's text may link to.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allowedAddress } from '../../../src/webview/markdown/links.ts';

describe('the address of a link', () => {
  const allowed: readonly (readonly [string, string])[] = [
    ['https://example.com', 'https://example.com/'],
    ['HTTP://Example.com/A?b=c#d', 'http://example.com/A?b=c#d'],
    ['mailto:a@example.com', 'mailto:a@example.com'],
    // What is shown is what is opened: names in other scripts are shown in their ASCII form.
    ['https://exаmple.com/', 'https://xn--exmple-4nf.com/'],
    ['https://example.com@evil.example/', 'https://example.com@evil.example/'],
  ];
  for (const [href, address] of allowed) {
    test(`${href} may be opened as ${address}`, () => assert.equal(allowedAddress(href), address));
  }

  const refused = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    ' javascript:alert(1)',
    'javascript&colon;alert(1)',
    'vbscript:x',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'file:///etc/passwd',
    'command:workbench.action.terminal.new',
    'vscode://parley.parley/x',
    'vscode-webview://x',
    'blob:https://example.com/x',
    'ftp://example.com',
    'http:example.com',
    'https:/example.com',
    '//example.com/x',
    '\\\\host\\share',
    '/etc/passwd',
    'src/a.ts',
    '#top',
    '',
    'https://',
    'https://exa mple.com/',
    `https://example.com/${'a'.repeat(4096)}`,
  ];
  for (const href of refused) {
    test(`${JSON.stringify(href.slice(0, 60))} may not`, () => assert.equal(allowedAddress(href), undefined));
  }
});
