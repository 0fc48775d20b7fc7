// Attachment: code the user chose to send, frozen as it was when chosen.
import * as z from 'zod';

/** Selected lines of a file. Lines are 1-based and whole; `path` is relative to the workspace folder, with `/`. */
export const selectionAttachmentSchema = z.object({
  kind: z.literal('selection'),
  /** Unique within the conversation. */
  id: z.string(),
  /** Path shown and sent; workspace-relative where there is a workspace folder. */
  path: z.string(),
  /** Full URI, to open the place. Never sent to a model. */
  uri: z.string(),
  /** VS Code language id, e.g. `typescript`. */
  languageId: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  /** The whole lines, with their own line ends, without the last one. */
  text: z.string(),
  /** Of how many lines the file consisted. */
  totalLines: z.number().int().nonnegative(),
});

/** See {@link selectionAttachmentSchema}. */
export type SelectionAttachment = z.infer<typeof selectionAttachmentSchema>;

/** What the user may attach to a message. */
export const attachmentSchema = z.discriminatedUnion('kind', [selectionAttachmentSchema]);

/** See {@link attachmentSchema}. */
export type Attachment = z.infer<typeof attachmentSchema>;

/** `src/a.ts:3-7`, or `src/a.ts:3` for one line: the words used in chips and prompts alike. */
export function attachmentLabel(attachment: Attachment): string {
  const { path, startLine, endLine } = attachment;
  return startLine === endLine ? `${path}:${startLine}` : `${path}:${startLine}-${endLine}`;
}
