// The page of the panel: its policy to the letter, and nothing in it that the policy would have to forgive.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentSecurityPolicy, createNonce, panelPage } from '../../../src/host/view/html.ts';

const parts = {
  scriptUri: 'https://file.test/dist/view.js',
  styleUri: 'https://file.test/dist/view.css',
  cspSource: 'https://*.webview.test',
  nonce: 'bm9uY2U=',
  language: 'en',
  bundle: { Send: '</script><b>' },
};

test('the policy is exactly this', () => {
  assert.equal(
    contentSecurityPolicy(parts),
    "default-src 'none'; script-src 'nonce-bm9uY2U='; style-src https://*.webview.test; " +
      "font-src https://*.webview.test; img-src https://*.webview.test data:; base-uri 'none'; form-action 'none'",
  );
});

test('the page is exactly this', () => {
  assert.equal(
    panelPage(parts),
    `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(parts)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Parley</title>
    <link rel="stylesheet" href="https://file.test/dist/view.css">
  </head>
  <body>
    <main id="app"></main>
    <script type="application/json" id="l10n">{"Send":"\\u003c/script>\\u003cb>"}</script>
    <script nonce="bm9uY2U=" src="https://file.test/dist/view.js"></script>
  </body>
</html>`,
  );
});

test('the policy is in force before anything is loaded', () => {
  const page = panelPage(parts);
  const policyAt = page.indexOf('Content-Security-Policy');
  assert.ok(policyAt > 0 && policyAt < page.indexOf('<link') && policyAt < page.indexOf('<script nonce'));
});

test('a nonce has 128 bits, fits into an attribute and is never the same', () => {
  const nonces = Array.from({ length: 200 }, createNonce);
  assert.equal(new Set(nonces).size, nonces.length);
  for (const nonce of nonces) {
    assert.match(nonce, /^[A-Za-z0-9+/=]+$/);
    assert.equal(Buffer.from(nonce, 'base64').length, 16);
  }
});
