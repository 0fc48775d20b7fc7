// Why a file cannot be read or written, in words for the model. Errors of the system come out of here as such words.
import type { Place } from '../../tools/paths.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { codeOf } from './locate-path.ts';

/** A place by its names: all that is needed to find it again. */
export type FilePlace = Pick<Place, 'real' | 'root' | 'shown'>;

/** Another name of the file would change with it. */
export function severalNames({ shown }: FilePlace): string {
  return `${shown} has several names (hard links), one of which may be outside the workspace. It is not written.`;
}

/** It is meant to stay as it is. */
export function readOnly({ shown }: FilePlace): string {
  return `${shown} is read-only. It is not written; ask the user to allow it.`;
}

/** Errors of the system become a ToolProblem that says what cannot be done. */
export async function told<Value>(
  { shown }: FilePlace,
  what: string,
  act: () => Promise<Value>,
): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const { code } = codeOf(error);
    if (error instanceof ToolProblem || code === '') throw error;
    throw new ToolProblem(`${shown} cannot be ${what}: ${reasons[code] ?? code}.`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist any more',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of its path is a file',
  ELOOP: 'it was replaced by a link',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'its name is too long',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
};
