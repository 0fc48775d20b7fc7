// Reads a unified diff without file headers into lines for display, within bounds. Pure; shows no more than it is told.

/** What a line of a diff is. */
export type DiffLineKind = 'added' | 'removed' | 'context' | 'hunk' | 'note';

/** A line as shown, its mark (`+`, `-`, space) included. */
export interface DiffLine {
  readonly kind: DiffLineKind;
  readonly text: string;
}

/** The lines to show, and what is left out. */
export interface ShownDiff {
  readonly lines: readonly DiffLine[];
  /** Lines at the end that are not shown. */
  readonly leftOut: number;
  /** Some line is shown without its end. */
  readonly isCut: boolean;
}

/** Most lines of a diff shown in the panel; whole files belong into the diff editor. */
export const maxDiffLines = 400;
/** Longest line shown, in UTF-16 units. */
const maxLineLength = 1_000;

/** Takes a patch apart. */
export function readDiff(patch: string): ShownDiff {
  const all = patch.split('\n');
  // The line feed that ends the last line begins no further one.
  if (all.at(-1) === '') all.pop();
  const shown = all.slice(0, maxDiffLines);
  return {
    lines: shown.map((text) => ({ kind: kindOf(text), text: cut(text) })),
    leftOut: all.length - shown.length,
    isCut: shown.some((text) => text.length > maxLineLength),
  };
}

function kindOf(line: string): DiffLineKind {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  if (line.startsWith('@@')) return 'hunk';
  return line.startsWith('\\') ? 'note' : 'context';
}

function cut(line: string): string {
  return line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line;
}
