// The title of a chat by rule: the first words of its first message.

const maxTitleLength = 60;

/** The first line with words, markdown marks stripped, cut at a word near 60 characters. `fallback` when there are none. */
export function titleFrom(text: string, fallback: string): string {
  const line = text
    .split('\n')
    .map((candidate) => candidate.replace(/^[\s#>*`-]+/, '').trim())
    .find((candidate) => candidate !== '');
  if (line === undefined) return fallback;
  if (line.length <= maxTitleLength) return line;
  // Without the first half of a character that lies across the limit.
  const cut = line.slice(0, maxTitleLength).replace(/[\uD800-\uDBFF]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > maxTitleLength / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
