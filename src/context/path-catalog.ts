// The files and folders of a workspace as one searchable list, whatever number of workspace folders there is. Knows names
// only: it reads nothing.
import { createPathIndex } from './fuzzy-paths.ts';

/** The files of one workspace folder. */
export interface CatalogRoot {
  readonly name: string;
  /** Relative to it, with `/`. */
  readonly files: readonly string[];
}

/** A file or folder that fits. */
export interface CatalogMatch {
  /** As shown: with several workspace folders, it begins with the folder's name. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Which workspace folder it is in, by place in the list. */
  readonly root: number;
  /** Relative to that folder. */
  readonly inRoot: string;
  /** Places of the letters that fit, in `path`. */
  readonly positions: readonly number[];
}

/** See {@link createPathCatalog}. */
export interface PathCatalog {
  /** Files and folders together. */
  readonly size: number;
  /** The best matches first, at most `limit`. */
  readonly search: (query: string, limit: number) => readonly CatalogMatch[];
}

/** Prepares the list. Folders are those that files are in. */
export function createPathCatalog(roots: readonly CatalogRoot[]): PathCatalog {
  const prefixes = roots.length > 1 ? uniqueNames(roots).map((name) => `${name}/`) : [''];
  const folders = new Set<string>();
  const paths: string[] = [];
  for (const [at, { files }] of roots.entries()) {
    const prefix = prefixes[at] ?? '';
    for (const file of files) {
      const path = prefix + file;
      paths.push(path);
      addFolders(path, prefix.length, folders);
    }
  }
  const index = createPathIndex([...paths, ...folders]);
  return {
    size: index.size,
    search: (query, limit) =>
      index.search(query, limit).map(({ path, positions }) => {
        const root = Math.max(
          0,
          prefixes.findIndex((prefix) => path.startsWith(prefix)),
        );
        const inRoot = path.slice((prefixes[root] ?? '').length);
        return { path, isFolder: folders.has(path), root, inRoot, positions };
      }),
  };
}

/** Up to the first folder that is known: those above it are known as well. */
function addFolders(path: string, start: number, folders: Set<string>): void {
  for (let end = path.lastIndexOf('/'); end > start; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    if (folders.has(folder)) return;
    folders.add(folder);
  }
}

/** Two workspace folders may have the same name: the later ones get a number, so that no path means two files. */
function uniqueNames(roots: readonly CatalogRoot[]): readonly string[] {
  const taken = new Set<string>();
  return roots.map(({ name }) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number += 1) unique = `${name} (${number})`;
    taken.add(unique);
    return unique;
  });
}
