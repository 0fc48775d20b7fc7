// The one place where a model's text becomes DOM: tokens of the parser → elements, made one by one from a short list of
// kinds. No markup is ever read, and no attribute of a token is taken over: nothing that loads, runs or navigates can come
// out, whatever the text.
import { strings } from '../strings.ts';
import { createCodeBlock } from './code-block.ts';
import { maxTableRows, placeItem } from './items.ts';
import { allowedAddress } from './links.ts';
import { readFenceInfo } from './fence-info.ts';
import type { Block, Token } from './parser.ts';

/** A block to render. */
export interface BlockToRender {
  readonly block: Block;
  /** It can no longer change. Until then its links lead nowhere: half an address is another one. */
  readonly isLive: boolean;
  /** How many items of the same list or table come before those of this block. */
  readonly firstIndex: number;
}

/** Elements that a pair of tokens becomes, by the tokens' tag. */
const paired = new Set<string>([
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'strong', 'em', 's'],
] as const satisfies (keyof HTMLElementTagNameMap)[]);
/** Blocks of text, each of which finds its own direction. */
const directed = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'th', 'td']);
/** Marks nested deeper than this are not shown: the browser's layout goes down as deep. */
const maxDepth = 100;

/** One element for each block, in order, not yet in the page. */
export function renderBlocks(blocks: readonly BlockToRender[]): Element[] {
  return blocks.map(({ block, isLive, firstIndex }) => {
    const holder = document.createElement('div');
    appendTokens(holder, block.tokens, { isLive, firstIndex });
    const [element, ...more] = holder.children;
    if (element === undefined || more.length > 0) throw new Error('A block did not become one element.');
    return element;
  });
}

type Context = Pick<BlockToRender, 'isLive' | 'firstIndex'>;

function appendTokens(holder: Element, tokens: readonly Token[], context: Context): void {
  const parents: Element[] = [];
  let parent = holder;
  for (const token of tokens) {
    if (token.type === 'inline') {
      appendTokens(parent, token.children ?? [], context);
    } else if (token.nesting > 0) {
      parents.push(parent);
      if (!token.hidden && parents.length < maxDepth) parent = open(parent, token, context);
    } else if (token.nesting < 0) {
      parent = parents.pop() ?? holder;
    } else if (token.type === 'stretch') {
      // Ends the one before it.
      parent = append(holder, 'span', 'stretch');
    } else {
      appendLeaf(parent, token);
    }
  }
}

function open(parent: Element, token: Token, { isLive, firstIndex }: Context): Element {
  const { tag } = token;
  if (tag === 'a') return openLink(parent, token, isLive);
  if (tag === 'table') return append(tableFrame(parent), 'table');
  if (parent.className === 'row') return openPlainCell(parent);
  // Rows count from the first of the table, not only of what is rendered now.
  const rowIndex = parent.childElementCount + (token.level === 2 ? firstIndex : 0);
  const frame =
    parent.localName === 'tbody' && rowIndex >= maxTableRows ? parent.closest('.table-scroll') : null;
  if (!paired.has(tag)) throw new Error(`There is no element for ${token.type}.`);
  const element = document.createElement(frame === null ? tag : 'div');
  if (directed.has(tag)) element.dir = 'auto';
  if (tag === 'ol') setStart(element, token);
  if (tag === 'th' || tag === 'td') setAlignment(element, token);
  if (token.info === 'task') element.className = 'task-item';
  if (frame !== null) element.className = 'row';
  if (tag === 'li' || frame !== null) placeItem(frame ?? parent, element);
  else parent.append(element);
  return element;
}

// A cell of a row that is shown as text.
function openPlainCell(row: Element): Element {
  if (row.childNodes.length > 0) appendText(row, ' | ');
  return row;
}

