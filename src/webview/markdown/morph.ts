// Turns one element into another by changing only what differs, so that a selection, a focus or a scroll position
// inside survives while text grows. Both trees come from render.ts; nothing is parsed here.

/** Makes `from`, which is in the page, equal to `to`. Returns the element that is in the page afterwards. */
export function morph(from: Element, to: Element): Element {
  if (from.nodeName !== to.nodeName) {
    from.replaceWith(to);
    return to;
  }
  morphAttributes(from, to);
  morphChildren(from, to);
  return from;
}

function morphAttributes(from: Element, to: Element): void {
  for (const name of from.getAttributeNames()) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

const everyChild: ChildRange = { start: 0, skip: 0, keepsRest: false };

/** Which children of the one element become which of the other. */
interface ChildRange {
  /** The first child that changes. */
  readonly start: number;
  /** How many of the wanted children are left out. */
  readonly skip: number;
  /** Children beyond those wanted stay as they are. */
  readonly keepsRest: boolean;
}

/** Makes the children of `from` equal to those of `to`, within a range. */
export function morphChildren(from: Element, to: Element, range: ChildRange = everyChild): void {
  let current = from.childNodes[range.start] ?? null;
  // The list of `to` shrinks as its nodes are moved.
  for (const wanted of [...to.childNodes].slice(range.skip)) {
    if (current === null) {
      from.append(wanted);
    } else {
      const next: ChildNode | null = current.nextSibling;
      morphNode(current, wanted);
      current = next;
    }
  }
  while (current !== null && !range.keepsRest) {
    const next: ChildNode | null = current.nextSibling;
    current.remove();
    current = next;
  }
}

function morphNode(from: ChildNode, to: ChildNode): void {
  if (from instanceof Element && to instanceof Element) morph(from, to);
  else if (from instanceof Text && to instanceof Text) morphText(from, to.data);
  else from.replaceWith(to);
}

function morphText(node: Text, wanted: string): void {
  const { data } = node;
  if (data === wanted) return;
  if (wanted.startsWith(data)) {
    node.appendData(wanted.slice(data.length));
    return;
  }
  let same = 0;
  while (same < data.length && data.charCodeAt(same) === wanted.charCodeAt(same)) same += 1;
  node.replaceData(same, data.length - same, wanted.slice(same));
}
