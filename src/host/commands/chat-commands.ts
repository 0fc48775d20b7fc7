// Commands about the chat as a whole: open, new, send, stop, log.
import * as z from 'zod';
import type { Session } from '../../chat/session.ts';
import { submitPrompt } from '../../chat/submit-prompt.ts';
import { maxPromptLength } from '../../protocol/to-host.ts';
import type { Parley } from './parley.ts';

const promptSchema = z.object({ prompt: z.string().trim().min(1).max(maxPromptLength) });

/** The prompt in a command's argument; undefined when there is none or it is not a text. */
export function promptIn(argument: unknown): string | undefined {
  const parsed = promptSchema.safeParse(argument);
  return parsed.success ? parsed.data.prompt : undefined;
}

/** `parley.openChat`: shows the panel, cursor in the composer. */
export async function openChat({ view }: Parley): Promise<void> {
  await view.reveal();
}

/** `parley.newChat`: shows an empty chat; the old one stays in the history and goes on answering. */
export async function newChat({ library, view }: Parley): Promise<void> {
  library.startNew();
  await view.reveal();
}

/** `parley.send` with `{ prompt }`: sends it in the shown chat. Without a prompt it only opens the panel. */
export async function send(parley: Parley, argument: unknown): Promise<void> {
  const prompt = promptIn(argument);
  await parley.view.reveal();
  if (prompt !== undefined) await submitNow(parley, prompt);
}

/**
 * Sends a prompt with what is attached. A chat that is still answering is left alone: a new one is begun.
 * @throws Error that says why it was not sent; what is attached is still there then.
 */
export async function submitNow(parley: Parley, prompt: string): Promise<void> {
  const { library, drafts, view } = parley;
  const chatId = library.active.conversation.id;
  const attachments = drafts.of(chatId).attachments;
  const chat = (): Session => (library.active.isRunning ? library.startNew() : library.active);
  const submitted = await submitPrompt(prompt, attachments, chat, parley);
  if (submitted.status === 'refused') throw new Error(submitted.reason);
  if (submitted.status === 'compacting') return void (await submitted.whenDone);
  drafts.takeAttachments(chatId);
  view.panelChanged();
}

/** `parley.stop`: stops the answer of the shown chat. */
export function stop({ library }: Parley): void {
  library.active.stop();
}

/** `parley.showLog`: opens the log channel. */
export function showLog({ log }: Parley): void {
  log.show();
}
