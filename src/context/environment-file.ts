// `.env` files: whatever their values look like, they are there because they must not be in the code.
import type { SecretSpan } from './secret-shapes.ts';

/** `.env`, `.env.local`, `prod.env`, `.envrc`, … with any folder before it. */
export function isEnvironmentFile(path: string): boolean {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  return /^\.env(?:\..+)?$|\.env$|^\.(?:envrc|flaskenv)$/i.test(name);
}

/** Longest value in quotes that goes over several lines, in characters. */
const maxQuoted = 20_000;
const entry = /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*/gm;

/** All values but those that tell nothing: empty ones, switches, small numbers, references to other values. */
export function environmentValues(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  let end = 0;
  for (const match of text.matchAll(entry)) {
    // Within a value of several lines: no entry of its own.
    if (match.index < end) continue;
    const start = match.index + match[0].length;
    const quote = /["'`]/.exec(text[start] ?? '')?.[0];
    const value = quote === undefined ? bareValue(text, start) : quotedValue(text, start, quote);
    end = value.end;
    if (isTelling(text.slice(value.start, value.end))) spans.push({ kind: '.env value', ...value });
  }
  return spans;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** To the end of the line, without a comment after it. */
function bareValue(text: string, start: number): Range {
  const line = /^[^\r\n]*/.exec(text.slice(start, start + maxQuoted))?.[0] ?? '';
  return { start, end: start + line.replace(/[ \t]+#.*$/, '').trimEnd().length };
}

/** To the closing quote, which may stand on a later line; to the end of the line when there is none. */
function quotedValue(text: string, start: number, quote: string): Range {
  const rest = text.slice(start + 1, start + 1 + maxQuoted);
  const length = new RegExp(`^(?:\\\\[\\s\\S]|[^\\\\${quote}])*(?=${quote})`).exec(rest)?.[0].length;
  return length === undefined ? bareValue(text, start) : { start: start + 1, end: start + 1 + length };
}

function isTelling(value: string): boolean {
  return !/^(?:|true|false|yes|no|on|off|null|none|\d{1,5}|\$\{?\w+\}?)$/i.test(value);
}
