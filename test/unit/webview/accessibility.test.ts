// axe-core finds nothing to object to, in any state and theme.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
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
const colourful = [
  'code',
  'practice',
  'problems',
  'showcase',
  'streaming',
  'error',
  'attached',
  'completion',
];
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
const widths = [
  ['280 px', 280],
  ['300 px at 200 %', 150],
] as const;
/**
 * With PARLEY_PICTURES set, pictures of these are taken in three themes and two widths, for people to look at:
 * `test/.out/screenshots/panel`.
 */
const pictured = [
  'empty',
  'no-model',
  'answer',
  'showcase',
  'streaming',
  'error',
  'siblings',
  'history',
  'found',
  'tool-ask-all',
  'changes',
  'tool-list-over',
  'unsaved',
];
const pictures = path.join(import.meta.dirname, '..', '..', '.out', 'screenshots', 'panel');

async function takePictures(panel: Panel, state: string, theme: ThemeName): Promise<void> {
  if (process.env['PARLEY_PICTURES'] === undefined) return;
  if (!pictured.includes(state) || theme === 'hc-light') return;
  for (const width of [300, 700]) {
    await panel.page.setViewportSize({ width, height: 720 });
    await panel.settle();
    await panel.page.screenshot({ path: path.join(pictures, `${state}-${theme}-${width}.png`) });
  }
}

const requestStates = ['request-near', 'request-unknown', 'request-sheet'];
const states = [...plain, ...toolPlain, ...colourful, ...toolColourful, ...requestStates];
const otherThemes: readonly ThemeName[] = ['light', 'hc-dark', 'hc-light'];

/** What is narrower than its content and would scroll sideways: nothing but code, tables and formulas may. */
function scrolledSideways(panel: Panel): Promise<string[]> {
  return panel.page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('*')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .filter((element) => ['visible', 'auto', 'scroll'].includes(getComputedStyle(element).overflowX))
      .filter(
        (element) => element.closest('pre, .table-scroll, .math, svg, button, .visually-hidden') === null,
      )
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}

describe('axe-core finds nothing, and nothing scrolls sideways when narrow and enlarged', () => {
  for (const state of states) {
    test(state, async () => {
      const panel = await browser.open({ state, reducedMotion: true });
      await panel.settle();
      assert.deepEqual(await objections(panel), []);
      await takePictures(panel, state, 'dark');
      const isColourful = [...colourful, ...toolColourful].includes(state);
      for (const theme of isColourful || process.env['PARLEY_PICTURES'] !== undefined ? otherThemes : []) {
        await panel.setTheme(theme);
        // Colours of every kind are in a few states.
        if (isColourful) {
          assert.deepEqual(await objections(panel, colourRules), [], theme);
        }
        await takePictures(panel, state, theme);
      }
      for (const [size, width] of widths) {
        await panel.page.setViewportSize({ width, height: 500 });
        await panel.settle();
        assert.deepEqual(await scrolledSideways(panel), [], size);
      }
      await panel.close();
    });
  }

  test('a page that deserves it is objected to (control)', async () => {
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
    assert.deepEqual(await scrolledSideways(panel), []);
    await panel.page.evaluate(() => {
      document.querySelector('.message p')?.append('x'.repeat(1000));
    });
    await panel.page.evaluate(() => {
      const paragraph = document.querySelector<HTMLElement>('.message p');
      paragraph?.style.setProperty('white-space', 'nowrap');
      paragraph?.style.setProperty('overflow-wrap', 'normal');
    });
    assert.notDeepEqual(await scrolledSideways(panel), []);
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
    for (let step = 0; step < 30; step += 1) {
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
      'Replace selection',
      'Apply to file',
      'New file',
      'Wrap lines',
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
      'Attach',
      'Model: Together · meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
      'Tools',
      'Show what will be sent',
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
