// Characters that a reader does not see, or takes for others: named instead of printed. For text that people decide
// by; it never changes what is run.
import { t } from '../model/l10n.ts';

/**
 * Direction marks and overrides (CVE-2021-42574), zero-width and tag characters, fillers, variation selectors, control
 * characters, and every blank that is not a blank.
 */
const hidden =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Zs}\p{Zl}\p{Zp}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}\u2800]--[ ]]/gv;

/** Code points of the hidden characters, each once, such as `U+202E`. Line ends and tabs are for the caller to allow. */
export function hiddenIn(text: string, allowed = ''): readonly string[] {
  const found = new Set<string>();
  for (const [character] of text.matchAll(hidden))
    if (!allowed.includes(character)) found.add(codeOf(character));
  return [...found];
}

/** The text on one line, with every hidden character as `⟨U+202E⟩`. */
export function escapeHidden(text: string): string {
  return text.replaceAll(hidden, (character) => `⟨${codeOf(character)}⟩`);
}

/**
 * The alphabets of a word when it mixes Latin letters with look-alikes of others; undefined when it does not. For names
 * of programs and hosts: in prose the mixture is common.
 */
export function mixedAlphabets(word: string): readonly string[] | undefined {
  const found = alphabets.filter(([, pattern]) => pattern.test(word)).map(([name]) => name());
  return found.length > 1 ? found : undefined;
}

const alphabets: readonly (readonly [() => string, RegExp])[] = [
  [() => t('Latin'), /[a-zA-Z]/],
  [() => t('full-width letters'), /[\uff21-\uff3a\uff41-\uff5a]/u],
  [() => t('Cyrillic'), /\p{Script=Cyrillic}/u],
  [() => t('Greek'), /\p{Script=Greek}/u],
  [() => t('Armenian'), /\p{Script=Armenian}/u],
  [() => t('Cherokee'), /\p{Script=Cherokee}/u],
  [() => t('mathematical letters'), /[\u{1d400}-\u{1d7ff}]/u],
];

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
