// Paths as lists of names, for both kinds of system. Only takes apart and puts together; looks at no disk.

type Platform = 'win32' | 'darwin' | 'linux';

/** The names in a path as written, `.`, `..` and empty ones included. */
export function rawParts(text: string, platform: Platform): readonly string[] {
  return text.split(platform === 'win32' ? /[\\/]/ : '/');
}

/** Is this path whole in itself? */
export function isAbsolute(text: string, platform: Platform): boolean {
  return platform === 'win32' ? /^(?:[a-z]:)?[\\/]/i.test(text) : text.startsWith('/');
}

/** The names in an absolute path; on Windows the drive or the share’s server comes first. */
export function componentsOf(absolute: string, platform: Platform): readonly string[] {
  return rawParts(absolute, platform).filter((part) => part !== '');
}

/** Without empty names, `.` and `..`; undefined when it climbs above its start. */
export function normalised(parts: readonly string[]): readonly string[] | undefined {
  const result: string[] = [];
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part !== '..') result.push(part);
    else if (result.pop() === undefined) return undefined;
  }
  return result;
}

/**
 * The names of `path` below `folder`, none when they are the same; undefined when it is not inside. Compares whole names:
 * `/work-other` is not in `/work`.
 * @param isFolded upper and lower case are the same.
 */
export function relative(
  path: readonly string[],
  folder: readonly string[],
  isFolded: boolean,
): readonly string[] | undefined {
  if (path.length < folder.length) return undefined;
  const fold = (name: string | undefined): string | undefined => (isFolded ? name?.toLowerCase() : name);
  const isInside = folder.every((name, at) => fold(name) === fold(path[at]));
  return isInside ? path.slice(folder.length) : undefined;
}

/** A folder’s path with names added. */
export function join(folder: string, parts: readonly string[], platform: Platform): string {
  const separator = platform === 'win32' ? '\\' : '/';
  const start = folder.replace(platform === 'win32' ? /[\\/]+$/ : /\/+$/, '');
  return parts.length === 0 ? folder : [start, ...parts].join(separator);
}
