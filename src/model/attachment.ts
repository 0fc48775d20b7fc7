// Attachment: code the user chose to send, frozen as it was when chosen.

/** Selected lines of a file. Lines count from 1 and are whole. */
export interface SelectionAttachment {
  readonly kind: 'selection';
  /** Unique within the conversation. */
  readonly id: string;
  /** Path shown and sent, with `/`; relative to the workspace folder where there is one. */
  readonly path: string;
  /** Full URI, to open the place. Never sent to a model. */
  readonly uri: string;
  /** VS Code language id, e.g. `typescript`. */
  readonly languageId: string;
  readonly startLine: number;
  readonly endLine: number;
  /** The whole lines, with their own line ends, without the last one. */
  readonly text: string;
  /** Of how many lines the file consisted. */
  readonly totalLines: number;
}

/** What the user may attach to a message. */
export type Attachment = SelectionAttachment;

/** `src/a.ts:3-7`, or `src/a.ts:3` for one line: the words used in chips and prompts alike. */
export function attachmentLabel(attachment: Attachment): string {
  const { path, startLine, endLine } = attachment;
  return startLine === endLine ? `${path}:${startLine}` : `${path}:${startLine}-${endLine}`;
}
