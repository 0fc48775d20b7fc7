// Searching without ripgrep: every file is read and looked through here. Slower, with JavaScript's regular expressions, and
// ended when it takes too long.
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { decode, encodingOf } from '../../tools/text-encoding.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { startLineScanner } from './line-scanner.ts';
import type { RawMatch, RawQuery } from './ripgrep.ts';
import { readWhole } from './safe-file.ts';
import { walkFolder } from './walk-folder.ts';

const LIMIT_MS = 20_000;
const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** How the search ended. */
export interface ScanEnd {
  readonly isComplete: boolean;
  /** A pattern took too long on this file (absolute). */
  readonly stuckOn?: string;
}

/**
 * Searches.
 * @param isWanted says whether a file may be read at all.
 * @param onMatch takes each match; false ends the search.
 * @throws ToolProblem when the pattern is none.
 */
export async function plainScan(
  query: RawQuery,
  isWanted: (file: string) => Promise<boolean>,
  onMatch: (match: RawMatch) => Promise<boolean>,
  signal: AbortSignal,
  patternLimitMs?: number,
): Promise<ScanEnd> {
  const flags = query.isCaseSensitive ? 'u' : 'iu';
  const scanner = startLineScanner(sourceOf(query, flags), flags, patternLimitMs);
  const startedMs = performance.now();
  try {
    for await (const file of filesOf(query, signal)) {
      if (performance.now() - startedMs > LIMIT_MS) return { isComplete: false };
      const text = (await isWanted(file)) ? await textOf(file, query.root) : undefined;
      if (text === undefined) continue;
      const hits = await scanner.scan(text);
      if (hits === undefined) return { isComplete: false, stuckOn: file };
      const lines = hits.length === 0 ? [] : text.split(/\r?\n/);
      for (const { line, column } of hits) {
        if (!(await onMatch({ file, line, column, text: lines[line - 1] ?? '' })))
          return { isComplete: false };
      }
    }
    return { isComplete: true };
  } finally {
    await scanner.close();
  }
}

function sourceOf({ pattern, isRegex }: RawQuery, flags: string): string {
  if (!isRegex) return pattern.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  try {
    return new RegExp(pattern, flags).source;
  } catch (error) {
    throw new ToolProblem(`The regular expression cannot be used: ${String(error)}`);
  }
}

async function* filesOf({ root, within, excludes }: RawQuery, signal: AbortSignal): AsyncIterable<string> {
  const found = await lstat(within).catch(() => undefined);
  if (found?.isFile() === true) {
    yield within;
    return;
  }
  const start = path.relative(root, within).split(path.sep).join('/');
  for await (const file of walkFolder(root, start, excludes, signal).files) yield path.join(root, file);
}

async function textOf(file: string, root: string): Promise<string | undefined> {
  const found = await lstat(file).catch(() => undefined);
  if (found?.isFile() !== true || found.size > MAX_FILE_BYTES) return undefined;
  try {
    const bytes = (await readWhole({ real: file, root, shown: path.basename(file) })) ?? new Uint8Array();
    const encoding = encodingOf(bytes, true);
    return encoding === 'binary' ? undefined : decode(bytes, encoding);
  } catch (error) {
    // One file that cannot be read does not end a search.
    if (error instanceof ToolProblem) return undefined;
    throw error;
  }
}
