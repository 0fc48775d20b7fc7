// Names of characters such as `&copy;`, read by the browser, which knows all of them. The build puts this in the place
// of the package `entities`, which markdown-it brings along and whose tables are an eighth of the view.

const decoded = new Map<string, string>();

/** The character a name such as `&copy;` stands for; any other text as it is. The name takes its semicolon. */
export function decodeHTMLStrict(name: string): string {
  const known = decoded.get(name);
  if (known !== undefined) return known;
  // The letter before it keeps white space, which is dropped at the beginning of a page.
  const text = new DOMParser().parseFromString(`x${name}`, 'text/html').body.textContent.slice(1);
  // Some names are also read without their semicolon, and then it is still there: `&notit;` is no name.
  const character = text.endsWith(';') && name !== '&semi;' ? name : text;
  decoded.set(name, character);
  return character;
}
