// Fuzzy search over the paths of a workspace, for a list that follows every key. Prepared once, searched often.

/** A path that fits. */
export interface PathMatch {
  readonly path: string;
  /** Places of the letters that fit, in order, to be marked. */
  readonly positions: readonly number[];
}

/** Paths ready to be searched. */
export interface PathIndex {
  readonly size: number;
  /** The best matches first, at most `limit`. An empty query gives the shortest paths. */
  readonly search: (query: string, limit: number) => readonly PathMatch[];
}

interface Entry {
  readonly path: string;
  readonly lower: string;
  /** Where the file's name begins. */
  readonly base: number;
  /** One bit per letter that occurs: most paths are ruled out by it. */
  readonly letters: number;
}

/** Prepares paths with `/`. */
export function createPathIndex(paths: readonly string[]): PathIndex {
  const entries = paths.map((path): Entry => {
    const lower = path.toLowerCase();
    return { path, lower, base: path.lastIndexOf('/') + 1, letters: lettersOf(lower) };
  });
  return { size: entries.length, search: (query, limit) => search(entries, query, limit) };
}

function search(entries: readonly Entry[], query: string, limit: number): readonly PathMatch[] {
  const wanted = query.toLowerCase().replaceAll('\\', '/').replace(/\s+/g, '');
  const letters = lettersOf(wanted);
  const best: { readonly entry: Entry; readonly score: number }[] = [];
  let worst = -Infinity;
  for (const entry of entries) {
    if ((entry.letters & letters) !== letters) continue;
    const score = scoreOf(entry, wanted);
    if (score === undefined || (best.length >= limit && score <= worst)) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1]?.score ?? 0) < score) at -= 1;
    best.splice(at, 0, { entry, score });
    if (best.length > limit) best.pop();
    worst = best.at(-1)?.score ?? -Infinity;
  }
  return best.map(({ entry }) => ({ path: entry.path, positions: positionsOf(entry, wanted) ?? [] }));
}

function lettersOf(lower: string): number {
  let bits = 0;
  for (let at = 0; at < lower.length; at += 1) {
    const code = lower.charCodeAt(at);
    if (code >= 97 && code <= 122) bits |= 1 << (code - 97);
    else if (code >= 48 && code <= 57) bits |= 1 << 26;
    else if (code > 127) bits |= 1 << 27;
  }
  return bits;
}

/**
 * The name as a whole counts most, then its beginning, a piece of it, its letters in order; then the same for the whole
 * path. Shorter is better. Undefined when the letters do not occur in this order.
 */
function scoreOf({ lower, base }: Entry, wanted: string): number | undefined {
  const brevity = -Math.min(lower.length, 500) / 1000 - (lower.length - base) / 1000;
  if (wanted === '') return brevity;
  const inName = lower.indexOf(wanted, base);
  if (inName >= 0) {
    if (inName === base)
      return (
        90 + (lower.length === base + wanted.length ? 10 : nameEnds(lower, base + wanted.length)) + brevity
      );
    return (isWordStart(lower, inName) ? 75 : 65) + brevity;
  }
  const name = looseScore(lower, base, wanted);
  if (name !== undefined) return 40 + name + brevity;
  const inPath = lower.indexOf(wanted);
  if (inPath >= 0) return (isWordStart(lower, inPath) ? 38 : 32) + brevity;
  const loose = looseScore(lower, 0, wanted);
  return loose === undefined ? undefined : loose + brevity;
}

/** The name up to its ending is what was typed. */
function nameEnds(lower: string, at: number): number {
  return lower[at] === '.' ? 8 : 0;
}

/** 0 to 20: how much of it lies at starts of words and next to each other. */
function looseScore(lower: string, from: number, wanted: string): number | undefined {
  const positions = loosePositions(lower, from, wanted);
  if (positions === undefined) return undefined;
  let good = 0;
  for (const [at, position] of positions.entries()) {
    if (isWordStart(lower, position) || positions[at - 1] === position - 1) good += 1;
  }
  return (20 * good) / wanted.length;
}

/** Letter for letter, at the start of a word where that leaves the rest possible. */
function loosePositions(lower: string, from: number, wanted: string): readonly number[] | undefined {
  const latest: number[] = [];
  for (let at = wanted.length - 1, end = lower.length; at >= 0; at -= 1) {
    // A negative place would be taken for the first one.
    end = end > from ? lower.lastIndexOf(wanted[at] ?? '', end - 1) : -1;
    if (end < from) return undefined;
    latest[at] = end;
  }
  const positions: number[] = [];
  let next = from;
  for (let at = 0; at < wanted.length; at += 1) {
    const letter = wanted[at] ?? '';
    const last = latest[at] ?? 0;
    let found = lower.indexOf(letter, next);
    if (found !== next || at === 0) {
      for (let start = found; start >= 0 && start <= last; start = lower.indexOf(letter, start + 1)) {
        if (!isWordStart(lower, start)) continue;
        found = start;
        break;
      }
    }
    positions.push(found);
    next = found + 1;
  }
  return positions;
}

function isWordStart(lower: string, at: number): boolean {
  return at === 0 || !/[a-z0-9]/.test(lower[at - 1] ?? '');
}

function positionsOf({ lower, base }: Entry, wanted: string): readonly number[] | undefined {
  const inName = lower.indexOf(wanted, base);
  const whole = inName >= 0 ? inName : lower.indexOf(wanted);
  const loose = inName >= 0 ? undefined : loosePositions(lower, base, wanted);
  if (loose !== undefined) return loose;
  if (whole >= 0) return Array.from({ length: wanted.length }, (_, at) => whole + at);
  return loosePositions(lower, 0, wanted);
}
