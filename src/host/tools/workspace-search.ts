// Looking through the workspace: ripgrep where there is one, else the plain scan. Whatever is found passes the one check of
// paths before anybody sees it.
import path from 'node:path';
import type { PathPort } from '../../tools/path-port.ts';
import { resolveFound, type Place } from '../../tools/paths.ts';
import type { Found, TextMatch, TextQuery, WorkspaceSearch } from '../../tools/workspace.ts';
import type { PathPorts } from '../trusted-path.ts';
import { globMatcher } from './ignore-rules.ts';
import { plainScan } from './plain-scan.ts';
import { findRipgrep, runRipgrep, type RawMatch, type RawQuery } from './ripgrep.ts';
import { walkFolder, type Excludes } from './walk-folder.ts';

/** What searching needs. */
export interface SearchPorts {
  readonly paths: PathPort;
  readonly programs: PathPorts;
  /** Folder of the VS Code application; undefined: its ripgrep is not used. */
  readonly appRoot: string | undefined;
  /** What the workspace leaves out in this folder (absolute, as the user opened it). */
  readonly excludesOf: (folder: string) => Excludes;
  /** Longest time a pattern may take for one file without ripgrep, in milliseconds; 5 s when left out. */
  readonly patternLimitMs?: number;
}

const MAX_LINE_CHARS = 300;
/** A file with more matches is told by its first ones. */
const MAX_PER_FILE = 50;

interface Root {
  readonly root: string;
  readonly within: string;
  readonly excludes: Excludes;
}

/** See {@link WorkspaceSearch}. */
export function createWorkspaceSearch(ports: SearchPorts): WorkspaceSearch {
  return {
    text: (query, signal) => searchText(query, ports, signal),
    files: async ({ globs, within, maxFiles }, signal) => {
      const items: Place[] = [];
      let isPartial = false;
      for (const { root, within: start, excludes } of await rootsOf(within, ports)) {
        const isWanted = globFilter(globs, root, start);
        const walk = walkFolder(root, relative(root, start), excludes, signal);
        for await (const file of walk.files) {
          const found = path.join(root, file);
          if (!isWanted(found)) continue;
          const place = await resolveFound(found, ports.paths);
          if (place?.kind !== 'file') continue;
          if (items.length >= maxFiles) return { items, isPartial: true, notes: [] };
          items.push(place);
        }
        isPartial ||= walk.isCut();
      }
      return { items, isPartial, notes: [] };
    },
  };
}

async function searchText(
  query: TextQuery,
  ports: SearchPorts,
  signal: AbortSignal,
): Promise<Found<TextMatch>> {
  const program = await findRipgrep(ports.appRoot, ports.programs);
  const items: TextMatch[] = [];
  const notes: string[] = [];
  let isPartial = false;
  if (program === undefined) notes.push('Searched without ripgrep, which is not installed.');
  for (const { root, within, excludes } of await rootsOf(query.within, ports)) {
    const { pattern, isRegex, isCaseSensitive } = query;
    const raw: RawQuery = { pattern, isRegex, isCaseSensitive, root, within, excludes };
    const isWanted = globFilter(query.globs, root, within);
    const places = new Map<string, Promise<Place | undefined>>();
    const counts = new Map<string, number>();
    const placeOf = (file: string): Promise<Place | undefined> => {
      const known = places.get(file);
      if (known !== undefined) return known;
      const found = isWanted(file) ? resolveFound(file, ports.paths) : Promise.resolve(undefined);
      places.set(file, found);
      return found;
    };
    /** False: there are enough. */
    const take = async (match: RawMatch): Promise<boolean> => {
      const place = await placeOf(match.file);
      if (place?.kind !== 'file') return true;
      const count = (counts.get(match.file) ?? 0) + 1;
      counts.set(match.file, count);
      if (count === MAX_PER_FILE + 1) notes.push(`${place.shown} has more matches than are shown.`);
      if (count > MAX_PER_FILE) return true;
      if (items.length >= query.maxMatches) return false;
      items.push({ place, line: match.line, text: cut(match.text, match.column) });
      return true;
    };
    const { isComplete } =
      program === undefined
        ? await scan(raw, placeOf, take, notes, ports, signal)
        : await ripgrep(program, raw, take, ports, signal);
    isPartial ||= !isComplete;
    if (items.length >= query.maxMatches) break;
  }
  return { items, isPartial, notes };
}

async function scan(
  raw: RawQuery,
  placeOf: (file: string) => Promise<Place | undefined>,
  take: (match: RawMatch) => Promise<boolean>,
  notes: string[],
  ports: SearchPorts,
  signal: AbortSignal,
): Promise<{ readonly isComplete: boolean }> {
  const isReadable = async (file: string): Promise<boolean> => (await placeOf(file))?.kind === 'file';
  const { isComplete, stuckOn } = await plainScan(raw, isReadable, take, signal, ports.patternLimitMs);
  if (stuckOn !== undefined) {
    notes.push(
      `The pattern took too long on ${relative(raw.root, stuckOn)}, and the search was ended there. Use a simpler one.`,
    );
  }
  return { isComplete };
}

/** Matches come faster than their paths can be looked up: they are collected up to a bound, then told in order. */
async function ripgrep(
  program: string,
  raw: RawQuery,
  take: (match: RawMatch) => Promise<boolean>,
  ports: SearchPorts,
  signal: AbortSignal,
): Promise<{ readonly isComplete: boolean }> {
  const found: RawMatch[] = [];
  const { isComplete } = await runRipgrep(
    program,
    raw,
    ports.programs,
    (match) => {
      found.push({ ...match, text: cut(match.text, match.column), column: 0 });
      return found.length < MAX_RAW_MATCHES;
    },
    signal,
  );
  for (const match of found) if (!(await take(match))) return { isComplete: false };
  return { isComplete };
}

const MAX_RAW_MATCHES = 20_000;

/** Where to look: the folder or file asked for, or every workspace folder. */
async function rootsOf(
  within: Place | undefined,
  { paths, excludesOf }: SearchPorts,
): Promise<readonly Root[]> {
  const folders = await Promise.all(
    paths.folders().map(async (folder) => {
      const root = (await paths.locate(folder.path))?.real;
      return root === undefined ? [] : [{ root, within: root, excludes: excludesOf(folder.path) }];
    }),
  );
  const roots = folders.flat();
  if (within === undefined) return roots;
  return roots
    .filter(({ root }) => root === within.root)
    .slice(0, 1)
    .map((found) => ({ ...found, within: within.real }));
}

/** Does a file (absolute) fit a glob, taken from the workspace folder or from where the search began? */
function globFilter(globs: readonly string[], root: string, within: string): (file: string) => boolean {
  if (globs.length === 0) return () => true;
  const fits = globMatcher(globs);
  return (file) =>
    fits(relative(root, file)) ||
    (file !== within && file.startsWith(within) && fits(relative(within, file)));
}

/** With `/`; empty for the root itself. */
function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

function cut(text: string, column: number): string {
  if (text.length <= MAX_LINE_CHARS) return text;
  const start = Math.max(0, Math.min(column - 80, text.length - MAX_LINE_CHARS));
  const end = start + MAX_LINE_CHARS;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
