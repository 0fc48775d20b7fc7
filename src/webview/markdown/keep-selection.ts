// Keeps the reader's text selection across a change that replaces nodes but not text.

/** Runs `change`, which must leave the text of `element` as it is, and restores a selection that touches it. */
export type KeepSelection = (element: HTMLElement, change: () => void) => void;

/** Watches the page's selection for its whole life: to ask for it at every change would have the page laid out each time. */
export function createSelectionKeeper(): KeepSelection {
  let hasChanged = false;
  let isSomethingSelected = false;
  document.addEventListener('selectionchange', () => {
    hasChanged = true;
  });
  return (element, change) => {
    const selection = hasChanged || isSomethingSelected ? document.getSelection() : null;
    if (hasChanged) isSomethingSelected = selection?.isCollapsed === false;
    hasChanged = false;
    if (selection === null || !isSomethingSelected || !selection.containsNode(element, true)) change();
    else changeAround(selection, element, change);
  };
}

function changeAround(selection: Selection, element: HTMLElement, change: () => void): void {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  const anchor = textOffset(element, anchorNode, anchorOffset);
  const focus = textOffset(element, focusNode, focusOffset);
  change();
  const newAnchor = anchor === undefined ? undefined : placeAt(element, anchor);
  const newFocus = focus === undefined ? undefined : placeAt(element, focus);
  selection.setBaseAndExtent(
    newAnchor?.node ?? anchorNode ?? element,
    newAnchor?.offset ?? anchorOffset,
    newFocus?.node ?? focusNode ?? element,
    newFocus?.offset ?? focusOffset,
  );
}

/** How much text of `element` comes before a place; undefined when the place is outside. */
function textOffset(element: HTMLElement, node: Node | null, offset: number): number | undefined {
  if (node === null || !element.contains(node)) return undefined;
  const range = document.createRange();
  range.selectNodeContents(element);
  range.setEnd(node, offset);
  return range.toString().length;
}

function placeAt(element: HTMLElement, textOffsetWanted: number): { node: Node; offset: number } {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = textOffsetWanted;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (left <= length) return { node, offset: left };
    left -= length;
  }
  return { node: element, offset: element.childNodes.length };
}
