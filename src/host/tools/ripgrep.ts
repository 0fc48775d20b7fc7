// ripgrep: VS Code's own, else the user's. Its regular expressions take linear time, so no pattern can make it hang.
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { ToolProblem } from '../../tools/tool.ts';
import { findProgram, type PathPorts } from '../trusted-path.ts';
import { runProgram } from './run-program.ts';
import type { Excludes } from './walk-folder.ts';

/** A line that was found, before anything is said about whether it may be shown. */
export interface RawMatch {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Where in the line the match begins, in UTF-16 units. */
  readonly column: number;
}

/** What to look for, and where. */
export interface RawQuery {
  readonly pattern: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
  /** Absolute; ignore files below it count. */
  readonly root: string;
  /** Absolute: the root, or a file or folder below it. */
  readonly within: string;
  readonly excludes: Excludes;
}

const LIMIT_MS = 20_000;

/** Where VS Code ships it, from the newest place to the oldest; relative to the application's folder. */
function shippedPlaces(platform: string, arch: string): readonly string[] {
  const name = platform === 'win32' ? 'rg.exe' : 'rg';
  return ['node_modules', 'node_modules.asar.unpacked'].flatMap((modules) => [
    path.join(modules, '@vscode', 'ripgrep-universal', 'bin', `${platform}-${arch}`, name),
    path.join(modules, '@vscode', 'ripgrep', 'bin', name),
    path.join(modules, 'vscode-ripgrep', 'bin', name),
  ]);
}

/** The first ripgrep there is, as an absolute path. */
export async function findRipgrep(
  appRoot: string | undefined,
  ports: PathPorts,
): Promise<string | undefined> {
  for (const place of appRoot === undefined ? [] : shippedPlaces(ports.platform, process.arch)) {
    const file = path.join(appRoot ?? '', place);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return findProgram(ports.platform === 'win32' ? 'rg.exe' : 'rg', ports);
}

const textSchema = z.union([z.object({ text: z.string() }), z.object({ bytes: z.string() })]);
const matchSchema = z.object({
  type: z.literal('match'),
  data: z.object({
    path: z.object({ text: z.string() }),
    lines: textSchema,
    line_number: z.int(),
    submatches: z.array(z.object({ start: z.int() })),
  }),
});

/**
 * Searches.
 * @param onMatch takes each match; false ends the search.
 * @returns whether it came to its end by itself.
 * @throws ToolProblem when the pattern is none.
 */
export async function runRipgrep(
  file: string,
  query: RawQuery,
  ports: PathPorts,
  onMatch: (match: RawMatch) => boolean,
  signal: AbortSignal,
): Promise<{ readonly isComplete: boolean }> {
  let rest: Buffer = Buffer.alloc(0);
  const onOutput = (bytes: Buffer): boolean => {
    const whole = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let start = 0;
    for (let end = whole.indexOf(10); end >= 0; end = whole.indexOf(10, start)) {
      const match = matchOf(whole.toString('utf8', start, end), query.root);
      start = end + 1;
      if (match !== undefined && !onMatch(match)) return false;
    }
    rest = whole.subarray(start);
    return true;
  };
  const { code, endedBy, errors } = await runProgram(
    { file, args: argumentsOf(query), folder: query.root, limitMs: LIMIT_MS },
    ports,
    onOutput,
    signal,
  );
  // 1: nothing found. 2 with a message about the pattern: nothing was searched.
  if (code === 2 && /regex|PCRE/i.test(errors)) {
    throw new ToolProblem(`The regular expression cannot be used: ${errors.trim()}`);
  }
  return { isComplete: endedBy === 'itself' };
}

/**
 * Lists the files below a folder that searching would look at.
 * @param onFile takes each path, relative with `/`; false ends the listing.
 * @returns whether it came to its end by itself.
 */
export async function listWithRipgrep(
  file: string,
  { root, excludes }: Pick<RawQuery, 'root' | 'excludes'>,
  ports: PathPorts,
  onFile: (relative: string) => boolean,
  signal: AbortSignal,
): Promise<{ readonly isComplete: boolean }> {
  let rest: Buffer = Buffer.alloc(0);
  const { endedBy } = await runProgram(
    {
      file,
      // NUL ends a path: it may hold anything else.
      args: ['--no-config', '--files', '--null', '--path-separator', '/', ...fileArguments(excludes)],
      folder: root,
      limitMs: LIMIT_MS,
    },
    ports,
    (bytes) => {
      const whole = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const end = whole.lastIndexOf(0);
      rest = whole.subarray(end + 1);
      return end < 0 || whole.toString('utf8', 0, end).split('\0').every(onFile);
    },
    signal,
  );
  return { isComplete: endedBy === 'itself' };
}

function argumentsOf(query: RawQuery): readonly string[] {
  const { pattern, isRegex, isCaseSensitive, root, within, excludes } = query;
  return [
    ...['--no-config', '--json', '--crlf', '--sort=path', ...fileArguments(excludes)],
    ...['--max-filesize=5M', isCaseSensitive ? '--case-sensitive' : '--ignore-case'],
    ...(isRegex ? [] : ['--fixed-strings']),
    ...['--regexp', pattern, '--', path.relative(root, within) || '.'],
  ];
}

/** Which files count. */
function fileArguments(excludes: Excludes): readonly string[] {
  return [
    ...['--hidden', '--no-follow', '--no-messages'],
    // As VS Code's own search does by default.
    ...(excludes.useIgnoreFiles
      ? ['--no-require-git', '--no-ignore-parent', '--no-ignore-global']
      : ['--no-ignore']),
    ...['.git', ...excludes.globs].flatMap((glob) => ['--glob', `!${glob}`]),
  ];
}

function matchOf(line: string, root: string): RawMatch | undefined {
  if (!line.startsWith('{"type":"match"')) return undefined;
  const parsed = matchSchema.safeParse(JSON.parse(line));
  if (!parsed.success) return undefined;
  const { path: found, lines, line_number: number, submatches } = parsed.data.data;
  const bytes = 'text' in lines ? Buffer.from(lines.text) : Buffer.from(lines.bytes, 'base64');
  return {
    file: path.resolve(root, found.text),
    line: number,
    text: bytes.toString('utf8').replace(/\r?\n$/, ''),
    column: bytes.toString('utf8', 0, submatches[0]?.start ?? 0).length,
  };
}
