// A prompt on its way into a chat, wherever it was written: in the composer, by a command, or in place of an older one.
// Slash prompts are expanded here and nowhere else.
import type { Attachment } from '../model/attachment.ts';
import { expandPrompt, type PromptPorts } from './expand-prompt.ts';
import type { Session } from './session.ts';

/** What sending a prompt needs. */
export interface SubmitPorts {
  readonly prompts: PromptPorts;
  /** Sums a chat up; the user is told what became of it. True when there is a summary now. */
  readonly compact: (session: Session, focus: string) => Promise<boolean>;
}

/** What became of a prompt. */
export type Submitted =
  /** It is part of the conversation. */
  | { readonly status: 'sent' }
  /** It was the wish to sum the chat up, which is under way. What was attached is still to be sent. */
  | { readonly status: 'compacting'; readonly whenDone: Promise<boolean> }
  /** It is not sent, for this reason. */
  | { readonly status: 'refused'; readonly reason: string };

/**
 * Expands a prompt and sends it.
 * @param chat gives the chat it goes to, asked once it is known that it goes.
 * @param insteadOf the message of that chat that it takes the place of; without it, it goes to the end.
 */
export async function submitPrompt(
  text: string,
  attachments: readonly Attachment[],
  chat: () => Session,
  { prompts, compact }: SubmitPorts,
  insteadOf?: string,
): Promise<Submitted> {
  const expanded = await expandPrompt(text, attachments, prompts);
  switch (expanded.status) {
    case 'refused':
      return expanded;
    case 'compact':
      return { status: 'compacting', whenDone: compact(chat(), expanded.focus) };
    case 'send': {
      const session = chat();
      if (insteadOf === undefined) session.submit(expanded.text, expanded.attachments);
      else session.editPrompt(insteadOf, expanded.text, expanded.attachments);
      return { status: 'sent' };
    }
  }
}
