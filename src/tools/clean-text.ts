// What tools give, without what a reader cannot see: terminal control sequences and hidden characters. Text that people
// write (emoji, joiners in scripts that need them) stays as it is; what is taken out is counted, never dropped silently.

/** A text, and how much was taken out of it. */
export interface CleanText {
  readonly text: string;
  readonly hiddenCharacters: number;
  readonly controlSequences: number;
}

/**
 * ECMA-48, 5th edition: control sequences (§5.4), control strings (§5.6), escapes and single controls (§5.3, §5.5). A
 * string without an end costs its opening only, so that it cannot swallow the text behind it.
 */
const controls = new RegExp(
  [
    /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/,
    /(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/,
    /(?:\u001b[PX^_]|[\u0090\u0098\u009e\u009f])[^\u001b\u009c]*(?:\u001b\\|\u009c)/,
    /\u001b[ -/]*[0-~]/,
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/**
 * Sequences that look hidden in parts and are not: emoji (https://unicode.org/reports/tr51/, flags of England, Scotland
 * and Wales included), also with joiners as older systems write them, and one joiner after a letter of a script whose
 * spelling needs it (Persian, the languages of India, Khmer, Mongolian).
 */
const visible =
  /\p{RGI_Emoji}|\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?[\ufe0e\ufe0f]?(?:\u200d\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?)*|[0-9#*]\ufe0f?\u20e3|[[\p{L}\p{M}]&&[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}]][\u200c\u200d]/v;

/**
 * Tags, direction marks, zero-width characters, variation selectors and fillers: all that Unicode calls ignorable, and the
 * marks of interlinear notes.
 */
const hidden = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/v;

const visibleOrHidden = new RegExp(`(?:${visible.source})|(${hidden.source}+)`, 'gv');

/** Takes out what cannot be seen; line ends become `\n`, halves of characters the replacement character. */
export function cleanText(text: string): CleanText {
  let controlSequences = 0;
  let hiddenCharacters = 0;
  const printed = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(controls, () => {
      controlSequences += 1;
      return '';
    });
  const seen = printed.replace(visibleOrHidden, (found: string, unseen: string | undefined) => {
    if (unseen === undefined) return found;
    hiddenCharacters += [...unseen].length;
    return '';
  });
  return { text: seen, hiddenCharacters, controlSequences };
}

/** The clean text with a last line that says what was taken out, if anything was. */
export function cleanToolText(text: string): string {
  const { text: clean, hiddenCharacters, controlSequences } = cleanText(text);
  const removed = [
    ...(hiddenCharacters > 0 ? [inWords(hiddenCharacters, 'hidden character')] : []),
    ...(controlSequences > 0 ? [inWords(controlSequences, 'terminal control sequence')] : []),
  ];
  return removed.length === 0 ? clean : `${clean}\n[${removed.join(' and ')} removed]`;
}

/** How many characters and sequences in a text cannot be seen. */
export function countUnseen(text: string): number {
  const { hiddenCharacters, controlSequences } = cleanText(text);
  return hiddenCharacters + controlSequences;
}

function inWords(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
