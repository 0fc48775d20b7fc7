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
    const score = scoreOf(entry, wanted, best.length < limit ? -Infinity : worst);
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
 * path. Shorter is better. Undefined when the letters do not occur in this order, or it would be no better than `worst`.
 */
function scoreOf({ lower, base }: Entry, wanted: string, worst: number): number | undefined {
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
  if (worst >= 60) return undefined;
  const name = looseScore(lower, base, wanted);
  if (name !== undefined) return 40 + name + brevity;
  const inPath = lower.indexOf(wanted);
  if (inPath >= 0) return (isWordStart(lower, inPath) ? 38 : 32) + brevity;
  if (worst >= 20) return undefined;
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
  for (let at = 0; at < wanted.length; at += 1) {
    const position = positions[at] ?? 0;
    if (isWordStart(lower, position) || (at > 0 && positions[at - 1] === position - 1)) good += 1;
  }
  return (20 * good) / wanted.length;
}

/** Letter for letter, next to the one before or at the start of a word where that leaves the rest possible. */
function loosePositions(lower: string, from: number, wanted: string): readonly number[] | undefined {
  // Backwards first: the last place of each letter that still leaves room for those behind it.
  let left = wanted.length - 1;
  const latest: number[] = [];
  for (let at = lower.length - 1; at >= from && left >= 0; at -= 1) {
    if (lower.charCodeAt(at) !== wanted.charCodeAt(left)) continue;
    latest[left] = at;
    left -= 1;
  }
  if (left >= 0) return undefined;
  const positions: number[] = [];
  let next = from;
  for (let letter = 0; letter < wanted.length; letter += 1) {
    const found = bestPlace(lower, wanted.charCodeAt(letter), next, latest[letter] ?? next, letter > 0);
    positions.push(found);
    next = found + 1;
  }
  return positions;
}

/** The place right at `from` where that is next to the last letter, else the first start of a word, else the first place. */
function bestPlace(lower: string, code: number, from: number, last: number, mayFollow: boolean): number {
  if (mayFollow && lower.charCodeAt(from) === code) return from;
  let first = -1;
  for (let at = from; at <= last; at += 1) {
    if (lower.charCodeAt(at) !== code) continue;
    if (isWordStart(lower, at)) return at;
    if (first < 0) first = at;
  }
  return first;
}

function isWordStart(lower: string, at: number): boolean {
  if (at === 0) return true;
  const before = lower.charCodeAt(at - 1);
  return !((before >= 97 && before <= 122) || (before >= 48 && before <= 57));
}

function positionsOf({ lower, base }: Entry, wanted: string): readonly number[] | undefined {
  const inName = lower.indexOf(wanted, base);
  const whole = inName >= 0 ? inName : lower.indexOf(wanted);
  const loose = inName >= 0 ? undefined : loosePositions(lower, base, wanted);
  if (loose !== undefined) return loose;
  if (whole >= 0) return Array.from({ length: wanted.length }, (_, at) => whole + at);
  return loosePositions(lower, 0, wanted);
}
