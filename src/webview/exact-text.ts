// Text as it is, to the last character: what cannot be seen, or turns other text around, becomes a visible code. For
// what the user is asked to approve; nothing is shortened. Pure.

/**
 * Controls but tab and line feed, format characters (direction marks, zero-width, tags), spaces that only look like one,
 * line separators, variation selectors, fillers, private and unassigned characters, unpaired surrogates, blank Braille.
 * Unicode general categories, and Default_Ignorable_Code_Point of UAX 44.
 */
const hidden =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800]--[\t\n ]]+/gv;

/** After so many marked places the rest is still spelled out, but no longer marked: each mark costs an element. */
const maxMarks = 2_000;

/** A stretch of text as shown; `isHidden`: it stands for characters that cannot be seen. */
export interface TextRun {
  readonly text: string;
  readonly isHidden: boolean;
}

/** The text as it is shown, e.g. with `⟨U+202E⟩` for a right-to-left override. */
export function exactText(text: string): string {
  return text.replace(hidden, spellOut);
}

/** The text in stretches whose texts joined are {@link exactText}. */
export function exactRuns(text: string): readonly TextRun[] {
  const runs: TextRun[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(hidden)) {
    if (runs.length >= maxMarks * 2) break;
    if (index > end) runs.push({ text: text.slice(end, index), isHidden: false });
    runs.push({ text: spellOut(found), isHidden: true });
    end = index + found.length;
  }
  if (end < text.length) runs.push({ text: exactText(text.slice(end)), isHidden: false });
  return runs;
}

/** How many hidden characters the text has. */
export function countHidden(text: string): number {
  let count = 0;
  for (const { 0: found } of text.matchAll(hidden)) count += Array.from(found).length;
  return count;
}

function spellOut(characters: string): string {
  let spelled = '';
  for (const character of characters)
    spelled += `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
  return spelled;
}
