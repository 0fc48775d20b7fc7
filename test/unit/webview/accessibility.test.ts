// axe-core finds nothing to object to, in any state and theme.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { PanelBrowser, type Panel } from '../../fakes/panel-page/open-panel.ts';
import type { ThemeName } from '../../fakes/panel-page/themes.ts';

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

let browser: PanelBrowser;
let axe: string;
before(async () => {
  browser = await PanelBrowser.start();
  axe = await readFile(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
});
after(() => browser.close());

/** What depends on colours; all else is the same in every theme. */
const colourRules = ['color-contrast', 'link-in-text-block'];

async function objections(panel: Panel, only?: readonly string[]): Promise<string[]> {
  if (!(await panel.page.evaluate(() => 'axe' in window))) await panel.page.evaluate(axe);
  const { violations } = await panel.page.evaluate((rules) => {
    const { axe: runner } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    // The panel is a part of VS Code's page, not a page that needs a first heading of its own.
    const all = { rules: { 'page-has-heading-one': { enabled: false } } };
    return runner.run(rules === undefined ? all : { runOnly: rules });
  }, only);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n  ${failureSummary}`),
  );
}

const plain = [
  'empty',
  'no-model',
  'answer',
  'reasoning',
  'retry',
  'interrupted',
  'siblings',
  'cut',
  'waiting',
  'history',
  'found',
  'unsaved',
];
const colourful = ['practice', 'problems', 'showcase', 'streaming', 'error'];
const toolPlain = [
  'tool-outcomes',
  'tool-running',
  'tool-many-reads',
  'tool-pause',
  'changes-one',
  'changes-kept',
  'tool-list-off',
];
const toolColourful = ['tool-ask-all', 'changes', 'tool-list-over'];
const states = [...plain, ...toolPlain, ...colourful, ...toolColourful];
const otherThemes: readonly ThemeName[] = ['light', 'hc-dark', 'hc-light'];

describe('axe-core', () => {
  for (const state of states) {
    test(state, async () => {
      const panel = await browser.open({ state, reducedMotion: true });
      await panel.settle();
      assert.deepEqual(await objections(panel), []);
      // Colours of every kind are in a few states.
      for (const theme of [...colourful, ...toolColourful].includes(state) ? otherThemes : []) {
        await panel.setTheme(theme);
        assert.deepEqual(await objections(panel, colourRules), [], theme);
      }
      await panel.close();
    });
  }

  test('objects to a page that deserves it (control)', async () => {
    const panel = await browser.open({ state: 'answer' });
    await panel.page.evaluate(() => {
      document.querySelector('[aria-label="New chat"]')?.removeAttribute('aria-label');
      document.querySelector('[title="New chat"]')?.removeAttribute('title');
    });
    assert.match((await objections(panel)).join('\n'), /button-name/);
    await panel.setTheme('light');
    await panel.page.evaluate(() => {
      document.documentElement.style.setProperty('--vscode-descriptionForeground', '#eeeeee');
    });
    assert.match((await objections(panel, colourRules)).join('\n'), /color-contrast/);
    await panel.close();
  });
});

test('axe-core finds nothing in the open facts of an answer and in the offer to quote', async () => {
  const panel = await browser.open({ state: 'cut', reducedMotion: true });
  await panel.page.getByRole('button', { name: /mistral-small-latest · / }).click();
  await panel.page.locator('.answer').selectText();
  await panel.page.getByRole('button', { name: 'Quote', exact: true }).waitFor();
  assert.deepEqual(await objections(panel), []);
  for (const theme of otherThemes) {
    await panel.setTheme(theme);
    assert.deepEqual(await objections(panel, colourRules), [], theme);
  }
  await panel.close();
});

describe('the keyboard', () => {
  test('reaches everything there is to press, in the order it is read', async () => {
    const panel = await browser.open({ state: 'siblings' });
    await panel.settle();
    const names: string[] = [];
    for (let step = 0; step < 26; step += 1) {
      await panel.page.keyboard.press('Tab');
      const name = await panel.page.evaluate(() => {
        const element = document.activeElement;
        return element === document.body
          ? ''
          : (element?.getAttribute('aria-label') ?? element?.textContent ?? '');
      });
      if (name === '') break;
      names.push(name);
    }
    assert.deepEqual(names, [
      'History',
      'New chat',
      'Conversation',
      'src/billing/price.ts:12-16',
      'Copy message',
      'Edit message',
      'Fork chat from here',
      'Delete message',
      'Copy code',
      'Insert at cursor',
      'Code, typescript',
      'the tax tables',
      'Previous answer',
      'meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8 · 3.2 s · 1,240 → 386 tokens',
      'Copy message',
      'Regenerate',
      'Ask another model too',
      'Fork chat from here',
      'Delete message',
      'Message',
      'Model: Together · meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
      'Tools',
    ]);
    await panel.close();
  });

  test('what is hidden until hovered is seen when it has the focus', async () => {
    const panel = await browser.open({ state: 'streaming' });
    await panel.settle();
    const copy = panel.page.getByRole('button', { name: 'Copy message' }).first();
    const opacity = (): Promise<string> =>
      copy.evaluate((element) =>
        element.parentElement === null ? '' : getComputedStyle(element.parentElement).opacity,
      );
    assert.equal(await opacity(), '0');
    await copy.focus();
    assert.equal(await opacity(), '1');
    await panel.close();
  });
});

describe('narrow and enlarged', () => {
  for (const [name, width] of [
    ['280 px', 280],
    ['300 px at 200 %', 150],
  ] as const) {
    test(`${name}: nothing but code, tables and formulas scrolls sideways`, async () => {
      for (const state of [
        'showcase',
        'streaming',
        'error',
        'problems',
        'siblings',
        'no-model',
        'tool-outcomes',
        'tool-ask-all',
        'tool-running',
        'tool-pause',
        'tool-many-reads',
        'changes',
        'changes-one',
        'tool-list-over',
        'history',
        'found',
        'unsaved',
      ]) {
        const panel = await browser.open({ state, width, height: 500 });
        await panel.settle();
        const wide = await panel.page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('*')]
            .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
            .filter((element) => ['visible', 'auto', 'scroll'].includes(getComputedStyle(element).overflowX))
            .filter(
              (element) =>
                element.closest('pre, .table-scroll, .math, svg, button, .visually-hidden') === null,
            )
            .map((element) => element.outerHTML.slice(0, 120)),
        );
        assert.deepEqual(wide, [], state);
        await panel.close();
      }
    });
  }
});
