// Glob patterns of `applyTo`: `**`, `*`, `?`, `{a,b}`, `[abc]`, matched against paths with `/`. Linear: no pattern can hang.

/**
 * Does the path match one of the patterns? A list in one text is parted by commas outside of braces. A pattern without a
 * slash matches in any folder, as in VS Code.
 */
export function matchesGlob(path: string, patterns: string): boolean {
  return splitPatterns(patterns)
    .flatMap(withoutBraces)
    .some((pattern) => matches(path, pattern));
}

/** Alternatives of braces are written out up to this many patterns. */
const maxPatterns = 200;

function splitPatterns(patterns: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of patterns) {
    if (character === '{') depth += 1;
    if (character === '}') depth = Math.max(0, depth - 1);
    if (character === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function withoutBraces(pattern: string): readonly string[] {
  let open = [pattern];
  for (;;) {
    const next = open.flatMap((one) => {
      const braces = /\{(?<items>[^{}]*)\}/.exec(one);
      if (braces === null) return [one];
      const [before, after] = [one.slice(0, braces.index), one.slice(braces.index + braces[0].length)];
      return (braces.groups?.['items'] ?? '').split(',').map((item) => before + item + after);
    });
    if (next.length === open.length && next.every((one, at) => one === open[at])) return open;
    if (next.length > maxPatterns) return open;
    open = next;
  }
}

function matches(path: string, pattern: string): boolean {
  const rooted = pattern.replace(/^\.?\//, '');
  const anywhere = rooted.includes('/') ? rooted : `**/${rooted}`;
  return matchesSegments(path.replace(/^\.?\//, '').split('/'), anywhere.split('/'));
}

/** Whole segments: `**` is any number of them, none included. Remembers only the last `**`, so it stays linear. */
function matchesSegments(path: readonly string[], pattern: readonly string[]): boolean {
  return matchesSequence(
    path,
    pattern,
    (part) => part === '**',
    (segment, part) => {
      const pieces = part.match(/\[[^\]]*\]|[\s\S]/gu) ?? [];
      return matchesSequence([...segment], pieces, (piece) => piece === '*', matchesCharacter);
    },
  );
}

function matchesCharacter(character: string, piece: string): boolean {
  if (piece === '?') return true;
  if (piece.length < 3 || !piece.startsWith('[')) return piece === character;
  const isNegated = /^\[[!^]/.test(piece);
  const set = piece.slice(isNegated ? 2 : 1, -1);
  const isIn =
    set.includes(character) ||
    [...set.matchAll(/(.)-(.)/gu)].some(([, from = '', to = '']) => from <= character && character <= to);
  return isIn !== isNegated;
}

/** Two rows with a joker in the second: greedy, with one step back to the last joker. */
function matchesSequence(
  items: readonly string[],
  pattern: readonly string[],
  isJoker: (part: string) => boolean,
  isMatch: (item: string, part: string) => boolean,
): boolean {
  let item = 0;
  let part = 0;
  let jokerAt = -1;
  let jokerItem = 0;
  while (item < items.length) {
    const wanted = pattern[part];
    if (wanted !== undefined && isJoker(wanted)) {
      jokerAt = part;
      jokerItem = item;
      part += 1;
    } else if (wanted !== undefined && isMatch(items[item] ?? '', wanted)) {
      item += 1;
      part += 1;
    } else if (jokerAt >= 0) {
      jokerItem += 1;
      item = jokerItem;
      part = jokerAt + 1;
    } else return false;
  }
  while (part < pattern.length && isJoker(pattern[part] ?? '')) part += 1;
  return part === pattern.length;
}
