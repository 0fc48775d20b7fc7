// What the browser tests of tools share: a copy of the sample project that may be changed, a server as strict as
// Mistral's, and a hand that answers questions with the keyboard alone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { errorReply } from '../../fakes/replies.ts';
import type { Reply } from '../../fakes/play-reply.ts';
import type { RecordedRequest, ReplyScript } from '../../fakes/scripted-provider.ts';
import { mistralFaults } from '../../oracle/rules/mistral-rules.ts';
import type { OpenVsCode } from '../../vscode/open-vscode.ts';
import { copySample } from '../../vscode/sample-copy.ts';
import { SAMPLE_WORKSPACE } from './scripted-chat.ts';

const LIMIT_MS = 30_000;

/** A copy of the sample project; `remove` deletes it. */
export async function copyOfSample(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-tools-'));
  await copySample(SAMPLE_WORKSPACE, folder);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The reply, unless the request breaks a rule of Mistral's: then 422 with the faults, as the server would. */
export function strictly(reply: Reply): ReplyScript {
  return (request: RecordedRequest) => {
    const faults = mistralFaults(request.body);
    return faults.length === 0 ? reply : errorReply(422, faults.join('; '));
  };
}

/**
 * Presses Tab (or Shift+Tab) until the control has the focus, then Enter. Fails when the keyboard does not get there.
 * @param key which way round; the composer is the last stop of the panel.
 */
export async function pressByKeyboard(
  vscode: OpenVsCode,
  control: Locator,
  key: 'Tab' | 'Shift+Tab' = 'Shift+Tab',
): Promise<void> {
  await control.waitFor({ timeout: LIMIT_MS });
  for (let step = 0; step < 60; step += 1) {
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) {
      await vscode.page.keyboard.press('Enter');
      return;
    }
    await vscode.page.keyboard.press(key);
  }
  assert.fail('the keyboard did not get to the control in 60 steps');
}

/** Waits until a button may be pressed: those that allow are asleep at first, so that no stray key allows anything. */
export async function untilEnabled(button: Locator): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !(await button.isEnabled());) {
    assert.ok(Date.now() < end, 'the button stays asleep');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ids of the processes whose command line holds this text. */
export function processesWith(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    });
}
