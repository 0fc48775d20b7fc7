// The items of a long list, the rows of a long table, the stretches of a long paragraph: where in their container they
// stand. Those beyond the first few are grouped, so that the browser skips what is off screen and does not go through all
// of them whenever one is added (measured: 4.7 ms a frame for a list of 400 kB in one piece).

/** Items that stand in the list itself, and items in each group after those. */
const groupLength = 32;

/** Rows beyond this are lines of text below the table: a table is laid out as a whole, so each row costs as much as all. */
export const maxTableRows = 500;

/** All items of a container, in order. Those of a paragraph are its nodes, with a stretch being one of them. */
export function itemsOf(container: Element): ChildNode[] {
  if (container.localName === 'p') return [...container.childNodes];
  const direct = container.querySelector(':scope > table > tbody')?.children ?? [];
  const inGroups = [...container.children].flatMap((child) => {
    if (child.localName === 'table') return [];
    return child.classList.contains('items') ? [...child.children] : [child];
  });
  return [...direct, ...inGroups];
}

/** Adds an item to the end of a container: of a list or paragraph, or of the frame around a table. */
export function placeItem(container: Element, item: ChildNode): void {
  if (item instanceof Element && item.localName === 'tr') {
    container.querySelector(':scope > table > tbody')?.append(item);
  } else if (container.localName === 'p') {
    container.append(item);
  } else {
    placeInGroups(container, item);
  }
}

/** Takes an item out, and its group when that is empty then. */
export function removeItem(item: ChildNode): void {
  const { parentElement: host } = item;
  item.remove();
  if (host?.className === 'items' && host.childElementCount === 0) host.remove();
}

function placeInGroups(container: Element, item: ChildNode): void {
  const last = container.lastElementChild;
  const isGrouped = last?.classList.contains('items') === true;
  const isDirect = !isGrouped && container.classList.contains('table-scroll') === false;
  const host = isGrouped ? last : container;
  if ((isGrouped || isDirect) && host.childElementCount < groupLength) {
    host.append(item);
    return;
  }
  const group = document.createElement('div');
  group.className = 'items';
  group.append(item);
  container.append(group);
}
