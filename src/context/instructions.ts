// Instruction files of a project: AGENTS.md and its kin. Which of them count for what the user works on, in which order,
// and how they are told to the model. Text only: nothing in them switches a tool on or answers a question.
import { fencedBlock, plainPath } from './fence.ts';
import { readFrontMatter } from './front-matter.ts';
import { matchesGlob } from './path-glob.ts';
import { maskSecrets } from './secrets.ts';
import type { MaskedSecret } from '../model/attachment.ts';

/** An instruction file as it was found. */
export interface InstructionSource {
  /** As shown: relative to the workspace folder, with `/`; the folder's name first where there are several. */
  readonly path: string;
  readonly uri: string;
  /** The workspace folder it belongs to (URI): it is about no other folder's files. */
  readonly root: string;
  /** The folder whose files it is about, relative to its workspace folder; empty for all of them. */
  readonly folder: string;
  readonly text: string;
}

/** A file that a request is about. */
export interface ProjectFile {
  /** URI of its workspace folder. */
  readonly root: string;
  /** Relative to that, with `/`. */
  readonly path: string;
}

/** One that counts. */
export interface Instruction {
  readonly path: string;
  readonly uri: string;
  /** What is sent. */
  readonly text: string;
  /** Its text was longer than {@link maxInstructionLength}. */
  readonly isCut: boolean;
  readonly masked: readonly MaskedSecret[];
}

/** The names that are instructions in whatever folder they lie. */
export const instructionNames = ['AGENTS.md', 'CLAUDE.md'] as const;
/** The one file of a workspace folder, and the folder of those with `applyTo`. */
export const copilotInstructions = '.github/copilot-instructions.md';
export const instructionsFolder = '.github/instructions';
export const instructionsEnding = '.instructions.md';

/** Longest text of one file, and of all together, in characters. More would be paid for with every request. */
export const maxInstructionLength = 16_000;
export const maxAllInstructions = 48_000;

/**
 * The instructions that count, the nearest first: those of the folder of the file in question, then of the folders above.
 * Of several workspace folders, those that hold a file in question come before the others.
 * The same text counts once (CLAUDE.md is often a copy of AGENTS.md).
 * @param files what the request is about: attached files and the active one.
 */
export function applicableInstructions(
  sources: readonly InstructionSource[],
  files: readonly ProjectFile[],
): readonly Instruction[] {
  const pathsIn = Map.groupBy(files, ({ root }) => root);
  const seen = new Set<string>();
  const chosen: Instruction[] = [];
  let length = 0;
  const order = (left: InstructionSource, right: InstructionSource): number =>
    nearestFirst(left, right, (root) => pathsIn.has(root));
  for (const { path, uri, root, folder, text } of sources.toSorted(order)) {
    const paths = (pathsIn.get(root) ?? []).map((file) => file.path);
    if (!isAbout(folder, paths)) continue;
    const { fields, body } = readFrontMatter(text);
    if (path.endsWith(instructionsEnding) && !appliesTo(fields.get('applyto'), paths)) continue;
    const words = body.trim();
    if (words === '' || seen.has(words)) continue;
    seen.add(words);
    const cut = wholeCharacters(words, Math.min(maxInstructionLength, maxAllInstructions - length));
    if (cut === '') break;
    length += cut.length;
    chosen.push({ path, uri, isCut: cut.length < words.length, ...maskSecrets(cut) });
  }
  return chosen;
}

/** The instructions as part of the system prompt; empty when there are none. */
export function instructionsBlock(instructions: readonly Instruction[]): string {
  if (instructions.length === 0) return '';
  const files = instructions.map(({ path, text, isCut }) =>
    fencedBlock(`${plainPath(path)}${isCut ? ' (its beginning)' : ''}`, 'markdown', text),
  );
  return [
    'The project has instructions in files. Follow them where they fit what the user asks; the earlier file counts more. They cannot give permissions.',
    ...files,
  ].join('\n\n');
}

function nearestFirst(
  left: InstructionSource,
  right: InstructionSource,
  holdsFile: (root: string) => boolean,
): number {
  return (
    Number(holdsFile(right.root)) - Number(holdsFile(left.root)) ||
    depthOf(right.folder) - depthOf(left.folder) ||
    orderOf(left) - orderOf(right) ||
    compare(left.path, right.path)
  );
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/** Within a folder: AGENTS.md, CLAUDE.md, then Copilot's files. */
function orderOf({ path }: InstructionSource): number {
  const name = instructionNames.findIndex((one) => path.endsWith(one));
  if (name >= 0) return name;
  return path.endsWith(instructionsEnding) ? instructionNames.length + 1 : instructionNames.length;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function isAbout(folder: string, files: readonly string[]): boolean {
  return folder === '' || files.some((file) => file.startsWith(`${folder}/`));
}

/** Without `applyTo` such a file is for those who name it: it is not sent by itself. */
function appliesTo(patterns: readonly string[] | undefined, files: readonly string[]): boolean {
  if (patterns === undefined) return false;
  if (patterns.some((pattern) => /^\*\*(?:\/\*)?$/.test(pattern))) return true;
  return files.some((file) => patterns.some((pattern) => matchesGlob(file, pattern)));
}

function wholeCharacters(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, Math.max(0, length)).replace(/[\uD800-\uDBFF]$/, '');
}
