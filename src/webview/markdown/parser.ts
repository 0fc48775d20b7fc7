// Markdown text → top-level blocks → HTML text, with markdown-it. HTML in the source is text, never markup; what is
// produced here still goes through render.ts before it becomes DOM.
import MarkdownIt, { type Env, type RendererRule, type StateCore, type Token } from 'markdown-it';
import { strings } from '../strings.ts';
import { allowedAddress } from './links.ts';

/** Link reference definitions by normalised label. */
export type References = NonNullable<Env['references']>;

/** One top-level block: a paragraph, a list, a fence … */
export interface Block {
  readonly tokens: Token[];
  /** Lines of the parsed text, from 0; `endLine` is the first line after the block. */
  readonly startLine: number;
  readonly endLine: number;
}

/** A fence at the top level that nothing has closed yet. */
export interface OpenFence {
  readonly language: string;
  /** Matches the line that closes it. */
  readonly closer: RegExp;
  /** Matches what may become that line once it is complete. */
  readonly maybeCloser: RegExp;
}

const markdown = new MarkdownIt({ html: false, linkify: true });
// Every destination is parsed as a link; whether it may be followed is decided when it is rendered.
markdown.validateLink = () => true;
// Only what is written with its scheme: `main.py` and `build.rs` look like host names and are not.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
markdown.linkify.add('ftp:', null).add('//', null);
markdown.core.ruler.push('direction-and-align', setAttributes);
markdown.core.ruler.push('task-items', markTasks);

const { rules } = markdown.renderer;
const { escapeHtml } = markdown.utils;
rules['link_open'] = openLink;
rules['image'] = imageChip;
rules['fence'] = (tokens, index) => codeHtml(tokens[index]);
rules['code_block'] = (tokens, index) => codeHtml(tokens[index]);
rules['task_marker'] = taskMarker;

/** Parses text. Known `references` resolve; those the text defines are added to the result, first one wins. */
export function parseBlocks(
  text: string,
  references: References,
): { blocks: Block[]; references: References } {
  const env = { references: { ...references } };
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
  return { blocks, references: env.references };
}

/** HTML of a block. While it may still change (`isLive` false) its links lead nowhere: half an address is another one. */
export function blockHtml(block: Block, isLive: boolean): string {
  return markdown.renderer.render(block.tokens, markdown.options, { isLive });
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
  return { language: languageOf(token.info), closer, maybeCloser: new RegExp(`^ {0,3}${mark}*[ \\t]*$`) };
}

/** The language named by a fence's info string, e.g. `ts` of "ts title=a.ts" and of "ts:src/a.ts"; may be empty. */
function languageOf(info: string): string {
  return /^[\w#+.-]{1,32}/.exec(info.trim())?.[0] ?? '';
}

function codeHtml(token: Token | undefined): string {
  if (token === undefined) return '';
  const language = languageOf(token.info);
  const name = language === '' ? '' : ` class="language-${escapeHtml(language)}"`;
  return `<pre><code${name}>${escapeHtml(token.content)}</code></pre>`;
}

function openLink(...[tokens, index, , env]: Parameters<RendererRule>): string {
  const href = String(tokens[index]?.attrGet('href') ?? '');
  const address = allowedAddress(href);
  if (address === undefined) return `<a class="dead-link" title="${escapeHtml(href.slice(0, 500))}">`;
  if (env?.['isLive'] !== true) return '<a class="pending-link">';
  return `<a data-href="${escapeHtml(address)}">`;
}

// Nothing is ever loaded: an image is its description and its address, as text.
function imageChip(...[tokens, index, options, env, renderer]: Parameters<RendererRule>): string {
  const token = tokens[index];
  const address = String(token?.attrGet('src') ?? '');
  const description = renderer.renderInlineAsText(token?.children ?? [], options, env);
  const shown = address.length > 200 ? `${address.slice(0, 200)}…` : address;
  const parts = [strings.markdown.image, description, shown].filter((part) => part !== '');
  return `<span class="image-chip">${escapeHtml(parts.join(' · '))}</span>`;
}

function taskMarker(...[tokens, index]: Parameters<RendererRule>): string {
  const isDone = tokens[index]?.info === 'done';
  const name = isDone ? strings.markdown.taskDone : strings.markdown.taskOpen;
  return `<span class="task ${isDone ? 'task-done' : ''}" role="img" aria-label="${escapeHtml(name)}"></span>`;
}

/** GFM task list items: `- [x] text` (spec 0.29-gfm, "Task list items"). */
function markTasks({ tokens, Token: NewToken }: StateCore): void {
  for (const [index, token] of tokens.entries()) {
    const text = token.type === 'inline' ? token.children?.[0] : undefined;
    if (text?.type !== 'text' || tokens[index - 2]?.type !== 'list_item_open') continue;
    const mark = /^\[([ xX])\](?=\s)/.exec(text.content);
    if (mark === null) continue;
    const marker = new NewToken('task_marker', '', 0);
    marker.info = mark[1] === ' ' ? 'open' : 'done';
    text.content = text.content.slice(mark[0].length);
    token.children?.unshift(marker);
    tokens[index - 2]?.attrJoin('class', 'task-item');
  }
}

const directedTypes = new Set(['paragraph_open', 'heading_open', 'list_item_open', 'td_open', 'th_open']);

// Each block of text finds its own direction. Alignment becomes a class: the page allows no style attributes.
function setAttributes({ tokens }: StateCore): void {
  for (const token of tokens) {
    if (!directedTypes.has(token.type)) continue;
    token.attrSet('dir', 'auto');
    const align = /text-align:(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1];
    if (token.attrs !== null) token.attrs = token.attrs.filter(([name]) => name !== 'style');
    if (align !== undefined) token.attrSet('class', `align-${align}`);
  }
}
