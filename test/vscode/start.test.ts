// `npm start` as a new user meets it: an address to open, the panel in front of them, an answer without any account, and
// nothing left behind after Ctrl+C. Then as a user with settings of their own: nothing of theirs is touched.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { loadWorkbench, openBrowserWindow } from './browser-window.ts';
import { progressToStderr } from './cache-folder.ts';
import { parseJsonc } from './jsonc.ts';
import { locateBrowser } from './locate-browser.ts';
import { canFindMarked, markedProcesses, newMark, waitUntilGone } from './marked-processes.ts';
import { panelLocator } from './panel-frame.ts';

const START = path.join(import.meta.dirname, '..', 'start.ts');
const LIMIT_MS = 60_000;

type Started = {
  /** The address on the line that begins with `Open `. */
  address: string;
  /** All it has printed. */
  output(): string;
  /** Sends SIGINT, waits for the end, and returns the exit code. */
  interrupt(): Promise<number | null>;
};

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function newProfile(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-start-'));
  folders.push(folder);
  return folder;
}

/** Starts `npm start`'s script on a profile and waits for its address. */
async function start(profile: string, env: Record<string, string>): Promise<Started> {
  const child = spawn(process.execPath, [START], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, PARLEY_RIG: 'npm', PARLEY_START_PROFILE: profile },
  });
  let output = '';
  const exited = once(child, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += data.toString();
      const match = /^Open (http:\/\/127\.0\.0\.1:\d+\S*)$/m.exec(output);
      if (match?.[1] !== undefined) resolve(match[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`it ended before it printed an address:\n${output}`)));
    setTimeout(() => reject(new Error(`no address within ${LIMIT_MS} ms:\n${output}`)), LIMIT_MS).unref();
  });
  return {
    address,
    output: () => output,
    interrupt: async () => {
      child.kill('SIGINT');
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

async function settingsOf(profile: string): Promise<Record<string, unknown>> {
  const text = await readFile(path.join(profile, 'User', 'settings.json'), 'utf8');
  return parseJsonc(text) as Record<string, unknown>;
}

test('a first run shows the panel over a sample workspace and answers from the practice server', async () => {
  const mark = newMark();
  const profile = await newProfile();
  const started = await start(profile, mark);
  const { browser, page } = await openBrowserWindow(await locateBrowser(progressToStderr), {
    width: 1400,
    height: 900,
  });
  try {
    const practice = ((await settingsOf(profile))['parley.providers'] as Record<string, { baseUrl: string }>)[
      'practice'
    ];
    assert.match(practice?.baseUrl ?? '', /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    assert.equal((await settingsOf(profile))['parley.model'], 'practice/practice-model');

    // Without the token there is no way in, and no key of the secret storage.
    const { origin } = new URL(started.address);
    assert.equal((await fetch(`${origin}/?ew=true&payload=[]`)).status, 403);
    assert.equal((await fetch(`${origin}/mint-key`, { method: 'POST' })).status, 403);
    const tokenFile = await stat(path.join(profile, 'connection-token'));
    if (process.platform !== 'win32') assert.equal(tokenFile.mode & 0o077, 0, 'others can read the token');

    await loadWorkbench(page, started.address, LIMIT_MS);
    await talk(page);
    assert.match(await page.title(), /sample-workspace/);
    if (canFindMarked) assert.ok(markedProcesses(mark).length >= 3, 'the check for processes finds none');

    assert.equal(await started.interrupt(), 0, started.output());
    await assert.rejects(fetch(practice?.baseUrl ?? ''), 'the practice server is still listening');
    await assert.rejects(fetch(origin), 'VS Code is still listening');
    if (canFindMarked) assert.deepEqual(await waitUntilGone(mark, 10_000), []);
  } finally {
    await browser.close();
    await started.interrupt();
  }
});

/** Types into the panel, which has the focus without a click, and sees the answer grow before it has ended. */
async function talk(page: Page): Promise<void> {
  const panel = panelLocator(page);
  const composer = panel.getByRole('textbox', { name: 'Message', exact: true });
  await composer.waitFor({ timeout: LIMIT_MS });
  await panel.locator('[aria-label="Message"]:focus').waitFor({ timeout: LIMIT_MS });
  await page.keyboard.type('Who are you?');
  await page.keyboard.press('Enter');
  const answer = panel.getByRole('article', { name: /^Parley/ }).last();
  await panel.getByRole('article', { name: /^You/ }).getByText('Who are you?').waitFor({ timeout: LIMIT_MS });
  const stop = panel.getByRole('button', { name: 'Stop', exact: true });
  await answer
    .getByText(/\w+ \w+/)
    .first()
    .waitFor({ timeout: LIMIT_MS });
  const early = await answer.innerText();
  assert.ok(await stop.isVisible(), `there was no text before the answer had ended: ${early}`);
  await stop.waitFor({ state: 'hidden', timeout: LIMIT_MS });
  const whole = await answer.innerText();
  assert.ok(whole.length > early.length, `the answer did not grow: ${whole}`);
  assert.equal(await panel.getByRole('alert').count(), 0);
}

test("a user's own settings are kept as they are, and no practice server runs", async () => {
  const profile = await newProfile();
  const file = path.join(profile, 'User', 'settings.json');
  const mine = [
    '{',
    '  // my own server',
    '  "parley.providers": { "mine": { "baseUrl": "http://127.0.0.1:9/v1" } /* slow */, },',
    '  "parley.model": "mine/big",',
    '  "workbench.startupEditor": "readme",',
    '}',
    '',
  ];
  await mkdir(path.dirname(file));
  await writeFile(file, mine.join('\n'));
  const started = await start(profile, {});
  await started.interrupt();
  const text = await readFile(file, 'utf8');
  for (const line of mine.slice(1, 5))
    assert.ok(text.includes(line), `lost from the settings: ${line}\n${text}`);
  assert.doesNotMatch(text, /practice/);
  assert.match(started.output(), /from your settings/);
  assert.doesNotMatch(started.output(), /practice server/);
});
