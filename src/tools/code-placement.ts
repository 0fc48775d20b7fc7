// Where a piece of code belongs in a text: all of it, the lines that begin and end alike, or lines that are named. Proposes
// and computes; what becomes of it is the user's choice. Works on text with `\n` as line end.
import { applyChange } from './unified-diff.ts';

/** Lines of a text, from 1, the last one included. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

const words = '(?:existing|rest of|remaining|unchanged|other|more|same)';
/** `// ...`, `# ... existing code ...`, `// rest of the file`: a comment that stands for code left out. */
const omission = new RegExp(
  String.raw`^\s*(?:\/\/+|#+|--|\/\*+|\{\/\*|<!--|;+|%+)\s*(?:(?:\.{3,}|…)\s*(?:$|\s|\*|-->|${words})|(?:existing code|rest of (?:the|your)\s\w+\s*(?:\*\/|-->|\.|$)))`,
  'i',
);

/** Does the code say that parts of the file are left out (`// ... existing code ...`)? Then it never is the whole file. */
export function leavesOut(code: string): boolean {
  return code.split('\n').some((line) => omission.test(line));
}

/**
 * The text with code that leaves parts out put into it: each piece between two omissions goes where it begins and ends
 * alike, in order. Undefined when one of them has no such place.
 */
export function withPieces(text: string, code: string): string | undefined {
  let result = text;
  let after = 0;
  for (const piece of piecesOf(code)) {
    const found = piece.includes('\n') ? placeByEnds(result, piece) : placeOfLine(result, piece);
    if (found === undefined || found.startLine <= after) return undefined;
    result = withLines(result, found, found.code);
    after = found.startLine + found.code.split('\n').length - 1;
  }
  return after === 0 ? undefined : result;
}

/** The text with `range` replaced by code. A range beyond the end means what there is of it. */
export function withLines(text: string, { startLine, endLine }: LineRange, code: string): string {
  const lines = text.split('\n');
  const last = Math.min(endLine, lines.length);
  return [...lines.slice(0, startLine - 1), ...linesOf(code), ...lines.slice(last)].join('\n');
}

/** The code as a whole text that takes the place of another: it ends as that one does. */
export function asWhole(before: string, code: string): string {
  const body = code.replace(/\n+$/, '');
  return before === '' || before.endsWith('\n') ? `${body}\n` : body;
}

/** Code found in a text by its first and its last line. */
export interface FoundByEnds extends LineRange {
  /** The code, indented as it is there. */
  readonly code: string;
}

/**
 * The lines of a text that begin and end as the code does, when there is but one such place. The code may be indented
 * otherwise, as long as it is so throughout.
 */
export function placeByEnds(text: string, code: string): FoundByEnds | undefined {
  const wanted = linesOf(code.replace(/^(?:[ \t]*\n)+/, '').trimEnd());
  const [first = '', ...rest] = wanted;
  const last = rest.at(-1);
  if (last === undefined || !/[\p{L}\p{N}]{2}/u.test(first)) return undefined;
  const lines = text.split('\n').map((line) => line.trimEnd());
  const starts = lines.flatMap((line, index) => (line.trim() === first.trim() ? [index] : []));
  const [start] = starts;
  if (start === undefined || starts.length > 1) return undefined;
  const indented = reindented(wanted, indentOf(lines[start] ?? ''));
  if (indented === undefined) return undefined;
  const end = lines.indexOf(indented.at(-1)?.trimEnd() ?? '', start + 1);
  if (end < 0) return undefined;
  return { startLine: start + 1, endLine: end + 1, code: indented.join('\n') };
}

/** The file that a diff is for, when it is for one. */
export function fileOfDiff(diff: string): string | undefined {
  const files = [...diff.matchAll(/^\+\+\+ (?:b\/)?([^\t\n]+?)[ \t]*(?:\t.*)?$/gm)].map(([, file]) => file);
  return files.length === 1 && files[0] !== '/dev/null' ? files[0] : undefined;
}

/** The text after a diff of it; undefined when the diff does not fit, or is none. */
export function withDiff(text: string, diff: string): string | undefined {
  if (!/^@@ /m.test(diff)) return undefined;
  try {
    return applyChange(text, diff);
  } catch {
    // Its counts of lines are wrong, or it is for several files.
    return undefined;
  }
}

function piecesOf(code: string): readonly string[] {
  const pieces: string[][] = [[]];
  for (const line of code.split('\n')) {
    if (omission.test(line)) pieces.push([]);
    else pieces.at(-1)?.push(line);
  }
  return pieces
    .map((lines) =>
      lines
        .join('\n')
        .replace(/^(?:[ \t]*\n)+/, '')
        .trimEnd(),
    )
    .filter((piece) => piece !== '');
}

/** A line that is there once, as it is: it says where the pieces around it belong. */
function placeOfLine(text: string, line: string): FoundByEnds | undefined {
  const lines = text.split('\n');
  const at = lines.flatMap((each, index) => (each.trim() === line.trim() ? [index] : []));
  const [index] = at;
  if (index === undefined || at.length > 1) return undefined;
  return { startLine: index + 1, endLine: index + 1, code: lines[index] ?? '' };
}

function reindented(lines: readonly string[], indent: string): readonly string[] | undefined {
  const own = indentOf(lines[0] ?? '');
  if (own === indent) return lines;
  // Deeper by the same for all lines, or less deep by the same.
  if (own === '') return lines.map((line) => (line.trim() === '' ? line : indent + line));
  if (!lines.every((line) => line.trim() === '' || line.startsWith(own))) return undefined;
  return lines.map((line) => (line.trim() === '' ? line : indent + line.slice(own.length)));
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function linesOf(code: string): readonly string[] {
  return code.replace(/\n$/, '').split('\n');
}

/**
 * Code for a place whose first line is indented by `indent`: its lines move there when the code itself begins at the
 * margin. The first line is left alone when the place already stands behind the blanks.
 */
export function indentedFor(code: string, indent: string, isFirstIndented: boolean): string {
  if (indent === '' || /^[ \t]/.test(code)) return code;
  return code
    .split('\n')
    .map((line, index) => (line.trim() === '' || (index === 0 && isFirstIndented) ? line : indent + line))
    .join('\n');
}
