// Reads and edits settings files: JSON with comments and trailing commas. An edit changes the one value asked for and
// leaves every other byte (comments, order, indentation) as the user wrote it.

/** A member of an object: where its key begins, and its value begins and ends (offsets into the text). */
type Member = { key: string; start: number; valueStart: number; valueEnd: number };

/** Parses JSON with comments and trailing commas. Throws a SyntaxError like JSON.parse. Empty text is an empty object. */
export function parseJsonc(text: string): unknown {
  const plain = blankOut(text);
  if (plain.trim() === '') return {};
  return JSON.parse(
    plain.replaceAll(/,(\s*[}\]])/g, (match, rest: string, at: number) => {
      return isInString(plain, at) ? match : ` ${rest}`;
    }),
  );
}

/**
 * Returns `text` with the value at `path` (object keys only) set, or the member removed when `value` is undefined.
 * Missing objects on the way are made; a value on the way that is no object is replaced.
 */
export function setJsonc(text: string, path: readonly [string, ...string[]], value: unknown): string {
  const source = text.trim() === '' ? '{}\n' : text;
  const open = blankOut(source).indexOf('{');
  if (open < 0) throw new SyntaxError('a settings file must hold one object');
  return setIn(source, open, path, value, 1);
}

function setIn(text: string, open: number, path: readonly string[], value: unknown, depth: number): string {
  const [key, ...rest] = path;
  if (key === undefined) return text;
  const members = membersOf(text, open);
  const found = members.find((member) => member.key === key);
  if (found !== undefined && rest.length > 0 && blankOut(text)[found.valueStart] === '{') {
    return setIn(text, found.valueStart, rest, value, depth + 1);
  }
  if (value === undefined)
    return found === undefined || rest.length > 0 ? text : remove(text, members, found);
  const nested = rest.reduceRight((inner: unknown, name) => ({ [name]: inner }), value);
  const indent = '  '.repeat(depth);
  const json = JSON.stringify(nested, undefined, 2).replaceAll('\n', `\n${indent}`);
  if (found !== undefined) return text.slice(0, found.valueStart) + json + text.slice(found.valueEnd);
  const member = `\n${indent}${JSON.stringify(key)}: ${json}`;
  const last = members.at(-1);
  if (last === undefined) {
    return `${text.slice(0, open + 1)}${member}\n${'  '.repeat(depth - 1)}${text.slice(open + 1).trimStart()}`;
  }
  const after = blankOut(text).slice(last.valueEnd);
  const hasComma = /^\s*,/.test(after);
  if (!hasComma) return `${text.slice(0, last.valueEnd)},${member}${text.slice(last.valueEnd)}`;
  const comma = last.valueEnd + after.indexOf(',') + 1;
  return `${text.slice(0, comma)}${member},${text.slice(comma)}`;
}

function remove(text: string, members: readonly Member[], member: Member): string {
  const plain = blankOut(text);
  const after = plain.slice(member.valueEnd);
  if (/^\s*,/.test(after)) {
    return text.slice(0, member.start) + text.slice(member.valueEnd + after.indexOf(',') + 1).trimStart();
  }
  const previous = members[members.indexOf(member) - 1];
  const from = previous === undefined ? member.start : previous.valueEnd;
  return text.slice(0, from) + text.slice(member.valueEnd);
}

/** The members of the object that opens at `open`. */
function membersOf(text: string, open: number): Member[] {
  const plain = blankOut(text);
  const members: Member[] = [];
  let at = open + 1;
  for (;;) {
    while (/[\s,]/.test(plain[at] ?? '')) at += 1;
    if (plain[at] === '}') return members;
    if (plain[at] !== '"') throw new SyntaxError(`a settings file is not valid JSON at offset ${at}`);
    const start = at;
    const keyEnd = endOfString(plain, at);
    const valueStart = keyEnd + (/^\s*:\s*/.exec(plain.slice(keyEnd))?.[0].length ?? 0);
    const valueEnd = endOfValue(plain, valueStart);
    if (valueStart === keyEnd || valueEnd === valueStart) {
      throw new SyntaxError(`a settings file is not valid JSON at offset ${keyEnd}`);
    }
    members.push({ key: JSON.parse(plain.slice(start, keyEnd)) as string, start, valueStart, valueEnd });
    at = valueEnd;
  }
}

function endOfString(plain: string, start: number): number {
  let at = start + 1;
  while (at < plain.length && plain[at] !== '"') at += plain[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfValue(plain: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < plain.length) {
    const char = plain[at] ?? '';
    if (char === '"') {
      at = endOfString(plain, at);
      if (depth === 0) return at;
      continue;
    }
    if ('{['.includes(char)) depth += 1;
    if ('}]'.includes(char)) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    if (depth === 0 && /[\s,]/.test(char)) return at;
    at += 1;
  }
  throw new SyntaxError('a settings file ends in the middle of a value');
}

/** The text with every comment turned into spaces, so that all offsets stay. */
function blankOut(text: string): string {
  const pattern = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replaceAll(pattern, (match) =>
    match.startsWith('"') ? match : match.replaceAll(/[^\n]/g, ' '),
  );
}

function isInString(plain: string, position: number): boolean {
  for (const match of plain.matchAll(/"(?:\\.|[^"\\])*"/g)) {
    if (match.index < position && position < match.index + match[0].length) return true;
    if (match.index > position) return false;
  }
  return false;
}
