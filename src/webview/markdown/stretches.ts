// A very long paragraph in stretches: each is read by itself, so that no text, however made, is ever read as one piece
// longer than this (CommonMark knows no limit; reading emphasis and brackets costs more than their length). Pure.

/** Where a stretch ends at the earliest; a paragraph of a book has 600 characters. */
const minLength = 3_000;
/** Where it ends at the latest, white space or not. */
const maxLength = 4_000;

/** The parts of a paragraph's text; mostly one. What follows the text later does not move the ends of these parts. */
export function stretchesOf(text: string): string[] {
  const stretches: string[] = [];
  let start = 0;
  // Only where the whole window has come is its end certain.
  while (text.length - start > maxLength) {
    const end = start + endWithin(text.slice(start, start + maxLength));
    stretches.push(text.slice(start, end));
    start = end;
  }
  stretches.push(text.slice(start));
  return stretches;
}

// After a sentence, else after a word, else anywhere but inside a character. Always before something that is no space.
function endWithin(window: string): number {
  for (const pattern of [/[.!?:;。！？][ \n](?=\S)/g, /[ \n](?=\S)/g]) {
    pattern.lastIndex = minLength;
    const found = pattern.exec(window);
    if (found !== null) return found.index + found[0].length;
  }
  const isHalf = /[\ud800-\udbff]$/.test(window);
  return window.length - (isHalf ? 1 : 0);
}
