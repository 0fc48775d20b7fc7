// Bytes → picture attachment. Only what the bytes show to be PNG, JPEG, GIF or WebP, sent as it is.
import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { maxImageBytes, readImage } from '../../context/image-type.ts';
import type { ImageAttachment } from '../../model/attachment.ts';

/**
 * A picture from a file, or pasted (then without `uri`). Undefined when the bytes are no picture.
 * @throws Error when it is one and too large.
 */
export function imageAttachment(
  name: string,
  bytes: Uint8Array,
  uri?: vscode.Uri,
): ImageAttachment | undefined {
  const facts = readImage(bytes);
  if (facts === undefined) return undefined;
  if (bytes.byteLength > maxImageBytes) {
    const size = (bytes.byteLength / 1_000_000).toFixed(1);
    const most = (maxImageBytes / 1_000_000).toFixed(1);
    throw new Error(
      `${name} has ${size} MB; a picture may have ${most}. Make it smaller and attach it again.`,
    );
  }
  return {
    kind: 'image',
    id: randomUUID(),
    name,
    ...(uri === undefined ? {} : { uri: uri.toString() }),
    ...facts,
    base64: Buffer.from(bytes).toString('base64'),
  };
}
