// Tells a secret from what merely stands where one could: placeholders, references, names, words. Judges values only.

/** Words that documentation and templates put in place of a secret. */
const placeholderWords =
  /your|example|placeholder|dummy|redacted|masked|changeme|change-me|replace|insert|sample|fake|xxxxx|\*\*\*|\.\.\.|…|<|>/i;

/** Is this a value for show: `sk-your-key-here`, `AKIA…EXAMPLE`, `xxxxxxxx`, or one character again and again? */
export function isPlaceholder(value: string): boolean {
  return placeholderWords.test(value) || new Set(value.slice(-12)).size <= 2;
}

/** Is it a reference to a value elsewhere: `${NAME}`, `$NAME`, `{{ name }}`, `%NAME%`, `process.env.NAME`? */
export function isReference(value: string): boolean {
  return (
    /\$\{|\$\(|\{\{|%\(|^\$[A-Za-z_]\w*$|^%\w+%$|^@\w|^https?:\/\//.test(value) ||
    /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$/.test(value)
  );
}

/** Bits of information per character by the frequencies in the text itself (Shannon 1948). */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  const total = text.length;
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total);
  return bits;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Does the value look made by a machine to be unguessable? For values whose name says that they are secret. */
export function looksRandom(value: string): boolean {
  if (value.length < 16 || /\s/.test(value) || isPlaceholder(value) || isReference(value)) return false;
  if (uuid.test(value)) return true;
  if (!/^[A-Za-z0-9+/=_.~:!@#$%^&*-]+$/.test(value)) return false;
  if ((value.match(/\d/g) ?? []).length < 2 || !/[A-Za-z]/.test(value)) return false;
  return entropyOf(value.slice(0, 200)) >= 3 && !isMadeOfWords(value);
}

/** `app-settings-v2`, `users/42/photo`, `text.input.password1`: words with a number here and there. */
function isMadeOfWords(value: string): boolean {
  const parts = value.split(/[-_.:/@=+]+/).filter((part) => part !== '');
  return parts.every((part) =>
    /^(?:[A-Za-z][a-z]*(?:[A-Z][a-z]+)*\d{0,3}|[A-Z]+\d{0,3}|\d{1,4})$/.test(part),
  );
}

/** Does the value look like a password that somebody uses? Words, labels and paths do not. */
export function looksLikePassword(value: string): boolean {
  if (value.length < 8 || /\s/.test(value) || isPlaceholder(value) || isReference(value)) return false;
  if (looksRandom(value)) return true;
  if (/^[\w.-]*\/[\w/.-]*$/.test(value) || /pass|pwd|test|secret/i.test(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /[!-/:-@[-`{-~]/].filter((pattern) => pattern.test(value)).length;
  return /\d/.test(value) && classes >= 2 && !isMadeOfWords(value);
}
