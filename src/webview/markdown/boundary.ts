// Where in a growing text the certain ends: which blocks later text can no longer change. Pure.
import type { Block } from './parser.ts';

/**
 * The last block that certainly begins where it does: it and what follows may still change. What begins on a line that
 * is still being written may turn out to be part of it (`#` becomes `#1`, `-` becomes `-b`). `lines`: the last one is
 * the one being written.
 */
export function openBlockIndex(blocks: readonly Block[], lines: readonly string[]): number {
  return Math.max(
    0,
    blocks.findLastIndex((block) => beginsForCertain(block.startLine, lines) && !mayVanish(block, lines)),
  );
}

// Math without its closing line may turn out to be none, and then to belong to the paragraph before it.
function mayVanish({ tokens, endLine }: Block, lines: readonly string[]): boolean {
  const [token] = tokens;
  return token?.type === 'math' && (token.info === 'open' || endLine >= lines.length);
}

/**
 * Does the first line of a block or item decide what it is? A line with a bar may be the head of a table, whatever else it
 * looks like, and the next line, once complete, decides (markdown-it tries tables first).
 */
export function beginsForCertain(startLine: number, lines: readonly string[]): boolean {
  const deciding = lines[startLine]?.includes('|') === true ? startLine + 1 : startLine;
  return deciding < lines.length - 1;
}

/**
 * The line up to which the source is done with. Definitions between the last closed block and the open one are not:
 * a title may follow on the next line.
 */
export function boundaryLine(
  closing: readonly Block[],
  open: readonly Block[],
  lines: readonly string[],
): number {
  const [firstOpen] = open;
  const lastClosed = closing.at(-1);
  if (firstOpen === undefined || lastClosed === undefined) return 0;
  let line = lastClosed.endLine;
  while (line < firstOpen.startLine && /^[ \t]*$/.test(lines[line] ?? '')) line += 1;
  return Math.min(line, firstOpen.startLine);
}

/** The source of lines, each with its line end but for one the text ends with. */
export function sourceOf(lines: readonly string[], startLine: number, endLine: number): string {
  const source = lines.slice(startLine, endLine).join('\n');
  return startLine < endLine && endLine < lines.length ? `${source}\n` : source;
}
