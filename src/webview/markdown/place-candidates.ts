// Which words of an answer may be places of the workspace or names in its code. A candidate is only a guess: it becomes a
// link when the host has found what it names.
import { formatPlace, parsePlace } from '../../model/place-reference.ts';

/** A word of a text that may be a place. */
export interface PlaceCandidate {
  readonly start: number;
  readonly length: number;
  /** As {@link formatPlace} writes it. */
  readonly place: string;
}

/** Text longer than this in one piece is not looked at. */
const maxTextLength = 20_000;
/** Most candidates of one piece of text. */
const maxCandidates = 50;

// A word made of what paths are made of, with lines behind it. Bounded, so that it stays linear.
const word =
  /(?<![\p{L}\p{N}_@/\\.:#-])[\p{L}\p{N}_@.+~$[\]()\/-]{3,250}(?::\d{1,7}(?:[-:]\d{1,7})?|#L\d{1,7}(?:-L?\d{1,7})?)?/gu;

/** The candidates of plain text, in order: paths with a folder, and file names with an ending. */
export function placesIn(text: string): readonly PlaceCandidate[] {
  if (text.length > maxTextLength || !/[/.]/.test(text)) return [];
  const found: PlaceCandidate[] = [];
  for (const { 0: match, index } of text.matchAll(word)) {
    const candidate = trimmed(match);
    const place = parsePlace(candidate.text);
    if (place === undefined || isProse(place.path)) continue;
    found.push({ start: index + candidate.start, length: candidate.text.length, place: formatPlace(place) });
    if (found.length === maxCandidates) break;
  }
  return found;
}

/** The place that inline code as a whole names. */
export function placeOfCode(code: string): string | undefined {
  const place = parsePlace(code);
  return place === undefined ? undefined : formatPlace(place);
}

// `Foo`, `foo()`, `Foo.bar`, `foo::bar()`, `#bar`: at most three parts, the last of which is looked for.
const symbolWord =
  /^#?(?:[\p{L}_$][\p{L}\p{N}_$]{0,79}(?:\.|::|#)){0,3}([\p{L}_$][\p{L}\p{N}_$]{2,79})(?:\(\))?$/u;

/** The name that inline code may have in the workspace's code; undefined for words that are no name. */
export function symbolOfCode(code: string): string | undefined {
  return code.length > 200 ? undefined : symbolWord.exec(code)?.[1];
}

// Brackets around it and the full stop behind it belong to the sentence.
function trimmed(match: string): { start: number; text: string } {
  const start = /^[([]*/.exec(match)?.[0].length ?? 0;
  const opened = match.slice(0, start);
  // `[id]/page.tsx` begins with a bracket of its own.
  const own = opened !== '' && match.includes(opened.startsWith('[') ? ']/' : ')/') ? 0 : start;
  let text = match.slice(own).replace(/[.~+-]+$/, '');
  while (/[)\]]$/.test(text) && !hasOpening(text)) text = text.slice(0, -1).replace(/\.+$/, '');
  return { start: own, text };
}

function hasOpening(text: string): boolean {
  const [open, close] = text.endsWith(')') ? ['(', ')'] : ['[', ']'];
  return text.split(open).length >= text.split(close).length;
}

// `and/or`, `e.g`, `1/2`, `client/server`: without an ending it must at least begin like a path or be deep.
function isProse(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/\.[\p{L}]/u.test(name)) return /^\p{L}\.\p{L}$/u.test(path);
  return !/^\.{0,2}\//.test(path) && path.split('/').length < 3 && !path.endsWith('/');
}
