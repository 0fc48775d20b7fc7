// What a user sees and does in Parley's panel, in terms of roles and accessible names. Refuses to know classes, ids or
// anything else that may change: a test written on this survives a redesign.
import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import type { OpenVsCode } from '../../vscode/open-vscode.ts';

const LIMIT_MS = 20_000;

export type Panel = {
  /** The panel's document; finds it anew at every use. */
  frame: FrameLocator;
  /** Opens the panel by command and waits until the input can be typed into. */
  open(): Promise<void>;
  /** Begins a new chat by command and waits until the panel shows it empty. */
  newChat(): Promise<void>;
  composer(): Locator;
  button(name: string | RegExp): Locator;
  /** Types `text` into the input, presses Enter, and waits until it stands in the conversation as the user's message. */
  send(text: string): Promise<void>;
  /** All messages, or those of one side. */
  articles(from?: 'You' | 'Parley'): Locator;
  /** Text of the last message of Parley, as it is now. */
  lastAnswer(): Promise<string>;
  alerts(): Locator;
  toolCalls(): Locator;
  attachments(): Locator;
  /** Waits until `text` (or a match) is somewhere in the conversation. */
  waitForText(text: string | RegExp, limitMs?: number): Promise<void>;
  /** Waits until the answer to the last message has ended: by its end, a stop or an error. */
  waitForAnswerEnd(limitMs?: number): Promise<void>;
};

/** The panel of an opened VS Code. */
export function panelOf(vscode: OpenVsCode): Panel {
  const frame = vscode.panel();
  const conversation = frame.getByRole('log', { name: 'Conversation' });
  const composer = (): Locator => frame.getByRole('textbox', { name: 'Message', exact: true });
  const button = (name: string | RegExp): Locator =>
    frame.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  const articles = (from?: 'You' | 'Parley'): Locator =>
    conversation.getByRole('article', from === undefined ? {} : { name: new RegExp(`^${from}\\b`) });
  const alerts = (): Locator => frame.getByRole('alert');
  return {
    frame,
    open: async () => {
      await vscode.execute('parley.openChat');
      await composer().waitFor({ timeout: LIMIT_MS });
    },
    newChat: async () => {
      await vscode.execute('parley.newChat');
      await composer().waitFor({ timeout: LIMIT_MS });
      await articles().first().waitFor({ state: 'detached', timeout: LIMIT_MS });
    },
    composer,
    button,
    send: async (text) => {
      const before = await articles('You').count();
      await composer().fill(text);
      await composer().press('Enter');
      const mine = articles('You').nth(before);
      await mine.waitFor({ timeout: LIMIT_MS });
      // Its text, laid out or not: a long answer may have pushed it out of sight already.
      assert.ok(
        flat((await mine.textContent()) ?? '').includes(flat(text)),
        'the message in the conversation is not the text that was sent',
      );
    },
    articles,
    lastAnswer: async () => articles('Parley').last().innerText(),
    alerts,
    toolCalls: () => frame.getByRole('group', { name: /^Tool/ }),
    attachments: () => frame.getByRole('list', { name: 'Attachments' }).getByRole('listitem'),
    waitForText: async (text, limitMs = LIMIT_MS) => {
      await conversation.getByText(text).first().waitFor({ timeout: limitMs });
    },
    waitForAnswerEnd: async (limitMs = LIMIT_MS) => {
      const end = Date.now() + limitMs;
      // The answer may not have begun: an ended one shows no Stop and has an article (or an alert) for every message.
      for (;;) {
        const running = await button('Stop').isVisible();
        const asked = await articles('You').count();
        const answered = (await articles('Parley').count()) + (await alerts().count());
        if (!running && asked > 0 && answered >= asked) return;
        if (Date.now() > end) {
          const state = `Stop is ${running ? 'shown' : 'not shown'}, ${asked} asked, ${answered} answered`;
          throw new Error(`the answer did not end within ${limitMs / 1000} s (${state})`);
        }
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
  };
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
