// What a model writes, in the real webview of the real VS Code: its nested frame and its policy. Counts what the policy had to
// stop and who was connected to.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { startLoopbackServer, type LoopbackServer } from '../fakes/loopback-server.ts';
import { forbiddenIn } from '../fakes/panel-page/forbidden.ts';
import { streamText } from '../fakes/replies.ts';
import { aimedAt, ownPayloads } from '../unit/webview/markdown-payloads.ts';
import { panelFrame } from '../vscode/panel-frame.ts';
import { scriptedChat } from './support/scripted-chat.ts';

const chat = scriptedChat();
let outside: LoopbackServer;
before(async () => {
  outside = await startLoopbackServer(
    async ({ response }) => void response.end(),
    () => {},
  );
});
after(() => outside.close());

/** What is not allowed among the elements of all answers. */
function forbidden(frame: Frame): Promise<string[]> {
  // As source text: the function runs in the page.
  return frame.evaluate(
    `[...document.querySelectorAll('.markdown')].flatMap((root) => (${forbiddenIn.toString()})(root))`,
  );
}

async function ask(answer: string): Promise<void> {
  chat.provider().queue(streamText(answer.match(/[^]{1,200}/gu) ?? []));
  await chat.panel().send('Show me.');
  await chat.panel().waitForAnswerEnd();
}

async function watched(): Promise<Frame> {
  const frame = await panelFrame(chat.vscode().page);
  await frame.evaluate(() => {
    globalThis.stopped = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      globalThis.stopped.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  return frame;
}

declare global {
  var stopped: string[];
}

describe('rendering in the webview', () => {
  test('no payload becomes more than text and plain elements; nothing is stopped, nobody is called', async () => {
    const panel = chat.panel();
    await panel.open();
    const frame = await watched();
    const dialogs: string[] = [];
    chat.vscode().page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    // Closed after each, so that no open code block swallows the others.
    const list = ownPayloads.map(
      (payload) => `${aimedAt(payload, outside.url)}\n\n\`\`\`\n\`\`\`\n\n~~~\n~~~\n`,
    );
    const half = Math.ceil(list.length / 2);
    await ask(list.slice(0, half).join('\n\n'));
    await ask(list.slice(half).join('\n\n'));
    // What a page does on its own account it does in the next moment.
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(await forbidden(frame), []);
    assert.ok(
      (await frame.locator('.markdown').allInnerTexts()).join('').includes('alert(1)'),
      'they are on screen',
    );
    assert.deepEqual(await frame.evaluate(() => globalThis.stopped), []);
    assert.equal(outside.connections, 0);
    assert.deepEqual(dialogs, []);
  });

  test('a formula and code are set, with the policy having nothing against it', async () => {
    await chat.panel().newChat();
    const frame = await watched();
    await ask('So $x^2$:\n\n$$\n\\frac{a}{b}\n$$\n\n```haskell\nmain = putStrLn "x"\n```\n\nDone.\n');
    await frame.locator('.math-display .katex').waitFor({ timeout: 20_000 });
    await frame.locator('.code-string').waitFor({ timeout: 20_000 });
    const families = await frame.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family);
    });
    assert.ok(
      families.some((family) => family.includes('KaTeX')),
      families.join(),
    );
    assert.deepEqual(await frame.evaluate(() => globalThis.stopped), []);
    assert.deepEqual(await forbidden(frame), []);
  });

  test('a careless page is seen, stopped and counted (control)', async () => {
    const frame = await watched();
    await frame.evaluate((url) => {
      const careless = document.createElement('div');
      careless.className = 'markdown';
      careless.innerHTML = `<img src="${url}/x.png" onerror="alert(1)"><iframe src="${url}/frame"></iframe>`;
      document.body.append(careless);
    }, outside.url);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const found = await forbidden(frame);
    for (const wanted of ['tag IMG', 'tag IFRAME', 'attribute onerror'])
      assert.ok(found.includes(wanted), wanted);
    const stopped = await frame.evaluate(() => globalThis.stopped);
    assert.ok(
      stopped.some((line) => line.startsWith('img-src')),
      stopped.join(),
    );
    // Chromium connects for a frame before the policy refuses it.
    assert.ok(outside.connections > 0, 'a connection is counted');
  });
});
