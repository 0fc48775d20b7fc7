// What must not be among the elements a model's text has become. Runs in the page, where it is sent as source text: it uses
// nothing from outside.

/** Everything in `root` that is not allowed, one line each; `root` itself aside. */
export function forbiddenIn(root: Element): string[] {
  const tags = new Set(
    'A BLOCKQUOTE BR BUTTON CODE DIV EM H1 H2 H3 H4 H5 H6 HR LI OL P PRE S SPAN STRONG TABLE TBODY TD TH THEAD TR UL path svg'.split(
      ' ',
    ),
  );
  const attributes = new Set(
    'aria-expanded aria-haspopup aria-hidden aria-label aria-pressed class d data-action data-code data-file data-href data-language data-place data-symbol data-tex dir role start tabindex title type viewBox'.split(
      ' ',
    ),
  );
  // A typeset formula: MathML for those who listen, boxes with sizes for those who look.
  const mathTags = /^(?:SPAN|svg|path|line|math|semantics|annotation|m[a-z]+)$/;
  const mathAttributes =
    /^(?:aria-hidden|class|style|xmlns|display|encoding|[a-z]*(?:width|height|align|space|stretchy|fence|accent|form|size|limits)|d|viewBox|preserveAspectRatio|mathvariant|mathcolor|separator|[xy][12]|stroke-width|depth|voffset|scriptlevel|displaystyle|columnlines|rowlines|notation|side|linebreak|lspace|rspace)$/;
  const found: string[] = [];
  // Read through the prototypes: an element can hide its own properties behind a form's fields.
  const nameOf = Object.getOwnPropertyDescriptor(Node.prototype, 'nodeName')?.get;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Element)) continue;
    const tag = String(nameOf?.call(node));
    const isMath = Element.prototype.closest.call(node, '.katex') !== null;
    if (!(isMath ? mathTags.test(tag) : tags.has(tag))) found.push(`tag ${tag}`);
    for (const name of Element.prototype.getAttributeNames.call(node)) {
      const value = Element.prototype.getAttribute.call(node, name) ?? '';
      if (!(isMath ? mathAttributes.test(name) : attributes.has(name))) found.push(`attribute ${name}`);
      if (isMath && /url\(|expression|@import|position:\s*fixed/i.test(value)) found.push(`style ${value}`);
      if (name === 'data-href' && !/^(?:https?:\/\/|mailto:)/.test(value)) found.push(`address ${value}`);
    }
  }
  return found;
}
