// Private keys in their usual armours, whole or cut off, also on one line with written line ends (`\n` in JSON).
import type { SecretSpan } from './secret-shapes.ts';

/** Longest key between the marks; the longest RSA keys have about 13,000 characters. */
const maxKeyLength = 50_000;
/** What a body consists of: base64, header lines, line ends, and the marks of string literals around them. */
const body = /^[\w+/=\s\\"'`,.:;()<>|#*-]*$/;
/** At least as much as the shortest key (an Ed25519 seed). */
const someBase64 = /[A-Za-z0-9+/]{32}/;

/** The bodies of all private keys; their BEGIN and END lines stay, and say what was there. */
export function privateKeys(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  const begins = [...text.matchAll(/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g)];
  for (const [at, { index, 0: begin }] of begins.entries()) {
    const start = index + begin.length;
    const rest = text.slice(start, Math.min(start + maxKeyLength, begins[at + 1]?.index ?? Infinity));
    const close = rest.indexOf('-----END ');
    const end = start + (close >= 0 ? close : cutOffBody(rest));
    const found = text.slice(start, end);
    if (!body.test(found) || !someBase64.test(found)) continue;
    const blanks = /^(?:\s|\\[nr])*/.exec(found)?.[0].length ?? 0;
    const after = /(?:\s|\\[nr])*$/.exec(found.slice(-100))?.[0].length ?? 0;
    spans.push({ kind: 'private key', start: start + blanks, end: end - after });
  }
  return [...spans, ...puttyKeys(text)];
}

/**
 * What stands between two lines of base64: blanks and line ends, also written ones, and what diffs, lists of matches and
 * listings with line numbers put before each line.
 */
const gap = /(?:\s|\\[nr]|(?<=\n)(?:\d{1,7}\t|[+-]|[^\s:]{1,200}:\d{1,7}:\s))*/.source;
const cutOff = new RegExp(`^${gap}(?:[A-Za-z0-9+/=]{16,}${gap})*(?:[A-Za-z0-9+/=]{4,}(?=\\s|\\\\|$))?`);

/** How far lines of base64 go on after a BEGIN without an END. */
function cutOffBody(text: string): number {
  return cutOff.exec(text)?.[0].length ?? 0;
}

/** PuTTY's own format: a count, then as many lines. */
function puttyKeys(text: string): readonly SecretSpan[] {
  const keys = text.matchAll(/^Private-Lines: (?:\d{1,3})\r?\n(?<key>(?:[A-Za-z0-9+/=]{1,80}\r?\n?)+)/gm);
  return [...keys].map(({ index, 0: whole, groups }) => {
    const key = groups?.['key'] ?? '';
    const end = index + whole.length;
    return { kind: 'private key', start: end - key.length, end: end - (/\r?\n$/.exec(key)?.[0].length ?? 0) };
  });
}
