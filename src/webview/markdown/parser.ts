// Markdown text → top-level blocks of tokens, with markdown-it. HTML in the source is text, never markup; what becomes of
// the tokens is render.ts's alone.
import MarkdownIt, {
  type Env,
  type StateBlock,
  type StateCore,
  type StateInline,
  type Token,
} from 'markdown-it';
import { inlineMathAt, mathBlockCloser, mathBlockTex, maxMathLines } from './math-syntax.ts';
import { readFenceInfo, type FenceInfo } from './fence-info.ts';
import { stretchesOf } from './stretches.ts';

/** Link reference definitions by normalised label. */
export type References = NonNullable<Env['references']>;
export type { Token };

/** One top-level block: a paragraph, a list, a fence … */
export interface Block {
  readonly tokens: readonly Token[];
  /** Lines of the parsed text, from 0; `endLine` is the first line after the block. */
  readonly startLine: number;
  readonly endLine: number;
}

/** How a text is parsed. */
export interface ParseOptions {
  /** Definitions that resolve besides those of the text; the first of a label wins. Left as they are. */
  readonly known: References;
  /** More text may follow: what may yet become a block of math is not taken for anything else. */
  readonly isGrowing?: boolean;
  /** So many characters of the first paragraph stand there for the parser's sake only. */
  readonly skippedLength?: number;
}

/** A parsed text. */
export interface Parsed {
  readonly blocks: Block[];
  /** What the text defines beyond what was known. */
  readonly defined: References;
}

/** A fence at the top level that nothing has closed yet. */
export interface OpenFence {
  readonly info: FenceInfo;
  /** Matches the line that closes it. */
  readonly closer: RegExp;
  /** Matches what may become that line once it is complete. */
  readonly maybeCloser: RegExp;
}

const dollar = 0x24;
const backslash = 0x5c;

/** Blocks nested deeper than this are shown as they are written. */
const maxDepth = 40;

const markdown = new MarkdownIt({ html: false, linkify: true });
markdown.set({ maxNesting: maxDepth + 10 });
// Every destination is parsed as a link; whether it may be followed is decided when it is rendered.
markdown.validateLink = () => true;
// Only what is written with its scheme: `main.py` and `build.rs` look like host names and are not.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
markdown.linkify.add('ftp:', null).add('//', null);
markdown.core.ruler.after('block', 'depth', unfoldDeepBlocks);
markdown.core.ruler.at('inline', parseInlines);
markdown.core.ruler.push('task-items', markTasks);
markdown.inline.ruler.before('escape', 'math', inlineMath);
const interrupts = ['paragraph', 'reference', 'blockquote', 'list'];
markdown.block.ruler.before('fence', 'math', blockMath, { alt: interrupts });

/** Parses text into its top-level blocks. */
export function parseBlocks(text: string, options: ParseOptions): Parsed {
  // What is known shows through; what the text defines is its own.
  const defined: References = {};
  Object.setPrototypeOf(defined, options.known);
  const { isGrowing = false, skippedLength = 0 } = options;
  const env: Env = { references: defined, isGrowing, skippedLength };
  const tokens = markdown.parse(text, env);
  const blocks: Block[] = [];
  let first = 0;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    depth += token.nesting;
    if (depth > 0) continue;
    const [startLine, endLine] = tokens[first]?.map ?? [0, 0];
    blocks.push({ tokens: tokens.slice(first, index + 1), startLine, endLine });
    first = index + 1;
  }
  return { blocks, defined };
}

/** The fence a block is, when it begins at the margin and its closing line is not among these lines. */
export function openFenceOf(block: Block, lines: readonly string[]): OpenFence | undefined {
  const [token] = block.tokens;
  const opener = lines[block.startLine];
  if (token?.type !== 'fence' || opener === undefined || !opener.startsWith(token.markup)) return undefined;
  const mark = token.markup.charAt(0) === '~' ? '~' : '`';
  const closer = new RegExp(`^ {0,3}${mark}{${token.markup.length},}[ \\t]*$`);
  const last = lines[block.endLine - 1] ?? '';
  if (block.endLine - block.startLine > 1 && closer.test(last)) return undefined;
  return { info: readFenceInfo(token.info), closer, maybeCloser: new RegExp(`^ {0,3}${mark}*[ \\t]*$`) };
}

