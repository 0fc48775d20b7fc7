// Quoting a part of an answer in the next message: which part, and what it looks like in the message box.

/** Lines of a quote; longer ones are cut, as a quote points at something rather than repeating it. */
const maxQuoteLines = 200;

/** The text as a Markdown quote with an empty line after it; empty for blank text. */
export function quoteOf(text: string): string {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/^\s*\n|\s+$/g, '')
    .split('\n');
  if (lines.length === 1 && lines[0] === '') return '';
  const kept = lines.length > maxQuoteLines ? [...lines.slice(0, maxQuoteLines), '…'] : lines;
  return `${kept.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n')}\n\n`;
}

/** A draft with a quote below what is there. */
export function withQuote(draft: string, text: string): string {
  const quote = quoteOf(text);
  if (quote === '' || draft.trim() === '') return quote === '' ? draft : quote;
  return `${draft.trimEnd()}\n\n${quote}`;
}

/** A part of the transcript that is selected. */
export interface Selected {
  readonly text: string;
  readonly range: Range;
}

/** The selection, if all of it lies in one answer's own words; undefined otherwise. */
export function selectedInAnswer(selection: Selection | null): Selected | undefined {
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const within = elementOf(range.commonAncestorContainer);
  if (within?.closest('.answer') === null || within?.closest('button, textarea, input') !== null)
    return undefined;
  const text = selection.toString();
  return text.trim() === '' ? undefined : { text, range };
}

function elementOf(node: Node): Element | null {
  return node instanceof Element ? node : node.parentElement;
}
