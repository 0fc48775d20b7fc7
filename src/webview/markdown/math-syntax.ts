// Where formulas begin and end in a text: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`. Pure; in doubt it is no formula, so that
// prices and shell variables stay what they are.

/** A formula in a source text. */
export interface MathSpan {
  /** TeX, without its marks. */
  readonly tex: string;
  /** Set on a line of its own. */
  readonly isDisplay: boolean;
  /** Where in the text the closing mark ends. */
  readonly end: number;
}

/** A longer formula is text: nobody writes one, and typesetting it would take too long. */
const maxLength = 4_000;
/** A formula set as a block ends within so many lines. */
export const maxMathLines = 100;

/** The formula that begins at `start` within a line of text; undefined when there is none. */
export function inlineMathAt(source: string, start: number): MathSpan | undefined {
  const mark = source.slice(start, start + 2);
  if (mark === '$$') return spanTo(source, start + 2, '$$', true);
  if (mark === '\\(') return spanTo(source, start + 2, '\\)', false);
  if (mark === '\\[') return spanTo(source, start + 2, '\\]', true);
  return mark.startsWith('$') ? dollarSpan(source, start) : undefined;
}

/** The mark that ends a block of math which begins with this line (without its indentation), or undefined. */
export function mathBlockCloser(line: string): '$$' | '\\]' | undefined {
  const closer = /^\$\$(?!\$)/.test(line) ? '$$' : line.startsWith('\\[') ? '\\]' : undefined;
  if (closer === undefined) return undefined;
  // With its end in the middle of the line it is a formula in running text.
  const end = line.indexOf(closer, 2);
  return end === -1 || line.slice(end + 2).trim() === '' ? closer : undefined;
}

/** TeX of a whole block of math, marks and all; undefined when the marks do not enclose something. */
export function mathBlockTex(source: string, closer: '$$' | '\\]'): string | undefined {
  const text = source.trim();
  if (text.length < 5 || text.length > maxLength || !text.endsWith(closer)) return undefined;
  const tex = text.slice(2, -2).trim();
  return tex === '' || tex.includes(closer) ? undefined : tex;
}

function spanTo(source: string, from: number, closer: string, isDisplay: boolean): MathSpan | undefined {
  // Within a bounded stretch: without a closing mark, every opening one would look through the whole text.
  const at = source.slice(from, from + maxLength).indexOf(closer);
  if (at === -1) return undefined;
  const tex = source.slice(from, from + at).trim();
  return tex === '' ? undefined : { tex, isDisplay, end: from + at + closer.length };
}

// As Pandoc has it (no space inside the marks, no digit after them), and stricter: "$5 or 10$", "$HOME/$PATH" and
// "US$ 3" are no formulas.
function dollarSpan(source: string, start: number): MathSpan | undefined {
  if (/[\w$\\]/.test(source[start - 1] ?? '')) return undefined;
  const found = /^\$((?:[^\s$`\\]|\\[^\n])(?:[^$`\n\\]|\\[^\n])*)\$(?![\w$])/.exec(
    source.slice(start, start + maxLength),
  );
  const tex = found?.[1];
  if (found === null || tex === undefined || /\s$/.test(tex)) return undefined;
  if (/\s/.test(tex) && !/[\\^_={}+*/<>|()-]/.test(tex)) return undefined;
  return { tex, isDisplay: false, end: start + found[0].length };
}
