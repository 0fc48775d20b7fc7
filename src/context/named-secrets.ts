// Secrets that have no shape of their own and are known by the name before them: `password: …`, `API_KEY=…`, logins in
// addresses and in Authorization headers. A name alone is never enough: the value must look like a secret, too.
import type { SecretSpan } from './secret-shapes.ts';
import { isPlaceholder, isReference, looksLikePassword, looksRandom } from './secret-values.ts';

/**
 * `name = value`, `"name": "value"`, `name: value`, `name => value`; a `-` at the start of its line is that of a diff.
 * Every part is bounded: the search is linear.
 */
const assignment =
  /(?<![A-Za-z0-9_$.]|(?<!^)-)(?<name>[A-Za-z_$][\w.-]{2,80})["'`]?\]?\s{0,4}(?::=|=>|[:=])\s{0,4}(?:"(?<double>[^"\r\n]{8,600})"|'(?<single>[^'\r\n]{8,600})'|`(?<back>[^`\r\n]{8,600})`|(?<bare>[^\s"'`,;(){}[\]<>]{8,600}))/gm;

const login =
  /(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"'`<>]{0,100}:(?<secret>[^\s/@"'`<>]{3,200})@/gi;

const header =
  /(?:authorization|x-api-key|api-key)["'`]?\s{0,4}[:=,]\s{0,4}["'`]?(?:(?:bearer|basic|token|bot)\s{1,4})?(?<secret>[A-Za-z0-9._~+/=-]{16,})/gi;

/** All such places in a text. */
export function namedSecrets(text: string): readonly SecretSpan[] {
  return [...assignedSecrets(text), ...logins(text), ...headerSecrets(text)];
}

function assignedSecrets(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(assignment)) {
    const { name = '', double, single, back, bare } = match.groups ?? {};
    const kind = kindOfName(name);
    if (kind === undefined) continue;
    const value = double ?? single ?? back ?? bare ?? '';
    if (bare !== undefined && !isBareSecret(bare)) continue;
    if (!(kind === 'password' ? looksLikePassword(value) : looksRandom(value))) continue;
    const quote = bare === undefined ? 1 : 0;
    const end = match.index + match[0].length - quote;
    spans.push({ kind, start: end - value.length, end });
  }
  return spans;
}

/** Without quotes it may be code: a name with digits in it is none. */
function isBareSecret(value: string): boolean {
  return !/^[A-Za-z_$][\w$]*$/.test(value) || (value.match(/\d/g) ?? []).length >= 4;
}

function logins(text: string): readonly SecretSpan[] {
  if (!text.includes('://')) return [];
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(login)) {
    const secret = match.groups?.['secret'] ?? '';
    if (isPlaceholder(secret) || isReference(secret) || /^[{$%[]/.test(secret) || isStockPassword(secret))
      continue;
    const end = match.index + match[0].length - 1;
    spans.push({ kind: 'password in an address', start: end - secret.length, end });
  }
  return spans;
}

/** What everybody writes into examples and into databases of their own machine. */
function isStockPassword(value: string): boolean {
  return /^(?:pass(?:word|wd|phrase)?|pw|pwd|secret|token|key|user(?:name)?|postgres|mysql|root|admin|guest|test|dev|local)\d{0,4}$/i.test(
    value,
  );
}

function headerSecrets(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(header)) {
    const secret = match.groups?.['secret'] ?? '';
    if (!looksRandom(secret)) continue;
    const end = match.index + match[0].length;
    spans.push({ kind: 'credential in a header', start: end - secret.length, end });
  }
  return spans;
}

const passwordWords: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'pass',
  'passcode',
]);
/** Of what a key must be to be a secret. */
const keyOwners: ReadonlySet<string> = new Set(
  'api access secret private signing encryption master account subscription shared auth service admin deploy webhook client'.split(
    ' ',
  ),
);
/** Names with such a word are about public things, or about how a secret is kept. */
const harmlessWords: ReadonlySet<string> = new Set(
  'hash digest checksum integrity sha sum public fingerprint id ids name arn version etag csrf next page continuation cursor cache idempotency'.split(
    ' ',
  ),
);

/** What the name says its value is; undefined when it says nothing of the kind. */
function kindOfName(name: string): string | undefined {
  if (!/pass|pwd|secret|token|key|credential/i.test(name)) return undefined;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  if (words.some((word) => harmlessWords.has(word))) return undefined;
  if (passwordWords.has(last) || /(?:password|passwd|passphrase)$/.test(last)) return 'password';
  if (/secret$/.test(last)) return 'secret';
  if (/token$/.test(last)) return 'token';
  if (/^credentials?$/.test(last)) return 'credential';
  const isUpper = name === name.toUpperCase() && name.includes('_');
  const isOwned = words.slice(0, -1).some((word) => keyOwners.has(word));
  if (last === 'key' && (isOwned || isUpper)) return 'key';
  return /(?:api|access|secret|private|account|master)key$/.test(last) ? 'key' : undefined;
}
