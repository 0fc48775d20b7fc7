// Bytes → picture attachment. Only what the bytes show to be PNG, JPEG, GIF or WebP, sent as it is.
import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { maxImageBytes, readImage } from '../../context/image-type.ts';
import type { ImageAttachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';

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
      t('{0} has {1} MB; a picture may have {2}. Make it smaller and attach it again.', name, size, most),
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
