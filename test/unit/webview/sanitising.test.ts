// Nothing a model writes becomes markup that loads, runs or navigates. The same payloads put into a page carelessly do.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { startLoopbackServer, type LoopbackServer } from '../../fakes/loopback-server.ts';
import { viewBuild } from '../../fakes/panel-page/build-panel.ts';
import type {} from '../../fakes/panel-page/markdown-probe-type.ts';
import { PanelBrowser } from '../../fakes/panel-page/open-panel.ts';
import { aimedAt, ownPayloads, payloads } from './markdown-payloads.ts';

describe('what a model writes', () => {
  let browser: PanelBrowser;
  let page: Page;
  let outside: LoopbackServer;
  const requests: string[] = [];
  const dialogs: string[] = [];
  before(async () => {
    outside = await startLoopbackServer(
      async ({ response }) => void response.end(),
      () => {},
    );
    browser = await PanelBrowser.start();
    page = await browser.openProbe();
    page.on('request', (request) => requests.push(request.url()));
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  });
  after(async () => {
    await browser.close();
    await outside.close();
  });

  test('there are payloads enough, of our own and of others', () => {
    assert.ok(ownPayloads.length >= 100, `${ownPayloads.length} of our own`);
    assert.ok(payloads.length >= 1_412, `${payloads.length} in all`);
  });

  test('none of them becomes more than text and plain elements, at once or streamed', async () => {
    const list = payloads.map((payload) => aimedAt(payload, outside.url));
    const found = await page.evaluate((all) => {
      const problems: string[] = [];
      for (const payload of all) {
        const mixed = `Text ${payload} text\n\n- ${payload}\n\n> ${payload}`;
        for (const pieces of [[payload], mixed.match(/[^]{1,9}/gu) ?? []]) {
          const forbidden = globalThis.markdownProbe.forbidden(pieces);
          if (forbidden.length > 0) problems.push(`${payload.slice(0, 80)}: ${forbidden.join(', ')}`);
        }
      }
      return problems;
    }, list);
    assert.deepEqual(found, []);
  });

  test('nothing was loaded, nothing ran, nothing had to be stopped', async () => {
    // What a page does on its own account it does in the next moment.
    await page.waitForTimeout(300);
    assert.deepEqual(requests, []);
    assert.deepEqual(dialogs, []);
    assert.equal(outside.connections, 0);
    assert.deepEqual(await page.evaluate(() => globalThis.markdownProbe.violations), []);
  });

  test('a careless page shows the same payloads to be real (control)', async () => {
    const found = await page.evaluate(
      (all) => all.flatMap((payload) => globalThis.markdownProbe.forbiddenWhenCareless(payload)),
      payloads,
    );
    const wanted = [
      'tag SCRIPT',
      'tag IMG',
      'tag IFRAME',
      'attribute onerror',
      'attribute onload',
      'attribute href',
    ];
    for (const one of wanted) assert.ok(found.includes(one), `the control finds ${one}`);
  });

  test('the page’s own policy stops what would get in all the same, and the counters count (control)', async () => {
    const violations = (): Promise<number> => page.evaluate(() => globalThis.markdownProbe.violations.length);
    const before = await violations();
    const stopped = await page.evaluate(() =>
      globalThis.markdownProbe.carelessInPage('<img src="data:image/png;base64,x" onerror="alert(1)">'),
    );
    assert.equal(stopped, 'script-src-attr');
    assert.deepEqual(dialogs, []);
    assert.ok((await violations()) > before, 'what is stopped is counted');
    // Chromium connects for a frame before the policy refuses it.
    await page.evaluate(
      (source) => globalThis.markdownProbe.carelessInPage(source),
      `<iframe src="${outside.url}/frame"></iframe>`,
    );
    await page.waitForTimeout(300);
    assert.ok(outside.connections > 0, 'a connection is counted');
  });
});

describe('the code of the view', () => {
  const sinks =
    /\.(?:innerHTML|outerHTML)\b|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|createContextualFragment|\beval\(|new Function\b|setHTML/;

  test('has no way from text to markup', () => {
    const folder = path.resolve(import.meta.dirname, '../../../src/webview');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/.test(name),
    );
    assert.ok(files.length > 50);
    assert.deepEqual(
      files.filter((name) => sinks.test(readFileSync(path.join(folder, name), 'utf8'))),
      [],
    );
  });

  test('nor have the libraries it brings along, but for what Preact and highlight.js offer and the view does not use', async () => {
    const { outputFiles = [] } = await esbuild.build({
      ...(await viewBuild()),
      minify: false,
      external: ['preact', 'preact/*', '@preact/signals'],
      format: 'esm',
    });
    const scripts = outputFiles.filter((file) => file.path.endsWith('.js'));
    assert.ok(scripts.length >= 4);
    // `highlightElement`; the view calls `highlight`.
    const unused = /^\s*element\.innerHTML(?: = result\.value;)?$/;
    for (const { path: name, text } of scripts) {
      const found = text.split('\n').filter((line) => sinks.test(line) && !unused.test(line));
      assert.deepEqual(found, [], path.basename(name));
    }
  });

  test('control: a way is seen', () => {
    assert.match('element.innerHTML = text', sinks);
    assert.match('new Function(text)', sinks);
  });
});
