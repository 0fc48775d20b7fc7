// Finds keys, tokens, passwords and private keys in a text that is about to be sent, and replaces each by a mark that
// says what was there. Never returns, stores or reports a secret's value. Lines stay where they are.
import type { Attachment, MaskedSecret } from '../model/attachment.ts';
import { t } from '../model/l10n.ts';
import { environmentValues, isEnvironmentFile } from './environment-file.ts';
import { namedSecrets } from './named-secrets.ts';
import { privateKeys } from './private-keys.ts';
import { isPlaceholder } from './secret-values.ts';
import { secretShapes, type SecretSpan } from './secret-shapes.ts';

/** A text without its secrets, and what was taken out, in order. */
export interface MaskedText {
  readonly text: string;
  readonly masked: readonly MaskedSecret[];
}

/**
 * Masks every secret in a text.
 * @param path where the text is from: in `.env` files every value counts as a secret, whatever it looks like.
 */
export function maskSecrets(text: string, path = ''): MaskedText {
  const spans = withoutOverlaps([
    ...privateKeys(text),
    ...shapedSecrets(text),
    ...namedSecrets(text),
    ...(isEnvironmentFile(path) ? environmentValues(text) : []),
  ]);
  if (spans.length === 0) return { text, masked: [] };
  const pieces: string[] = [];
  const masked: MaskedSecret[] = [];
  let end = 0;
  let line = 1;
  for (const span of spans) {
    const before = text.slice(end, span.start);
    const secret = text.slice(span.start, span.end);
    line += lineEndsIn(before).length;
    masked.push({ kind: span.kind, line });
    // What stood on several lines leaves as many: the numbers of the lines below stay true.
    pieces.push(before, `[masked: ${span.kind}]`, ...lineEndsIn(secret));
    line += lineEndsIn(secret).length;
    end = span.end;
  }
  return { text: [...pieces, text.slice(end)].join(''), masked };
}

/** The attachment with its texts masked and what was masked written down; the same object when there is no secret. */
export function maskAttachment<Kind extends Attachment>(attachment: Kind): Kind;
export function maskAttachment(attachment: Attachment): Attachment {
  switch (attachment.kind) {
    case 'image':
      return attachment;
    case 'folder': {
      const files = attachment.files.map((file) => ({ file, ...maskSecrets(file.text, file.path) }));
      const masked = files.flatMap(({ file, masked: found }) =>
        found.map((one) => ({ ...one, path: file.path })),
      );
      if (masked.length === 0) return attachment;
      return { ...attachment, files: files.map(({ file, text }) => ({ ...file, text })), masked };
    }
    case 'terminal': {
      const { text, masked } = maskSecrets(attachment.text);
      const command = attachment.command === undefined ? undefined : maskSecrets(attachment.command);
      const all = [...(command?.masked ?? []), ...masked];
      if (all.length === 0) return attachment;
      return {
        ...attachment,
        text,
        ...(command === undefined ? {} : { command: command.text }),
        masked: all,
      };
    }
    case 'selection':
    case 'symbol':
    case 'file':
    case 'problems':
    case 'diff':
    case 'url': {
      const { text, masked } = maskSecrets(attachment.text, 'path' in attachment ? attachment.path : '');
      return masked.length === 0 ? attachment : { ...attachment, text, masked };
    }
  }
}

/** “3 secrets masked: GitHub token (line 4), password (lines 7 and 9)”; empty when there is none. */
export function describeMasked(masked: readonly MaskedSecret[]): string {
  if (masked.length === 0) return '';
  const places = new Map<string, string[]>();
  for (const { kind, line, path } of masked) {
    const place = path === undefined ? String(line) : `${path}:${line}`;
    places.set(kind, [...(places.get(kind) ?? []), place]);
  }
  const kinds = [...places].map(([kind, lines]) =>
    lines.length === 1 ? t('{0} (line {1})', kind, listed(lines)) : t('{0} (lines {1})', kind, listed(lines)),
  );
  return masked.length === 1
    ? t('1 secret masked: {0}', kinds.join(', '))
    : t('{0} secrets masked: {1}', masked.length, kinds.join(', '));
}

/** More places than this are counted, not named. */
const maxNamedLines = 5;

function listed(lines: readonly string[]): string {
  if (lines.length > maxNamedLines) {
    return t('{0} and {1} more', lines.slice(0, maxNamedLines).join(', '), lines.length - maxNamedLines);
  }
  return lines.length === 1
    ? lines.join('')
    : t('{0} and {1}', lines.slice(0, -1).join(', '), lines.at(-1) ?? '');
}

function shapedSecrets(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const { kind, marks, pattern } of secretShapes) {
    if (!marks.some((mark) => text.includes(mark))) continue;
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.['secret'] ?? match[0];
      if (isPlaceholder(secret)) continue;
      const start = match.index + match[0].lastIndexOf(secret);
      spans.push({ kind, start, end: start + secret.length });
    }
  }
  return spans;
}

/** In order; of spans that overlap, one from the first start to the last end, named after the one found first. */
function withoutOverlaps(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const merged: SecretSpan[] = [];
  // A stable sort: at the same start the finder that knows more about it comes first.
  for (const span of spans.toSorted((left, right) => left.start - right.start)) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { ...last, end: span.end };
  }
  return merged;
}

function lineEndsIn(text: string): readonly string[] {
  return text.match(/\r\n?|\n/g) ?? [];
}
