// The panel as it looks: pictures of its states in every theme and width, for people, and axe-core on each, for the rest.
// The pictures are in test/.out/screenshots.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { createGate } from '../fakes/gate.ts';
import { errorReply, streamText } from '../fakes/replies.ts';
import type { Theme } from '../vscode/workbench.ts';
import { scriptedChat } from './support/scripted-chat.ts';

const chat = scriptedChat({ viewport: { width: 1000, height: 860 } });
const pictures = path.join(import.meta.dirname, '..', '.out', 'screenshots');
const showcase = path.join(import.meta.dirname, '..', 'fakes', 'practice-showcase.md');
const axe = path.join(import.meta.dirname, '..', '..', 'node_modules', 'axe-core', 'axe.min.js');

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
/** The narrow one is where a panel breaks; with PARLEY_PICTURES set a wide one is taken too. */
const widths: readonly number[] = process.env['PARLEY_PICTURES'] === undefined ? [300] : [300, 600];

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe-core objects to in the panel, one line each. */
async function objections(): Promise<string[]> {
  const frame = await chat.vscode().panelFrame();
  await frame.evaluate(await readFile(axe, 'utf8'));
  const results = await frame.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    // The page is transparent: what shows through is the side bar, which axe-core cannot see from inside the frame.
    const { style } = document.documentElement;
    style.backgroundColor = getComputedStyle(document.documentElement).getPropertyValue(
      '--vscode-sideBar-background',
    );
    // The panel is a part of VS Code's page, not a page that needs a first heading of its own.
    const results = await runner.run({ rules: { 'page-has-heading-one': { enabled: false } } });
    style.backgroundColor = '';
    return results;
  });
  return results.violations.flatMap(({ id, nodes }) => {
    return nodes.map(({ html, failureSummary }) => `${id}: ${html}\n    ${failureSummary ?? ''}`);
  });
}

/** Takes the state's picture in every theme and width, and asks axe-core about it in every theme. */
async function lookAt(state: string): Promise<void> {
  const found: string[] = [];
  for (const theme of themes) {
    await chat.vscode().setTheme(theme);
    await chat
      .vscode()
      .page.locator(`.monaco-workbench.${themeClass(theme)}`)
      .waitFor();
    for (const width of widths) {
      await chat.vscode().resizeSideBar(width);
      await chat.vscode().screenshot(path.join(pictures, `${state}-${theme}-${width}.png`));
    }
    // Light and dark are asked about in the page of the panel's own tests; here once, and in high contrast.
    if (theme !== 'light') found.push(...(await objections()).map((line) => `${theme}: ${line}`));
  }
  assert.deepEqual(found, []);
}

function themeClass(theme: Theme): string {
  if (theme === 'dark') return 'vs-dark';
  return theme === 'light' ? 'vs' : 'hc-black';
}

describe('the panel, looked at', () => {
  test('empty', async () => {
    await chat.panel().open();
    await lookAt('empty');
  });

  test('no model chosen', async () => {
    await chat.vscode().updateSetting('parley.model', '');
    await chat.panel().button('Choose model').first().waitFor();
    try {
      await lookAt('no-model');
    } finally {
      await chat.vscode().updateSetting('parley.model', 'scripted/scripted-model');
    }
  });

  test('an answer with everything in it', async () => {
    const text = await readFile(showcase, 'utf8');
    chat.provider().queue(streamText([text], { reasoning: ['First I look at what is asked.'] }));
    await chat.panel().send('Show me what you can.');
    await chat.panel().waitForAnswerEnd();
    await lookAt('answer-end');
    await chat.panel().articles('You').last().scrollIntoViewIfNeeded();
    await lookAt('answer-begin');
  });

  test('in mid-stream, with attached code', async () => {
    const gate = createGate();
    await chat.panel().newChat();
    await chat
      .vscode()
      .execute(
        'vscode.open',
        { $file: path.join(import.meta.dirname, '..', 'fakes', 'sample-workspace', 'README.md') },
        { selection: { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } } },
      );
    chat
      .provider()
      .queue(streamText(['It is a **README** that', ' says what to try:\n\n1. Select'], { gate }));
    await chat.vscode().execute('parley.askAboutSelection', { prompt: 'What does this say?' });
    gate.release(2);
    await chat.panel().waitForText('Select');
    await chat.panel().composer().fill('And then I would like to know\nwhat comes after that.');
    await lookAt('streaming');
    gate.open();
    await chat.panel().waitForAnswerEnd();
    await chat.panel().composer().fill('');
  });

  test('an error, after text had come', async () => {
    await chat.panel().newChat();
    chat
      .provider()
      .queue(streamText(['The beginning of an answer that will never be complete'], { ending: 'reset' }));
    await chat.panel().send('Will you finish?');
    await chat.panel().alerts().waitFor();
    await lookAt('interrupted');
  });

  test('a refused key', async () => {
    await chat.panel().newChat();
    chat
      .provider()
      .queue(errorReply(401, 'Incorrect API key provided: sk-…cdef.', { code: 'invalid_api_key' }));
    await chat.panel().send('Hello');
    await chat.panel().alerts().waitFor();
    await lookAt('refused-key');
  });

  test('faults in the settings', async () => {
    await chat.panel().newChat();
    await chat.vscode().updateSetting('parley.providers', {
      scripted: { label: 'Scripted', baseUrl: chat.provider().baseUrl },
      broken: { baseUrl: 'localhost:1234', basUrl: 'x' },
    });
    await chat
      .panel()
      .frame.getByText(/parley\.providers\.broken/)
      .first()
      .waitFor();
    await lookAt('settings-fault');
  });
});