// The parser stops at its own limit and drops the rest, but nothing of what was written may get lost: a block nested
// too deep becomes its source.
function unfoldDeepBlocks(state: StateCore): void {
  if (!state.tokens.some(({ level }) => level >= maxDepth)) return;
  const lines = state.src.split('\n');
  const shown: Token[] = [];
  let first = 0;
  for (const [index, token] of state.tokens.entries()) {
    if (token.level > 0 || token.nesting > 0) continue;
    const block = state.tokens.slice(first, index + 1);
    first = index + 1;
    if (!block.some(({ level }) => level >= maxDepth)) {
      shown.push(...block);
      continue;
    }
    const source = new state.Token('source', '', 0);
    source.map = block[0]?.map ?? null;
    source.content = lines.slice(...(source.map ?? [])).join('\n');
    shown.push(source);
  }
  state.tokens = shown;
}

/** A paragraph of several stretches, its last one taken from it. */
export function withoutLastStretch(block: Block): Block {
  for (const { type, children } of block.tokens) {
    if (type === 'inline') children?.splice(children.findLastIndex((child) => child.type === 'stretch'));
  }
  return block;
}

// In place of markdown-it's own: a long text is read in stretches, with a token between them.
function parseInlines({ tokens, md, env, Token: NewToken }: StateCore): void {
  let skippedLength = Number(env['skippedLength'] ?? 0);
  for (const token of tokens) {
    if (token.type !== 'inline') continue;
    const children: Token[] = [];
    for (const [index, stretch] of stretchesOf(token.content.slice(skippedLength)).entries()) {
      const inner: Token[] = [];
      md.inline.parse(stretch.trimEnd(), md, env, inner);
      if (index > 0 || skippedLength > 0) children.push(new NewToken('stretch', '', 0));
      children.push(...inner);
    }
    token.children = children;
    skippedLength = 0;
  }
}

/** GFM task list items: `- [x] text` (spec 0.29-gfm, "Task list items"). */
function markTasks({ tokens, Token: NewToken }: StateCore): void {
  for (const [index, token] of tokens.entries()) {
    const text = token.type === 'inline' ? token.children?.[0] : undefined;
    const item = tokens[index - 2];
    if (text?.type !== 'text' || item?.type !== 'list_item_open') continue;
    const mark = /^\[([ xX])\](?=\s)/.exec(text.content);
    if (mark === null) continue;
    const marker = new NewToken('task_marker', '', 0);
    marker.info = mark[1] === ' ' ? 'open' : 'done';
    text.content = text.content.slice(mark[0].length);
    token.children?.unshift(marker);
    item.info = 'task';
  }
}

function inlineMath(state: StateInline, silent: boolean): boolean {
  const first = state.src.charCodeAt(state.pos);
  if (first !== dollar && first !== backslash) return false;
  const span = inlineMathAt(state.src.slice(0, state.posMax), state.pos);
  if (span === undefined) return false;
  if (!silent) {
    const token = state.push('math', '', 0);
    token.content = span.tex;
    token.markup = state.src.slice(state.pos, span.end);
    token.info = span.isDisplay ? 'display' : '';
  }
  state.pos = span.end;
  return true;
}

// A block of math ends before the first blank line, or it is none. While more text may follow it is kept open.
function blockMath(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const startOf = (line: number): number => (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  const first = state.src.charCodeAt(startOf(startLine));
  if (first !== dollar && first !== backslash) return false;
  if ((state.sCount[startLine] ?? 0) - state.blkIndent > 3) return false;
  const closer = mathBlockCloser(state.src.slice(startOf(startLine), state.eMarks[startLine]));
  if (closer === undefined) return false;
  const last = Math.min(endLine, startLine + maxMathLines);
  const push = (lineAfter: number, tex: string | undefined): boolean => {
    if (!silent) pushMath(state, startLine, lineAfter, tex);
    return true;
  };
  for (let line = startLine; line < last; line += 1) {
    if (state.isEmpty(line) || (state.sCount[line] ?? 0) < state.blkIndent) return false;
    const text = state.src.slice(startOf(line), state.eMarks[line]).trimEnd();
    if (!text.endsWith(closer) || (line === startLine && text === closer)) continue;
    const source = state.getLines(startLine, line + 1, state.blkIndent, false);
    const tex = mathBlockTex(source, closer);
    return tex !== undefined && push(line + 1, tex);
  }
  const mayGoOn = last === endLine && state.level === 0 && state.env['isGrowing'] === true;
  return mayGoOn && push(last, undefined);
}

function pushMath(state: StateBlock, startLine: number, endLine: number, tex: string | undefined): void {
  const token = state.push('math', '', 0);
  token.map = [startLine, endLine];
  token.markup = state.getLines(startLine, endLine, state.blkIndent, false);
  token.content = tex ?? '';
  token.info = tex === undefined ? 'open' : 'display';
  state.line = endLine;
}
