// Facts about the bytes of a file before and after a change. Holds nothing.
import { createHash } from 'node:crypto';
import { decode, encodingOf } from '../../tools/text-encoding.ts';
import { changeBetween } from '../../tools/unified-diff.ts';

/** How many lines came and went; undefined before: there was no file. Zeros when it is no text. */
export function countsOf(
  before: Uint8Array | undefined,
  after: Uint8Array,
): { addedLines: number; removedLines: number } {
  const from = before === undefined ? '' : textOf(before);
  const to = textOf(after);
  if (from === undefined || to === undefined) return { addedLines: 0, removedLines: 0 };
  const { addedLines, removedLines } = changeBetween(from, to);
  return { addedLines, removedLines };
}

/** The text; undefined when it is none. */
export function textOf(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes, true);
  return encoding === 'binary' ? undefined : decode(bytes, encoding);
}

/** SHA-256 in hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
