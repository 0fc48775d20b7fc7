// What is typed → what is sent: `/name argument` becomes the text of that prompt, with what it is about attached. Any
// other message, one that begins with an unknown name or a path included, stays as it is.
import { fillTemplate, type EditorValues, type MissingInput } from '../context/prompt-template.ts';
import { readSlashCall, type PromptSubject, type SlashPrompt } from '../context/prompts.ts';
import type { Attachment } from '../model/attachment.ts';
import { t } from '../model/l10n.ts';

/** Port: the prompts there are, and what the editor shows. */
export interface PromptPorts {
  readonly prompts: () => Promise<readonly SlashPrompt[]>;
  readonly values: () => EditorValues;
  /**
   * What a prompt is about, secrets masked.
   * @throws Error that says why there is none.
   */
  readonly subject: (subject: PromptSubject) => Promise<Attachment>;
}

/** A message ready to be sent, or one sentence that says what is missing. */
export type ExpandedPrompt =
  | { readonly status: 'send'; readonly text: string; readonly attachments: readonly Attachment[] }
  /** Not a message: the chat is to be summed up, with this kept above all. */
  | { readonly status: 'compact'; readonly focus: string }
  | { readonly status: 'refused'; readonly reason: string };

/**
 * Reads prompts only where the text begins with a slash.
 * @param attachments what the user attached: then nothing is added.
 */
export async function expandPrompt(
  text: string,
  attachments: readonly Attachment[],
  ports: PromptPorts,
): Promise<ExpandedPrompt> {
  const asTyped: ExpandedPrompt = { status: 'send', text, attachments };
  if (!/^\s*\//.test(text)) return asTyped;
  const call = readSlashCall(text, await ports.prompts());
  if (call === undefined) return asTyped;
  const { prompt, argument } = call;
  if (prompt.action === 'compact') return { status: 'compact', focus: argument };
  const filled = fillTemplate(prompt.template, argument, ports.values());
  if (filled.missing.length > 0) return { status: 'refused', reason: missingReason(prompt, filled.missing) };
  if (prompt.subject === undefined || attachments.length > 0)
    return { status: 'send', text: filled.text, attachments };
  try {
    const subject = await ports.subject(prompt.subject);
    return { status: 'send', text: filled.text, attachments: [subject] };
  } catch (error) {
    return { status: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function missingReason({ name }: SlashPrompt, missing: readonly MissingInput[]): string {
  const inputs = missing.map((one) =>
    one.placeholder === '' ? one.name : `${one.name} (${one.placeholder})`,
  );
  const example = missing.map((one) => `${one.name}="…"`).join(' ');
  return t('/{0} needs {1}. Write it behind the name: /{0} {2}', name, inputs.join(', '), example);
}
