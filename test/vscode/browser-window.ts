// Opens a headless browser on a VS Code page. Refuses to let Playwright handle signals: who started VS Code ends it.
import process from 'node:process';
import { chromium, type Browser as DrivenBrowser, type Page } from 'playwright-core';
import type { Browser } from './locate-browser.ts';

export type BrowserWindow = { browser: DrivenBrowser; page: Page };

/** Starts the browser and opens one page, still blank, with access to the clipboard. Viewport in CSS pixels. */
export async function openBrowserWindow(
  located: Browser,
  viewport: { width: number; height: number },
): Promise<BrowserWindow> {
  const browser = await chromium.launch({
    executablePath: located.executablePath,
    // A test must not depend on what the internet answers.
    args: [...located.args, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
    env: { ...definedOnly(process.env), ...located.env },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: 60_000,
  });
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  return { browser, page: await context.newPage() };
}

/** Loads `url` and waits until the workbench stands; throws with a readable reason when it does not. */
export async function loadWorkbench(page: Page, url: string, limitMs: number): Promise<void> {
  const problems: string[] = [];
  const collect = (error: Error): number => problems.push(error.message);
  page.on('pageerror', collect);
  try {
    await page.goto(url, { timeout: limitMs, waitUntil: 'domcontentloaded' });
    await page.waitForSelector('.monaco-workbench .part.editor', { timeout: limitMs, state: 'attached' });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const text = ['the page of VS Code did not load', reason, ...problems.slice(0, 5)].join(': ');
    throw new Error(text, { cause: error });
  } finally {
    page.off('pageerror', collect);
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, value]],
  );
  return Object.fromEntries(entries);
}
