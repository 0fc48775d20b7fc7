// A web page as text: what stands on it, without its scripts, styles and markup. No browser: what a script would write is
// not there. Linear in the length of the page.

/** The title and the words of a page. */
export interface PageText {
  /** May be empty. */
  readonly title: string;
  readonly text: string;
}

/** Elements whose content is not for reading. */
const silent = 'script|style|title|noscript|template|svg|math|head|iframe|object|canvas|select|textarea|nav';
const silentStart = new RegExp(`^<(${silent})(?=[\\s/>])`, 'i');
/** Elements that begin a new line. */
const block =
  /^<\/?(?:address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|ol|p|pre|section|summary|table|tbody|thead|tfoot|tr|ul|br)(?=[\s/>])/i;

/** Reduces HTML. Anything that is not HTML comes out as it is, blanks aside. */
export function htmlToText(html: string): PageText {
  const pieces: string[] = [];
  /** Elements without an end tag from here on: not to be looked for again and again. */
  const endless = new Set<string>();
  let preformatted = 0;
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const words = decodeEntities(html.slice(at, open < 0 ? html.length : open));
    pieces.push(preformatted > 0 ? words : words.replace(/\s+/g, ' '));
    if (open < 0) break;
    const tag = html.slice(open, open + 40);
    const name = silentStart.exec(tag)?.[1];
    if (tag.startsWith('<!--')) at = after(html, '-->', open + 4);
    else if (name !== undefined) at = afterElement(html, name.toLowerCase(), open, endless);
    else if (!/^<[/!?a-z]/i.test(tag)) {
      pieces.push('<');
      at = open + 1;
    } else {
      if (/^<pre[\s>]/i.test(tag)) preformatted += 1;
      if (/^<\/pre[\s>]/i.test(tag)) preformatted = Math.max(0, preformatted - 1);
      pieces.push(markOf(tag));
      at = afterTag(html, open + 1);
    }
  }
  const title = /<title[^>]{0,200}>([^<]{0,500})/i.exec(html.slice(0, 100_000))?.[1] ?? '';
  return { title: decodeEntities(title).replace(/\s+/g, ' ').trim(), text: tidied(pieces.join('')) };
}

/** What a tag leaves behind: a line end, a mark for a list's item or a heading, a blank between cells. */
function markOf(tag: string): string {
  const heading = /^<h([1-6])[\s>]/i.exec(tag)?.[1];
  if (heading !== undefined) return `\n\n${'#'.repeat(Number(heading))} `;
  if (/^<li[\s>]/i.test(tag)) return '\n- ';
  if (/^<\/(?:li|tr|dt|dd)[\s>]/i.test(tag)) return '';
  if (/^<t[dh][\s>]/i.test(tag)) return ' | ';
  if (/^<\/?(?:p|h[1-6]|pre|table|ul|ol|blockquote|section|article)[\s>]/i.test(tag)) return '\n\n';
  return block.test(tag) ? '\n' : '';
}

function after(html: string, end: string, from: number): number {
  const found = html.indexOf(end, from);
  return found < 0 ? html.length : found + end.length;
}

/** Behind the end tag. Without one a script or style is the rest of the page, of any other element only the tag goes. */
function afterElement(html: string, name: string, from: number, endless: Set<string>): number {
  const end = new RegExp(`</${name}[\\s/>]`, 'gi');
  end.lastIndex = from;
  const found = endless.has(name) ? null : end.exec(html);
  if (found !== null) return afterTag(html, found.index);
  endless.add(name);
  return name === 'script' || name === 'style' ? html.length : afterTag(html, from + 1);
}

/** Behind the `>` that is not in a quoted value. */
function afterTag(html: string, from: number): number {
  const end = /[>"']/g;
  end.lastIndex = from;
  for (let found = end.exec(html); found !== null; found = end.exec(html)) {
    if (found[0] === '>') return found.index + 1;
    // Quotes count only where a value begins.
    if (!/=\s*$/.test(html.slice(Math.max(from, found.index - 20), found.index))) continue;
    const close = html.indexOf(found[0], found.index + 1);
    if (close < 0) return html.length;
    end.lastIndex = close + 1;
  }
  return html.length;
}

function tidied(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd().replace(/^ (?=\S)/, ''))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    ndash: '–',
    mdash: '—',
    hellip: '…',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    laquo: '«',
    raquo: '»',
    copy: '©',
    reg: '®',
    trade: '™',
    middot: '·',
    bull: '•',
    times: '×',
    deg: '°',
    euro: '€',
    auml: 'ä',
    ouml: 'ö',
    uuml: 'ü',
    Auml: 'Ä',
    Ouml: 'Ö',
    Uuml: 'Ü',
    szlig: 'ß',
    eacute: 'é',
    egrave: 'è',
    agrave: 'à',
    ccedil: 'ç',
    larr: '←',
    rarr: '→',
    shy: '',
  }),
);

/** Numbers and the common names; others stay as they are written. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named.get(name) ?? whole;
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : '\uFFFD';
    },
  );
}