function appendLeaf(parent: Element, token: Token): void {
  switch (token.type) {
    case 'text':
    case 'text_special':
      appendText(parent, token.content);
      return;
    case 'softbreak':
      appendText(parent, '\n');
      return;
    case 'hardbreak':
      append(parent, 'br');
      return;
    case 'code_inline':
      append(parent, 'code').textContent = token.content;
      return;
    case 'fence':
    case 'code_block':
      parent.append(codeBlock(token));
      return;
    case 'hr':
      append(parent, 'hr');
      return;
    case 'image':
      append(parent, 'span', 'image-chip').textContent = imageText(token);
      return;
    case 'task_marker':
      appendTaskMarker(parent, token.info === 'done');
      return;
    case 'math':
      appendMath(parent, token);
      return;
    case 'source':
      appendSource(parent, token.content);
      return;
    default:
      throw new Error(`There is no element for ${token.type}.`);
  }
}

function append(parent: Element, tag: keyof HTMLElementTagNameMap, className = ''): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  parent.append(element);
  return element;
}

function appendText(parent: Element, text: string): void {
  const last = parent.lastChild;
  if (last instanceof Text) last.appendData(text);
  else if (text !== '') parent.append(text);
}

// No `href`: there is nothing a click, a drag or the browser itself could follow. A click becomes an intent.
function openLink(parent: Element, token: Token, isLive: boolean): Element {
  const href = String(token.attrGet('href') ?? '');
  const address = allowedAddress(href);
  if (address === undefined) {
    const link = append(parent, 'a', 'dead-link');
    link.title = href.slice(0, 500);
    return link;
  }
  if (!isLive) return append(parent, 'a', 'pending-link');
  const link = append(parent, 'a');
  link.dataset['href'] = address;
  link.title = address;
  link.setAttribute('role', 'link');
  link.tabIndex = 0;
  return link;
}

function tableFrame(parent: Element): Element {
  const frame = append(parent, 'div', 'table-scroll');
  makeReachable(frame, strings.markdown.table);
  return frame;
}

// What scrolls sideways by itself must be in reach of the keyboard, and then it needs a name.
function makeReachable(element: HTMLElement, name: string): void {
  element.tabIndex = 0;
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', name);
}

function setStart(list: Element, token: Token): void {
  const start = token.attrGet('start');
  if (start !== null) list.setAttribute('start', String(start));
}

// A class: the page allows no style attributes.
function setAlignment(cell: Element, token: Token): void {
  const align = /text-align:(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1];
  if (align !== undefined) cell.className = `align-${align}`;
}

function codeBlock(token: Token): Element {
  const block = createCodeBlock(readFenceInfo(token.info));
  // The source of a block ends with a line end that is not part of what is shown or copied.
  block.code.textContent = token.content.replace(/\n$/, '');
  return block.element;
}

// Nothing is ever loaded: an image is its description and its address, as text.
function imageText(token: Token): string {
  const address = String(token.attrGet('src') ?? '');
  const shown = address.length > 200 ? `${address.slice(0, 200)}…` : address;
  const description = plainText(token.children ?? []);
  return [strings.markdown.image, description, shown].filter((part) => part !== '').join(' · ');
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content, children }) => {
      if (type === 'image') return plainText(children ?? []);
      return type === 'softbreak' || type === 'hardbreak' ? '\n' : content;
    })
    .join('');
}

function appendTaskMarker(parent: Element, isDone: boolean): void {
  const marker = append(parent, 'span', isDone ? 'task task-done' : 'task');
  marker.setAttribute('role', 'img');
  marker.setAttribute('aria-label', isDone ? strings.markdown.taskDone : strings.markdown.taskOpen);
}

// The source; it is typeset once the block can no longer change.
function appendMath(parent: Element, token: Token): void {
  const isBlock = token.map !== null;
  const element = append(
    parent,
    isBlock ? 'div' : 'span',
    token.info === 'display' ? 'math math-display' : 'math',
  );
  element.textContent = token.markup;
  if (token.info !== 'open') element.dataset['tex'] = token.content;
  // It may be wider than the panel and scroll.
  if (token.info === 'display') makeReachable(element, strings.markdown.formula);
}

function appendSource(parent: Element, source: string): void {
  const element = append(parent, 'div', 'plain-text');
  element.dir = 'auto';
  element.textContent = source;
}
