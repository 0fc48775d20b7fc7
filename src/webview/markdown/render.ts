// The one place where a model's text becomes DOM: HTML text from parser.ts → DOMPurify with a short list of what is
// allowed → elements. Nothing that loads, runs or navigates gets through.
import DOMPurify from 'dompurify';
import { createCodeBlock } from './code-block.ts';
import { allowedAddress } from './links.ts';
import { blockHtml, type Block } from './parser.ts';
import { strings } from '../strings.ts';

const allowed = {
  ALLOWED_TAGS: [
    ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'hr', 'pre', 'code'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'a', 'strong', 'em', 's', 'br', 'span'],
  ],
  ALLOWED_ATTR: ['class', 'dir', 'start', 'title', 'role', 'aria-label', 'data-href'],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
} as const;

/** A block to render; `isLive` as in {@link blockHtml}. */
export interface BlockToRender {
  readonly block: Block;
  readonly isLive: boolean;
}

/** One element for each block, in order, not yet in the page. Throws when the counts differ: then nothing is shown. */
export function renderBlocks(blocks: readonly BlockToRender[]): Element[] {
  const html = blocks.map(({ block, isLive }) => blockHtml(block, isLive)).join('');
  const fragment = sanitise(html);
  completeElements(fragment);
  const elements = [...fragment.children];
  if (elements.length !== blocks.length) throw new Error('A block did not become one element.');
  return elements;
}

/** HTML text as inert elements, stripped to what is allowed. */
export function sanitise(html: string): DocumentFragment {
  // String in, fragment out; never in place (CVE-2026-109344, CVE-2026-116802).
  return DOMPurify.sanitize(html, {
    ...allowed,
    ALLOWED_TAGS: [...allowed.ALLOWED_TAGS],
    ALLOWED_ATTR: [...allowed.ALLOWED_ATTR],
  });
}

function completeElements(root: DocumentFragment): void {
  for (const link of root.querySelectorAll('a[data-href]')) completeLink(link);
  for (const table of root.querySelectorAll('table')) makeScrollable(table);
  for (const pre of root.querySelectorAll('pre')) pre.replaceWith(codeBlockFrom(pre));
}

// No `href`: there is nothing a click, a drag or the browser itself could follow. A click becomes an intent.
function completeLink(link: Element): void {
  const address = allowedAddress(link.getAttribute('data-href') ?? '');
  if (address === undefined) {
    link.removeAttribute('data-href');
    return;
  }
  link.setAttribute('data-href', address);
  link.setAttribute('title', address);
  link.setAttribute('role', 'link');
  link.setAttribute('tabindex', '0');
}

function makeScrollable(table: Element): void {
  const wrapper = document.createElement('div');
  wrapper.className = 'table-scroll';
  wrapper.tabIndex = 0;
  wrapper.setAttribute('role', 'group');
  wrapper.setAttribute('aria-label', strings.markdown.table);
  table.replaceWith(wrapper);
  wrapper.append(table);
}

function codeBlockFrom(pre: Element): Element {
  const code = pre.querySelector('code');
  const language = /(?:^| )language-(\S+)/.exec(code?.className ?? '')?.[1] ?? '';
  const block = createCodeBlock(language);
  // The source of a block ends with a line end that is not part of what is shown or copied.
  block.code.textContent = (code?.textContent ?? '').replace(/\n$/, '');
  return block.element;
}
