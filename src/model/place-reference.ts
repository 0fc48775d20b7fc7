// Places of the workspace as people and models write them: `src/a.ts`, `src/a.ts:12`, `src/a.ts:12-20`, `a.ts#L12-L20`.
// Looks at the words alone; whether there is such a file, and whether it may be opened, is for the host to say.

/** A place as it was written. */
export interface PlaceReference {
  readonly path: string;
  /** From 1. */
  readonly line?: number;
  /** The last line, not before `line`. */
  readonly endLine?: number;
}

/** Longest text that is taken for a place, in UTF-16 units. */
export const maxPlaceLength = 300;

// Lines behind a path: `:12`, `:12:5` (line and column), `:12-20`, `#L12`, `#L12-L20`, `#L12C1-L20C4`.
const lineSuffix = /(?::(\d{1,7})(?:-(\d{1,7})|:\d{1,7})?|#L(\d{1,7})(?:C\d+)?(?:-L?(\d{1,7})(?:C\d+)?)?)$/;

// What no path in a text has: control, direction and other unseen characters, every blank but the plain one, quotes,
// wildcards.
const neverInPath = /[\p{C}\p{Zl}\p{Zp}"'`<>\|*?]|[[\p{Z}]--[ ]]/v;

/** A file without an ending that everybody knows by name. */
const knownNames = /^(?:[A-Z][a-z]+file|LICENSE|README|CHANGELOG|NOTICE)$/;

/** The place that a text as a whole names; undefined when it is none. Paths may hold blanks here. */
export function parsePlace(text: string): PlaceReference | undefined {
  if (text.length > maxPlaceLength || neverInPath.test(text)) return undefined;
  const suffix = lineSuffix.exec(text);
  const path = text.slice(0, text.length - (suffix?.[0].length ?? 0));
  if (!looksLikePath(path)) return undefined;
  const line = Number(suffix?.[1] ?? suffix?.[3] ?? 0);
  if (line === 0) return { path };
  const endLine = Number(suffix?.[2] ?? suffix?.[4] ?? 0);
  return endLine > line ? { path, line, endLine } : { path, line };
}

/** A place as it is passed on and shown. */
export function formatPlace({ path, line, endLine }: PlaceReference): string {
  if (line === undefined) return path;
  return endLine === undefined ? `${path}:${line}` : `${path}:${line}-${endLine}`;
}

/** The last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

// A folder in it, or a name with an ending. `//` and `://` are addresses, blanks at the ends and options are prose.
function looksLikePath(path: string): boolean {
  if (/^[\s~-]|\s$|\/\/|^\.*$|\s-|[=;]/.test(path)) return false;
  const isDrive = /^[a-z]:[\\/]/i.test(path);
  if (path.slice(isDrive ? 2 : 0).includes(':')) return false;
  const name = fileNameOf(path);
  if (knownNames.test(name)) return true;
  const hasEnding = /^(?:.*[^\s.])?\.[\p{L}_][\p{L}\p{N}_+-]{0,15}$/u.test(name);
  return hasEnding || (/[\\/]/.test(path) && !/^[\\/]+$|\s/.test(path) && /[\p{L}\p{N}]/u.test(path));
}
