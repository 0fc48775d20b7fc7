// Words as typed → what the full-text index understands, and where they stand in a text. Pure: knows no database.
// Index and query are cut alike, so that writing systems without spaces are found as well.
import type { TextPiece } from '../model/chat-header.ts';

/** Characters that are words by themselves: Chinese, Japanese, Thai, Khmer, Lao, Burmese write without spaces. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}\p{sc=Myanmar}]/gu;

/** The text as the index gets it. */
export function indexedText(text: string): string {
  return text.replace(unspaced, ' $& ');
}

/** One thing to look for: a word or phrase; `isOpen` when it may go on. */
export interface SearchTerm {
  readonly text: string;
  readonly isOpen: boolean;
}

/** What was typed, cut into terms: `"…"` is one, the last word may be unfinished. */
export function searchTerms(words: string): readonly SearchTerm[] {
  const found = [...words.matchAll(/"([^"]*)"?|([^\s"]+)/g)];
  return found.flatMap(([whole, phrase, word], index) => {
    const text = (phrase ?? word ?? '').trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return [];
    const isLast = index === found.length - 1;
    return [{ text, isOpen: isLast && phrase === undefined && words.endsWith(whole) }];
  });
}

/** The terms as an FTS5 query (https://sqlite.org/fts5.html#full_text_query_syntax); undefined when there are none. */
export function ftsQuery(terms: readonly SearchTerm[]): string | undefined {
  if (terms.length === 0) return undefined;
  return terms
    .map(({ text, isOpen }) => `"${indexedText(text).replaceAll('"', '""').trim()}"${isOpen ? '*' : ''}`)
    .join(' AND ');
}

/** Lower case without marks, one unit for each unit of the text, so that places in it are places in the text. */
export function folded(text: string): string {
  let result = '';
  for (const character of text) {
    const plain = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    result += plain.length === character.length ? plain : character;
  }
  return result;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the terms stand in a text, first to last, none over another. At most `limit` of them. */
export function findTerms(text: string, terms: readonly SearchTerm[], limit: number): readonly Span[] {
  const plain = folded(text);
  const patterns = terms.map(({ text: words, isOpen }) => {
    const pieces = folded(words)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((piece) => piece !== '');
    const isUnspaced = words.search(unspaced) !== -1;
    const body = pieces.join('[^\\p{L}\\p{N}]+');
    return isUnspaced ? body : `(?<![\\p{L}\\p{N}])${body}${isOpen ? '' : '(?![\\p{L}\\p{N}])'}`;
  });
  if (patterns.length === 0) return [];
  const spans: Span[] = [];
  for (const match of plain.matchAll(new RegExp(patterns.join('|'), 'gu'))) {
    spans.push({ from: match.index, to: match.index + match[0].length });
    if (spans.length >= limit) break;
  }
  return spans;
}

const beforeLength = 40;
const excerptLength = 160;

/** The part of a text around the first hit, on one line, hits marked. Its beginning when nothing is found. */
export function excerpt(text: string, terms: readonly SearchTerm[]): readonly TextPiece[] {
  const [first] = findTerms(text, terms, 1);
  const from = Math.max(0, (first?.from ?? 0) - beforeLength);
  const cut = text.slice(from, from + excerptLength);
  const line = `${from > 0 ? '…' : ''}${cut}${from + excerptLength < text.length ? '…' : ''}`.replace(
    /\s+/g,
    ' ',
  );
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const span of findTerms(line, terms, excerptLength)) {
    if (span.from > end) pieces.push({ text: line.slice(end, span.from), isHit: false });
    pieces.push({ text: line.slice(span.from, span.to), isHit: true });
    end = span.to;
  }
  if (end < line.length) pieces.push({ text: line.slice(end), isHit: false });
  return pieces;
}
