// Long lists and tables that are still being written: which of their items or rows are certain, so that only the last
// ones are parsed again. Pure.
import { beginsForCertain } from './boundary.ts';
import type { Block } from './parser.ts';

/** Fewer certain items than this are not worth a cut. */
const minKeptItems = 8;

/** A list or table up to its last certain item or row. */
export interface ContainerSplit {
  /** The block with the kept items only. */
  readonly kept: Block;
  readonly keptCount: number;
  /** Where the first item begins that may still change. */
  readonly openLine: number;
  /** How many lines must stand before the open items to make them a container of this kind: a table's head. */
  readonly headLineCount: number;
}

/** Splits an open list or table before its last certain item; undefined for other blocks and short ones. */
export function splitContainer(block: Block, lines: readonly string[]): ContainerSplit | undefined {
  const items = itemsOf(block);
  const lastCertain = items.findLastIndex(({ startLine }) => beginsForCertain(startLine, lines));
  const item = items[lastCertain];
  const { tokens } = block;
  const isTable = tokens[0]?.type === 'table_open';
  if (item === undefined || lastCertain < minKeptItems) return undefined;
  // What goes on must tell whether it is loose, or nobody would notice that it has become so.
  if (!isTable && isLooseList({ tokens: tokens.slice(item.tokenIndex) }) === undefined) return undefined;
  const tail = tokens.slice(isTable ? -2 : -1);
  return {
    kept: { ...block, tokens: [...tokens.slice(0, item.tokenIndex), ...tail], endLine: item.startLine },
    keptCount: lastCertain,
    openLine: item.startLine,
    headLineCount: isTable ? 2 : 0,
  };
}

/**
 * Are there blank lines between or in a list's items, so that their paragraphs show as such? False for tables;
 * undefined when no item has a paragraph of its own, by which one could tell.
 */
export function isLooseList({ tokens }: Pick<Block, 'tokens'>): boolean | undefined {
  if (tokens[0]?.type === 'table_open') return false;
  const paragraph = tokens.find((token) => token.type === 'paragraph_open' && token.level === 2);
  return paragraph === undefined ? undefined : !paragraph.hidden;
}

/** Makes all items of a list loose, as they are when one of the items kept elsewhere is. */
export function loosen({ tokens }: Block): void {
  for (const token of tokens)
    if (token.level === 2 && token.type.startsWith('paragraph_')) token.hidden = false;
}

/** The element whose children are the items: the list itself, or the body of the table. */
export function itemsElement(element: Element): Element | undefined {
  if (element.localName === 'ul' || element.localName === 'ol') return element;
  return element.querySelector('tbody') ?? undefined;
}

function itemsOf({
  tokens,
  startLine,
}: Block): { readonly startLine: number; readonly tokenIndex: number }[] {
  const kind = tokens[0]?.type ?? '';
  if (kind === 'table_open') {
    // Every row is a line; the first two lines are the head and the one below it.
    const rows = tokens.flatMap((token, tokenIndex) => (token.type === 'tr_open' ? [tokenIndex] : []));
    return rows.slice(1).map((tokenIndex, index) => ({ startLine: startLine + 2 + index, tokenIndex }));
  }
  if (!kind.endsWith('_list_open')) return [];
  return tokens.flatMap((token, tokenIndex) => {
    const isItem = token.type === 'list_item_open' && token.level === 1;
    return isItem ? [{ startLine: token.map?.[0] ?? 0, tokenIndex }] : [];
  });
}
