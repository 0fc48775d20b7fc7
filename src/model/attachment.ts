// Attachment: something the user chose to send, frozen as it was when chosen. `text` is the version that is sent.
import { t } from './l10n.ts';

/** A secret that was replaced by a mark before the text was kept. Its value is nowhere. */
export interface MaskedSecret {
  /** What it looked like: “GitHub token”. */
  readonly kind: string;
  /** Line of the attachment's text, or of the file in an attached folder, counted from 1. */
  readonly line: number;
  /** The file, in an attached folder. */
  readonly path?: string;
}

interface Attached {
  /** Unique within the conversation. */
  readonly id: string;
  /** The secrets masked in its text; absent when there was none. */
  readonly masked?: readonly MaskedSecret[];
  /** Its size in tokens, an estimate; only in what the panel is told. */
  readonly tokens?: number;
}

/** A text that is in a file. */
interface FromFile extends Attached {
  /** Path shown and sent, with `/`; relative to the workspace folder where there is one. */
  readonly path: string;
  /** Full URI, to open the place. Never sent to a model. */
  readonly uri: string;
  /** VS Code language id, e.g. `typescript`. */
  readonly languageId: string;
  readonly text: string;
  /** Of how many lines the file consisted. */
  readonly totalLines: number;
}

/** Selected lines of a file. Lines count from 1 and are whole. `text` has its own line ends, without the last one. */
export interface SelectionAttachment extends FromFile {
  readonly kind: 'selection';
  readonly startLine: number;
  readonly endLine: number;
}

/** A named part of a file, as a language server sees it; otherwise as a selection. */
export interface SymbolAttachment extends FromFile {
  readonly kind: 'symbol';
  readonly startLine: number;
  readonly endLine: number;
  readonly name: string;
  /** In lower case: `function`, `class`, … */
  readonly symbolKind: string;
}

/** A whole file: its text byte for byte, the last line end included, a byte order mark not. */
export interface FileAttachment extends FromFile {
  readonly kind: 'file';
  /** The text is that of an editor and not yet on disk. */
  readonly isUnsaved?: boolean;
}

/** One file that was chosen out of a folder. */
export interface FolderFile {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly totalLines: number;
}

/** A folder: the names in it, and the text of the files that were chosen. */
export interface FolderAttachment extends Attached {
  readonly kind: 'folder';
  /** Without a slash at the end; `.` for a workspace folder itself. */
  readonly path: string;
  readonly uri: string;
  /** The names, indented by depth. */
  readonly text: string;
  readonly files: readonly FolderFile[];
}

/** What language servers and linters complain about, one line each. */
export interface ProblemsAttachment extends Attached {
  readonly kind: 'problems';
  /** The file; absent for the whole workspace. */
  readonly path?: string;
  readonly uri?: string;
  readonly count: number;
  readonly text: string;
}

/** What stands in a terminal. */
export interface TerminalAttachment extends Attached {
  readonly kind: 'terminal';
  /** The terminal's name. */
  readonly terminal: string;
  /** The command line whose output it is; absent for selected text. */
  readonly command?: string;
  /** Absent when the shell did not tell. */
  readonly exitCode?: number;
  readonly text: string;
}

/** A change that git knows, as a unified diff. */
export interface DiffAttachment extends Attached {
  readonly kind: 'diff';
  readonly scope: 'staged' | 'working' | 'commit';
  /** The repository's folder as shown. */
  readonly repository: string;
  /** Abbreviated hash, for a commit. */
  readonly commit?: string;
  /** First line of its message, for a commit. */
  readonly subject?: string;
  readonly text: string;
}

/** The picture formats that every server with vision takes. */
export type ImageMediaType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';

/** A picture, byte for byte as it was. */
export interface ImageAttachment extends Attached {
  readonly kind: 'image';
  readonly name: string;
  /** Where it came from; absent when it was pasted. */
  readonly uri?: string;
  readonly mediaType: ImageMediaType;
  readonly base64: string;
  readonly width: number;
  readonly height: number;
}

/** A page that the user asked to be fetched, as text. */
export interface UrlAttachment extends Attached {
  readonly kind: 'url';
  readonly url: string;
  /** May be empty. */
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly fetchedAtMs: number;
  readonly text: string;
}

/** What the user may attach to a message. */
export type Attachment =
  | SelectionAttachment
  | SymbolAttachment
  | FileAttachment
  | FolderAttachment
  | ProblemsAttachment
  | TerminalAttachment
  | DiffAttachment
  | ImageAttachment
  | UrlAttachment;

/** The words used in chips and in prompts alike: `src/a.ts:3-7`, `src/a.ts:3` for one line, `Staged changes`, … */
export function attachmentLabel(attachment: Attachment): string {
  switch (attachment.kind) {
    case 'selection':
      return placeOf(attachment);
    case 'symbol':
      return `${attachment.name} (${placeOf(attachment)})`;
    case 'file':
      return attachment.path;
    case 'folder':
      return `${attachment.path}/`;
    case 'problems':
      return attachment.path === undefined
        ? t('Problems of the workspace')
        : t('Problems in {0}', attachment.path);
    case 'terminal':
      return attachment.command === undefined
        ? t('Terminal {0}', attachment.terminal)
        : t('Terminal: {0}', shortened(attachment.command));
    case 'diff':
      return diffLabel(attachment);
    case 'image':
      return attachment.name;
    case 'url':
      return attachment.url;
  }
}

/** Where it can be opened again, as a URI; undefined for what is in no file: its text is all there is. */
export function attachmentUri(attachment: Attachment): string | undefined {
  switch (attachment.kind) {
    case 'selection':
    case 'symbol':
    case 'file':
    case 'folder':
    case 'problems':
    case 'image':
      return attachment.uri;
    case 'terminal':
    case 'diff':
    case 'url':
      return undefined;
  }
}

/**
 * Are both the same thing from the same place? Then the later one takes the place of the earlier in a draft. Terminal
 * texts and pasted pictures are never the same.
 */
export function isSamePlace(one: Attachment, other: Attachment): boolean {
  const place = placeKey(one);
  return place !== undefined && place === placeKey(other);
}

function placeKey(attachment: Attachment): string | undefined {
  switch (attachment.kind) {
    case 'selection':
    case 'symbol':
      return `lines ${attachment.startLine} ${attachment.endLine} ${attachment.uri}`;
    case 'diff':
      return `diff ${attachment.scope} ${attachment.commit ?? ''} ${attachment.repository}`;
    case 'url':
      return `url ${attachment.url}`;
    case 'problems':
      return `problems ${attachment.uri ?? ''}`;
    case 'file':
    case 'folder':
      return `${attachment.kind} ${attachment.uri}`;
    case 'image':
      return attachment.uri === undefined ? undefined : `image ${attachment.uri}`;
    case 'terminal':
      return undefined;
  }
}

function placeOf({ path, startLine, endLine }: SelectionAttachment | SymbolAttachment): string {
  return startLine === endLine ? `${path}:${startLine}` : `${path}:${startLine}-${endLine}`;
}

function diffLabel({ scope, commit, subject }: DiffAttachment): string {
  if (scope === 'staged') return t('Staged changes');
  if (scope === 'working') return t('Working changes');
  return subject === undefined
    ? t('Commit {0}', commit ?? '')
    : t('Commit {0} {1}', commit ?? '', shortened(subject));
}

/** Room for a command or a subject in a label, in characters. */
const maxLabelPart = 60;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxLabelPart
    ? line
    : `${line.slice(0, maxLabelPart).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
