// Differences between two texts as unified diffs, and back. The only file that knows the library; line ends are made
// equal first, so that a diff shows lines, never their ends. Does not run without end on texts that have nothing in common.
import { applyPatch, formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';

/** A change of one text. */
export interface TextChange {
  /** Hunks without file headers; empty when nothing changed. */
  readonly patch: string;
  readonly addedLines: number;
  readonly removedLines: number;
}

/** Past this time the change is told as one removal and one addition. */
const LIMIT_MS = 1000;

/** What changed between two texts, with three lines around each change. */
export function changeBetween(before: string, after: string): TextChange {
  const from = sameEnds(before);
  const to = sameEnds(after);
  const found = structuredPatch('', '', from, to, undefined, undefined, { context: 3, timeout: LIMIT_MS });
  if (found === undefined) return wholeChange(from, to);
  const lines = found.hunks.flatMap((hunk) => hunk.lines);
  return {
    patch: found.hunks.length === 0 ? '' : formatPatch(found, OMIT_HEADERS),
    addedLines: lines.filter((line) => line.startsWith('+')).length,
    removedLines: lines.filter((line) => line.startsWith('-')).length,
  };
}

/** The text after a change; undefined when the change does not fit this text. Line ends come out as `\n`. */
export function applyChange(before: string, patch: string): string | undefined {
  if (patch === '') return sameEnds(before);
  const after = applyPatch(sameEnds(before), patch, { autoConvertLineEndings: false });
  return after === false ? undefined : after;
}

function sameEnds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function wholeChange(before: string, after: string): TextChange {
  const removed = linesOf(before);
  const added = linesOf(after);
  const head = `@@ -${startOf(removed)},${removed.length} +${startOf(added)},${added.length} @@`;
  return {
    patch: [head, ...marked(removed, '-', before), ...marked(added, '+', after), ''].join('\n'),
    addedLines: added.length,
    removedLines: removed.length,
  };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function startOf(lines: readonly string[]): number {
  return lines.length === 0 ? 0 : 1;
}

function marked(lines: readonly string[], sign: string, text: string): readonly string[] {
  const isOpen = text !== '' && !text.endsWith('\n');
  return [...lines.map((line) => sign + line), ...(isOpen ? ['\\ No newline at end of file'] : [])];
}
