// The text of one file as a model sees it: an editor’s unsaved text before the disk’s. Loads whole files up to a size only.
import type { Place } from './paths.ts';
import { decode, encode, encodingOf, joined, type Encoding } from './text-encoding.ts';
import { ToolProblem } from './tool.ts';
import type { FileContent, ToolWorkspace } from './workspace.ts';

/** Larger files are read in pieces and cannot be edited. */
export const MAX_WHOLE_BYTES = 5 * 1024 * 1024;

/** A whole file with the way it is written. */
export interface FileText extends FileContent {
  readonly encoding: Encoding;
}

/** What a file is, as far as it can be loaded. */
export type Loaded =
  | { readonly kind: 'text'; readonly file: FileText }
  | { readonly kind: 'binary'; readonly sizeBytes: number }
  | { readonly kind: 'large'; readonly sizeBytes: number };

/**
 * Loads a file.
 * @throws ToolProblem when it cannot be read or is no file.
 */
export async function loadFile(
  place: Place,
  workspace: Pick<ToolWorkspace, 'files'>,
  signal: AbortSignal,
): Promise<Loaded> {
  const open = await workspace.files.open(place, signal);
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (open.sizeBytes > MAX_WHOLE_BYTES) {
    await open.close();
    return { kind: 'large', sizeBytes: open.sizeBytes };
  }
  for await (const piece of open.chunks) {
    pieces.push(piece);
    size += piece.length;
    // It grows while it is read.
    if (size > MAX_WHOLE_BYTES) return { kind: 'large', sizeBytes: size };
  }
  const bytes = joined(...pieces);
  const encoding = encodingOf(bytes, true);
  if (encoding === 'binary') return { kind: 'binary', sizeBytes: bytes.length };
  const unsaved = workspace.files.unsavedText(place);
  if (unsaved === undefined) {
    return { kind: 'text', file: { bytes, encoding, text: decode(bytes, encoding), isUnsaved: false } };
  }
  return {
    kind: 'text',
    file: { bytes: encode(unsaved, encoding) ?? bytes, encoding, text: unsaved, isUnsaved: true },
  };
}

/** Refuses what cannot be read as a file, before it is opened. */
export function requireFile(place: Place): void {
  switch (place.kind) {
    case 'file':
      return;
    case 'folder':
      throw new ToolProblem(`${place.shown} is a folder. List it with list_files.`);
    case 'missing':
      throw new ToolProblem(`There is no file ${place.shown}. Look for it with list_files.`);
    case 'other':
      throw new ToolProblem(
        `${place.shown} is not a regular file (a pipe, socket or device) and is not read.`,
      );
  }
}

/** `1,234 bytes`. */
export function bytesInWords(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'byte' : 'bytes'}`;
}
