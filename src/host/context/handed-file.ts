// A file of which the panel has handed over the bytes (pasted, or dropped from outside of VS Code) → attachment. What kind it
// is, its bytes say. Where it lies is not known: it is called by its name alone.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { FileAttachment, ImageAttachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';
import { handedFileUri } from './attachment-texts.ts';
import { countLines, looksBinary, maxFileBytes } from './file.ts';
import { imageAttachment } from './image.ts';

/**
 * A picture or a text.
 * @throws Error that says why it cannot be attached.
 */
export async function handedFile(
  givenName: string,
  bytes: Uint8Array,
): Promise<FileAttachment | ImageAttachment> {
  const name = givenName.split(/[/\\]/).at(-1)?.trim() || t('Pasted file');
  const image = imageAttachment(name, bytes);
  if (image !== undefined) return image;
  if (looksBinary(bytes))
    throw new Error(t('{0} is neither a picture nor a text: it was not attached.', name));
  if (bytes.byteLength > maxFileBytes)
    throw new Error(t('{0} is too large to be attached. Select the lines that matter.', name));
  const text = await vscode.workspace.decode(bytes);
  if (text.trim() === '') throw new Error(t('{0} is empty: there is nothing to attach.', name));
  const id = randomUUID();
  const dot = name.lastIndexOf('.');
  return {
    kind: 'file',
    id,
    path: name,
    uri: handedFileUri(id, name).toString(),
    languageId: dot < 0 ? '' : name.slice(dot + 1).toLowerCase(),
    text,
    totalLines: countLines(text),
  };
}
