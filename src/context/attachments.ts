// Turns what the user attached into the words of the message. Refuses to let code end its own fence.
import type { Attachment } from '../model/attachment.ts';

/**
 * The text of a user message as the model gets it: every attachment as a header line and a fenced block, then the
 * user's own words. Without attachments it is the words alone.
 */
export function composePrompt(text: string, attachments: readonly Attachment[]): string {
  return [...attachments.map(attachmentBlock), text].filter((block) => block !== '').join('\n\n');
}

/** One attachment: where it is from (path, true line numbers, language), then its whole lines in a fence. */
export function attachmentBlock(attachment: Attachment): string {
  const { path, startLine, endLine, totalLines, languageId, text } = attachment;
  const lines = startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`;
  const fence = fenceFor(text);
  const language = /^[\w+#.-]{1,40}$/.test(languageId) ? languageId : '';
  return `${plainPath(path)}, ${lines} of ${totalLines}${language === '' ? '' : ` (${language})`}:\n${fence}${language}\n${text}\n${fence}`;
}

/**
 * A backtick fence longer than any run of backticks in the text, three at least.
 * CommonMark 0.31 §4.5: a fence is closed only by at least as many of the same character.
 */
export function fenceFor(text: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return '`'.repeat(longest + 1);
}

/**
 * A path that stays one line of plain words: control characters, which file names may hold, are written as escapes,
 * and a name that begins like markdown (a fence, a tag, blanks) gets `./` in front, lest it open a block of its own.
 */
function plainPath(path: string): string {
  const start = /^[\s`~<>#*+=|-]/.test(path) ? './' : '';
  return (
    start +
    path.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    })
  );
}
