// All files below a folder, without those that the workspace ignores. Follows no links to folders, and stops after so many
// entries that nobody could mean them all.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { globMatcher, ignoreRules, type IgnoreRules } from './ignore-rules.ts';

/** What a workspace folder leaves out. */
export interface Excludes {
  /** Globs of the settings `files.exclude` and `search.exclude`. */
  readonly globs: readonly string[];
  /** `.gitignore` and `.ignore` files count (setting `search.useIgnoreFiles`). */
  readonly useIgnoreFiles: boolean;
}

/** The walk of a folder. */
export interface Walk {
  /** Paths relative to the root, with `/`, sorted within each folder. */
  readonly files: AsyncIterable<string>;
  /** There were too many entries. To be asked after the walk. */
  isCut(): boolean;
}

const MAX_ENTRIES = 200_000;
const ignoreFileNames = ['.gitignore', '.ignore'];

interface Level {
  /** The folder the rules are in, relative to the root; empty or with a `/` at the end. */
  readonly base: string;
  readonly rules: IgnoreRules;
}

/**
 * Walks a folder.
 * @param root absolute.
 * @param start folder below it to begin in, relative with `/`; empty for the root itself.
 */
export function walkFolder(root: string, start: string, excludes: Excludes, signal: AbortSignal): Walk {
  const isExcluded = globMatcher(excludes.globs);
  let entries = 0;
  const isLeftOut = (file: string, levels: readonly Level[]): boolean => {
    if (isExcluded(file)) return true;
    for (const { base, rules } of levels.toReversed()) {
      const ignored = rules(file.slice(base.length));
      if (ignored !== undefined) return ignored;
    }
    return false;
  };
  async function* walk(folder: string, outer: readonly Level[]): AsyncGenerator<string> {
    signal.throwIfAborted();
    const found = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    const levels = excludes.useIgnoreFiles ? [...outer, ...(await levelsOf(root, folder))] : outer;
    for (const entry of found.toSorted((one, two) => (one.name < two.name ? -1 : 1))) {
      entries += 1;
      if (entries > MAX_ENTRIES) return;
      const file = folder + entry.name;
      if (entry.isDirectory()) {
        if (entry.name !== '.git' && !isLeftOut(`${file}/`, levels)) yield* walk(`${file}/`, levels);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && !isLeftOut(file, levels)) yield file;
    }
  }
  async function* fromStart(): AsyncGenerator<string> {
    // Ignore files on the way down count as well.
    const levels: Level[] = [];
    const names = start === '' ? [] : start.split('/');
    if (excludes.useIgnoreFiles) {
      for (let depth = 0; depth < names.length; depth += 1) {
        levels.push(
          ...(await levelsOf(
            root,
            names
              .slice(0, depth)
              .map((name) => `${name}/`)
              .join(''),
          )),
        );
      }
    }
    yield* walk(start === '' ? '' : `${start}/`, levels);
  }
  return { files: fromStart(), isCut: () => entries > MAX_ENTRIES };
}

async function levelsOf(root: string, folder: string): Promise<readonly Level[]> {
  const texts = await Promise.all(
    ignoreFileNames.map((name) => readFile(path.join(root, folder, name), 'utf8').catch(() => undefined)),
  );
  return texts.flatMap((text) => (text === undefined ? [] : [{ base: folder, rules: ignoreRules(text) }]));
}
