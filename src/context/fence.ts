// Fences and header lines that whatever is put between or into them cannot end, break or imitate.

/**
 * A header line and the text in a fence below it. The text is there byte for byte; a line end is added only where it has
 * none at its end.
 * @param language VS Code language id, or empty; left out when it is more than a word.
 * @param naming `named`: the header says the language as well.
 */
export function fencedBlock(header: string, language: string, text: string, naming?: 'named'): string {
  const fence = fenceFor(text);
  const word = /^[\w+#.-]{1,40}$/.test(language) ? language : '';
  const named = naming === undefined || word === '' ? '' : ` (${word})`;
  return `${header}${named}:\n${fence}${word}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

/**
 * A backtick fence longer than any run of backticks in the text, three at least.
 * CommonMark 0.31 §4.5: a fence is closed only by at least as many of the same character.
 */
export function fenceFor(text: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return '`'.repeat(longest + 1);
}

/**
 * A path that stays one line of plain words: control characters, which file names may hold, are written as escapes,
 * and a name that begins like markdown (a fence, a tag, blanks) gets `./` in front, lest it open a block of its own.
 */
export function plainPath(path: string): string {
  const start = /^[\s`~<>#*+=|-]/.test(path) ? './' : '';
  return start + plainWords(path);
}

/** Words for the middle of a header line: control characters and line ends are written as escapes. */
export function plainWords(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
