// Finds Parley's webview inside the workbench page. VS Code nests it twice: an outer iframe that names the extension in
// its address, and in it the frame "active-frame" that holds the extension's HTML and is replaced at hide, show and move.
import type { Frame, FrameLocator, Page } from 'playwright-core';

const OUTER = 'iframe.webview[src*="extensionId=parley.parley"]';
const LIMIT_MS = 20_000;

/** A locator that finds the panel's document anew at every use. */
export function panelLocator(page: Page): FrameLocator {
  return page.frameLocator(OUTER).frameLocator('iframe#active-frame');
}

/** The panel's document as it is now; waits for it up to 20 s and throws a readable error when there is none. */
export async function panelFrame(page: Page): Promise<Frame> {
  const end = Date.now() + LIMIT_MS;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      if (!frame.parentFrame()?.url().includes('extensionId=parley.parley')) continue;
      if (await isActive(frame)) return frame;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seen = page.frames().map((frame) => frame.url().slice(0, 200));
  throw new Error(`Parley's panel did not appear within ${LIMIT_MS / 1000} s. Frames:\n${seen.join('\n')}`);
}

async function isActive(frame: Frame): Promise<boolean> {
  try {
    const element = await frame.frameElement();
    if ((await element.getAttribute('id')) !== 'active-frame') return false;
    return await frame.evaluate(() => document.body !== null && document.body.childElementCount > 0);
  } catch {
    // The frame went away while it was looked at.
    return false;
  }
}
