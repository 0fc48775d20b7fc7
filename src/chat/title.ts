// What a chat is called in lists, by rule: its title and first words, both from its first message.
import { attachmentLabel, type Attachment } from '../model/attachment.ts';
import { t } from '../model/l10n.ts';

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

/** The title of a chat that begins with this message: of what is attached where nothing is written. */
export function titleOf(text: string, attachments: readonly Attachment[]): string {
  const [first] = attachments;
  const place = first?.kind === 'selection' ? first.path : first && attachmentLabel(first);
  return titleFrom(text, place ?? t('New chat'));
}

const maxPreviewLength = 160;

/** The first words of a message on one line, for lists. */
export function previewFrom(text: string): string {
  return text
    .slice(0, 2 * maxPreviewLength)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxPreviewLength)
    .toWellFormed();
}
