// What a model is given of a long text: its head and its tail, and how much lies between.

/** Characters kept at each end. */
export const keptAtEachEnd = 32_768;

/** The text itself when it is short enough, else head and tail around a line that counts what was left out. */
export function capText(text: string, atEachEnd = keptAtEachEnd): string {
  if (text.length <= 2 * atEachEnd) return text;
  const head = text.slice(0, wholeAt(text, atEachEnd));
  const tail = text.slice(wholeAt(text, text.length - atEachEnd));
  const omitted = text.length - head.length - tail.length;
  return `${head}\n… ${omitted.toLocaleString('en')} characters left out …\n${tail}`;
}

/** A place at or one before `index` that does not part a surrogate pair. */
function wholeAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
}
