// Long lists, tables and paragraphs that are still being written: which of their items, rows or stretches are certain, so
// that only the last ones are parsed again. Pure.
import { beginsForCertain } from './boundary.ts';
import { withoutLastStretch, type Block, type Token } from './parser.ts';
import { stretchesOf } from './stretches.ts';

/** Fewer certain items than this are not worth a cut. */
const minKeptItems = 8;
/** Stands at the beginning of what goes on, so that it is parsed as a paragraph whatever it begins with. */
const paragraphHead = 'x';
/**
 * The beginning of a text in brackets that is no definition: a label has no bracket in it, and a colon after it
 * (CommonMark 0.31, 4.7). A definition can be as long as its title.
 */
const noDefinition = /^\[(?:[^[\]\\]|\\[^]){0,1000}(?:\[|\](?!:))/;

/** A list, table or paragraph up to its last certain item. */
export interface ContainerSplit {
  /** The block with the kept items only. */
  readonly kept: Block;
  readonly keptCount: number;
  /** Length of the source of the kept items and of what is before them. */
  readonly keptLength: number;
  /** What must stand before the open items to make them a container of this kind: a table's head, or nothing. */
  readonly head: string;
  /** Length of the source that decides how the kept items look; see {@link isLooseList}. */
  readonly decidingLength: number;
}

/** Splits an open block before its last certain item; undefined for other blocks and short ones. */
export function splitContainer(
  block: Block,
  lines: readonly string[],
  skippedLength: number,
): ContainerSplit | undefined {
  if (block.tokens[0]?.type === 'paragraph_open') return splitParagraph(block, lines, skippedLength);
  const items = itemsOf(block);
  const lastCertain = items.findLastIndex(({ startLine }) => beginsForCertain(startLine, lines));
  const item = items[lastCertain];
  if (item === undefined || lastCertain < minKeptItems) return undefined;
  const isTable = block.tokens[0]?.type === 'table_open';
  // What goes on must tell whether it is loose, or nobody would notice that it has become so.
  if (!isTable && isLooseList(block.tokens.slice(item.tokenIndex)) === undefined) return undefined;
  const { tokens } = block;
  return {
    kept: { ...block, tokens: [...tokens.slice(0, item.tokenIndex), ...tokens.slice(isTable ? -2 : -1)] },
    keptCount: lastCertain,
    keptLength: lengthOf(lines, item.startLine),
    head: isTable ? headOf(block, lines) : '',
    // With the line that begins the open item: a blank line before it makes the list loose.
    decidingLength: lengthOf(lines, item.startLine + 1),
  };
}

/** May a tail that parses to this block be the rest of one that was split? */
export function goesOn(block: Block | undefined, head: string): boolean {
  const type = block?.tokens[0]?.type;
  if (head === paragraphHead) return type === 'paragraph_open' && block?.startLine === 0;
  return type === 'table_open' || type?.endsWith('_list_open') === true;
}

/**
 * Are there blank lines between or in a list's items, so that their paragraphs show as such? False for what is no list;
 * undefined when no item has a paragraph of its own, by which one could tell.
 */
export function isLooseList(tokens: readonly Token[]): boolean | undefined {
  const [first] = tokens;
  if (first?.type === 'table_open' || first?.type === 'paragraph_open') return false;
  const paragraph = tokens.find((token) => token.type === 'paragraph_open' && token.level === 2);
  return paragraph === undefined ? undefined : !paragraph.hidden;
}

/** Makes all items of a list loose, as they are when one of the items kept elsewhere is. */
export function loosen({ tokens }: Block): void {
  for (const token of tokens) {
    if (token.level === 2 && token.type.startsWith('paragraph_')) token.hidden = false;
  }
}

function splitParagraph(
  block: Block,
  lines: readonly string[],
  skippedLength: number,
): ContainerSplit | undefined {
  const text = lines.join('\n');
  const indent = text.length - text.trimStart().length;
  const mayBeDefinition = text.startsWith('[', indent) && !noDefinition.test(text.slice(indent));
  if (block.startLine > 0 || mayBeDefinition) return undefined;
  const stretches = stretchesOf(text.slice(indent + skippedLength).trimEnd());
  const keptCount = stretches.length - 1;
  const keptLength = indent + skippedLength + stretches.slice(0, -1).join('').length;
  // The line may yet become the head of a table.
  const lastLine = text.slice(0, keptLength).trimEnd().split('\n').at(-1) ?? '';
  if (keptCount === 0 || lastLine.includes('|')) return undefined;
  return {
    kept: withoutLastStretch(block),
    keptCount,
    keptLength,
    head: paragraphHead,
    decidingLength: keptLength,
  };
}

function headOf(block: Block, lines: readonly string[]): string {
  return `${lines.slice(block.startLine, block.startLine + 2).join('\n')}\n`;
}

function lengthOf(lines: readonly string[], lineCount: number): number {
  let length = 0;
  for (const line of lines.slice(0, lineCount)) length += line.length + 1;
  return length;
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
