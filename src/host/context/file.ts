// A file → attachment: the text of the editor that has it open, unsaved changes and all, else its bytes as they are on
// disk, in whatever file system. Pictures become pictures; other binary files and very large ones are refused.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { FileAttachment, FolderFile, ImageAttachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';
import { displayPath } from './display-path.ts';
import { imageAttachment } from './image.ts';

/** Largest file whose text is sent, in bytes: about 300,000 tokens, more than nearly every model reads. */
export const maxFileBytes = 1_000_000;

/**
 * The file at this address.
 * @throws Error that says why it cannot be attached.
 */
export async function fileAttachment(uri: vscode.Uri): Promise<FileAttachment | ImageAttachment> {
  const path = displayPath(uri);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return fromDocument(open, path);
  if (uri.path.toLowerCase().endsWith('.ipynb')) {
    const notebook = await notebookText(uri);
    if (notebook !== undefined) return fromText(uri, path, 'python', notebook);
  }
  const bytes = await readBytes(uri, path);
  const image = imageAttachment(path.split('/').at(-1) ?? path, bytes, uri);
  if (image !== undefined) return image;
  if (looksBinary(bytes)) throw new Error(t('{0} is not a text file: it was not attached.', path));
  return fromText(uri, path, languageOf(uri), await vscode.workspace.decode(bytes, { uri }));
}

/** The same for one file of a folder, by its text alone; undefined when it has none to send. */
export async function folderFile(uri: vscode.Uri): Promise<FolderFile | undefined> {
  const file = await fileAttachment(uri).catch(() => undefined);
  if (file === undefined || file.kind === 'image') return undefined;
  const { path, languageId, text, totalLines } = file;
  return { path, languageId, text, totalLines };
}

/** How many lines a text has; a line end at its end begins no further one. */
export function countLines(text: string): number {
  const ends = text.match(/\r\n?|\n/g)?.length ?? 0;
  return /[\r\n]$/.test(text) || text === '' ? ends : ends + 1;
}

function fromDocument(document: vscode.TextDocument, path: string): FileAttachment {
  const file = fromText(document.uri, path, document.languageId, document.getText());
  return document.isDirty || document.isUntitled ? { ...file, isUnsaved: true } : file;
}

function fromText(uri: vscode.Uri, path: string, languageId: string, text: string): FileAttachment {
  if (text.trim() === '') throw new Error(t('{0} is empty: there is nothing to attach.', path));
  const totalLines = countLines(text);
  return { kind: 'file', id: randomUUID(), path, uri: uri.toString(), languageId, text, totalLines };
}

async function readBytes(uri: vscode.Uri, path: string): Promise<Uint8Array> {
  const stat = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
  if (stat === undefined) throw new Error(t('{0} cannot be read. Is it still there?', path));
  if ((stat.type & vscode.FileType.File) === 0) throw new Error(t('{0} is not a file.', path));
  // Pictures have a limit of their own, which is higher.
  if (stat.size > 4 * maxFileBytes) throw tooLarge(path, stat.size);
  const bytes = await vscode.workspace.fs.readFile(uri);
  if (bytes.byteLength > maxFileBytes && !looksBinary(bytes)) throw tooLarge(path, bytes.byteLength);
  return bytes;
}

function tooLarge(path: string, bytes: number): Error {
  const size = `${(bytes / 1_000_000).toFixed(1)} MB`;
  return new Error(t('{0} has {1}: no model reads that much. Select the lines that matter.', path, size));
}

/** Are these bytes no text? A NUL where text has none; UTF-16 begins with a mark that says so. */
export function looksBinary(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return !isUtf16 && bytes.subarray(0, 8000).includes(0);
}

/** The cells of a notebook one after the other, each with a mark above it; undefined when nobody can read notebooks. */
async function notebookText(uri: vscode.Uri): Promise<string | undefined> {
  const notebook = await vscode.workspace.openNotebookDocument(uri).then(undefined, () => undefined);
  return notebook
    ?.getCells()
    .map(({ document }, index) => `# %% cell ${index + 1} (${document.languageId})\n${document.getText()}\n`)
    .join('\n');
}

/** The language of an open document, else the ending of the name: it is not opened for that. */
function languageOf(uri: vscode.Uri): string {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}
