// What a user does with VS Code's own controls: the command palette, the edge of a side bar. Refuses to guess: a
// command that the palette does not offer under exactly this title is an error that lists what it offers.
import type { Page } from 'playwright-core';
import { readManifest } from '../read-manifest.ts';

export type Theme = 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';

/** VS Code's names of the themes that tests look at. */
export const THEMES: Readonly<Record<Theme, string>> = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

const PALETTE_LIMIT_MS = 15_000;

/** Runs a command from the palette, by its title as shown there or by the id of a command in Parley's manifest. */
export async function runPaletteCommand(page: Page, titleOrId: string): Promise<void> {
  const title = titleOrId.startsWith('parley.') ? titleOf(titleOrId) : titleOrId;
  await page.keyboard.press('F1');
  const input = page.locator(
    '.quick-input-widget:visible input[type="text"], .quick-input-widget:visible input',
  );
  await input.first().waitFor({ state: 'visible', timeout: PALETTE_LIMIT_MS });
  await input.first().fill(`>${title}`);
  const rows = page.locator('.quick-input-list .monaco-list-row');
  const end = Date.now() + PALETTE_LIMIT_MS;
  let labels: string[] = [];
  while (Date.now() < end) {
    labels = await rows.locator('.quick-input-list-rows .label-name, .label-name').allTextContents();
    const at = labels.findIndex((label) => label.trim() === title);
    if (at >= 0) {
      await rows.nth(at).click();
      return;
    }
    await page.waitForTimeout(50);
  }
  await page.keyboard.press('Escape');
  throw new Error(
    `the palette has no command "${title}"; it offers: ${labels.slice(0, 8).join(' | ') || 'nothing'}`,
  );
}

function titleOf(id: string): string {
  const manifest = readManifest() as {
    contributes?: { commands?: { command: string; title: string; category?: string }[] };
  };
  const command = manifest.contributes?.commands?.find((candidate) => candidate.command === id);
  if (command === undefined) throw new Error(`the manifest has no command ${id}`);
  return command.category === undefined ? command.title : `${command.category}: ${command.title}`;
}

/** Drags the inner edge of a side bar until it is `width` CSS pixels wide (VS Code allows no less than 170). */
export async function resizeSideBar(
  page: Page,
  width: number,
  part: 'sidebar' | 'auxiliarybar',
): Promise<void> {
  const bar = page.locator(`.part.${part}`);
  // The first drag may be cut short by what else moves in the layout; a second one ends it.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const box = await bar.boundingBox();
    if (box === null) throw new Error(`there is no visible ${part} to resize`);
    if (Math.abs(box.width - width) <= 1) return;
    const isLeft = box.x < (page.viewportSize()?.width ?? 0) / 2;
    const edge = isLeft ? box.x + box.width : box.x;
    const goal = isLeft ? box.x + width : box.x + box.width - width;
    const y = box.y + box.height / 2;
    await page.mouse.move(edge, y);
    await page.mouse.down();
    await page.mouse.move((edge + goal) / 2, y, { steps: 4 });
    await page.mouse.move(goal, y, { steps: 4 });
    await page.mouse.up();
    await page.waitForTimeout(150);
  }
  const box = await bar.boundingBox();
  if (box === null || Math.abs(box.width - width) > 2) {
    throw new Error(`the ${part} is ${box?.width ?? 0} px wide and not ${width} px`);
  }
}
