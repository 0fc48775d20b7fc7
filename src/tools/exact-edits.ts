// Replacing text by exact, unique match, as models ask for it. Keeps line ends and the final line end; changes nothing at
// all unless every replacement fits, and says why one does not.
import { ToolProblem } from './tool.ts';

/** One replacement. */
export interface ExactEdit {
  readonly oldText: string;
  readonly newText: string;
}

/**
 * The text after all replacements, one after the other.
 * @throws ToolProblem that says which one does not fit, and why.
 */
export function applyEdits(text: string, edits: readonly ExactEdit[]): string {
  let result = text;
  edits.forEach((edit, at) => {
    result = applyEdit(result, edit, edits.length === 1 ? 'old_text' : `old_text of edit ${at + 1}`);
  });
  return result;
}

function applyEdit(text: string, edit: ExactEdit, name: string): string {
  // Models write `\n`, whatever the file has.
  const { plain, cuts } = withoutReturns(text);
  const oldText = edit.oldText.replaceAll('\r\n', '\n');
  const newText = edit.newText.replaceAll('\r\n', '\n');
  if (oldText === '') throw new ToolProblem(`${name} is empty. Give the lines to replace.`);
  if (oldText === newText) throw new ToolProblem(`${name} and its new_text are the same.`);
  const start = plain.indexOf(oldText);
  if (start < 0) throw new ToolProblem(`${name} is not in the file. ${hint(plain, oldText)}`);
  const lines = linesWith(plain, oldText);
  if (lines.length > 1) {
    throw new ToolProblem(
      `${name} is ${lines.length >= 20 ? 'at least ' : ''}${lines.length} times in the file (lines ${lines.join(', ')}). Add lines around it until it is unique.`,
    );
  }
  const end = start + oldText.length;
  const rawStart = start + cutsBefore(cuts, start);
  const rawEnd = end + cutsBefore(cuts, end);
  const lineEnd = endOf(text.slice(rawStart, rawEnd)) ?? endOf(text) ?? '\n';
  const replaced = `${text.slice(0, rawStart)}${newText.replaceAll('\n', lineEnd)}${text.slice(rawEnd)}`;
  const isEndLost =
    plain.endsWith('\n') && end === plain.length && replaced !== '' && !replaced.endsWith('\n');
  return isEndLost ? replaced + lineEnd : replaced;
}

/** The text with `\n` for `\r\n`, and where in it those `\n` are. */
function withoutReturns(text: string): { plain: string; cuts: readonly number[] } {
  const cuts: number[] = [];
  for (const { index } of text.matchAll(/\r\n/g)) cuts.push(index - cuts.length);
  return { plain: text.replaceAll('\r\n', '\n'), cuts };
}

/** How many returns were left out before this position. */
function cutsBefore(cuts: readonly number[], position: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The line end that a text uses most; undefined when it has none. */
function endOf(text: string): string | undefined {
  const all = text.split('\n').length - 1;
  if (all === 0) return undefined;
  return (text.split('\r\n').length - 1) * 2 > all ? '\r\n' : '\n';
}

/** Lines (from 1) in which a text begins, at most 20. Overlapping ones count: each could be meant. */
function linesWith(text: string, part: string): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  let seen = 0;
  for (let at = text.indexOf(part); at >= 0 && lines.length < 20; at = text.indexOf(part, at + 1)) {
    line += text.slice(seen, at).split('\n').length - 1;
    seen = at;
    lines.push(line);
  }
  return lines;
}

/** What may be wrong with a text that is not in the file. */
function hint(text: string, part: string): string {
  const lines = part.split('\n');
  if (lines.every((line) => /^\s*\d+\t/.test(line) || line === '')) {
    return 'It begins with line numbers: leave them and the tab behind them out.';
  }
  const wanted = lines.map(squeezed);
  while (wanted.at(-1) === '') wanted.pop();
  while (wanted[0] === '') wanted.shift();
  const given = text.split('\n').map(squeezed);
  const at = given.findIndex((_, start) => wanted.every((line, offset) => given[start + offset] === line));
  if (wanted.length > 0 && at >= 0) {
    return `Lines ${at + 1}–${at + wanted.length} differ from it in white space only: copy them exactly.`;
  }
  const first = given.indexOf(wanted[0] ?? '');
  return first >= 0 && (wanted[0] ?? '') !== ''
    ? `Its first line is line ${first + 1} of the file; what follows there is different. Read the file again and copy exactly.`
    : 'Read the file again and copy the lines exactly.';
}

function squeezed(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}
