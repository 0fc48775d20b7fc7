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

/** The same for any node. */
export function morphNode(from: ChildNode, to: ChildNode): ChildNode {
  if (from instanceof Element && to instanceof Element) return morph(from, to);
  if (from instanceof Text && to instanceof Text) {
    morphText(from, to.data);
    return from;
  }
  from.replaceWith(to);
  return to;
}

function morphAttributes(from: Element, to: Element): void {
  for (const name of from.getAttributeNames()) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function morphChildren(from: Element, to: Element): void {
  let current = from.firstChild;
  // The list of `to` shrinks as its nodes are moved.
  for (let wanted = to.firstChild; wanted !== null;) {
    const nextWanted: ChildNode | null = wanted.nextSibling;
    if (current === null) {
      from.append(wanted);
    } else {
      const next: ChildNode | null = current.nextSibling;
      morphNode(current, wanted);
      current = next;
    }
    wanted = nextWanted;
  }
  while (current !== null) {
    const next: ChildNode | null = current.nextSibling;
    current.remove();
    current = next;
  }
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
