// The lines between two `---` at the start of a Markdown file: `name: value`, lists in both forms, quotes. The part of
// YAML that instruction and prompt files use; anything else in it is left out, nothing in it is run.

/** Fields by name, in lower case; a list has several values. And the text below. */
export interface FrontMatter {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** Reads a file's front matter; without one, or without its end, the whole text is the body. */
export function readFrontMatter(text: string): FrontMatter {
  const match = /^\uFEFF?---[ \t]*\r?\n(?<head>(?:[^\n]*\n)*?)---[ \t]*(?:\r?\n|$)/.exec(text);
  if (match === null) return { fields: new Map(), body: text.replace(/^\uFEFF/, '') };
  const fields = new Map<string, readonly string[]>();
  let open: string | undefined;
  for (const line of (match.groups?.['head'] ?? '').split(/\r?\n/)) {
    const entry = /^(?<name>[A-Za-z][\w-]{0,60})[ \t]*:(?:[ \t]+(?<value>.*))?$/.exec(line)?.groups;
    const item = /^[ \t]*-[ \t]+(?<value>.*)$/.exec(line)?.groups?.['value'];
    if (entry !== undefined) {
      open = entry['name']?.toLowerCase() ?? '';
      fields.set(open, valuesOf(entry['value'] ?? ''));
    } else if (item !== undefined && open !== undefined) {
      fields.set(open, [...(fields.get(open) ?? []), ...valuesOf(item)]);
    }
  }
  return { fields, body: text.slice(match[0].length) };
}

function valuesOf(text: string): readonly string[] {
  const value = text.trim();
  const list = /^\[(?<items>.*)\]$/.exec(value)?.groups?.['items'];
  const items = list === undefined ? [value] : list.split(',');
  return items.map(unquoted).filter((item) => item !== '');
}

function unquoted(text: string): string {
  const value = text.trim();
  const quoted = /^(?<quote>["'])(?<inner>.*)\k<quote>(?:[ \t]+#.*)?$/.exec(value)?.groups?.['inner'];
  return quoted ?? value.replace(/[ \t]+#.*$/, '');
}
