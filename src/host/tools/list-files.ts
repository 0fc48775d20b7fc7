// The names of all files below a folder that searching would look at: by ripgrep, which lists a hundred thousand in well
// under a second, else by walking. Reads no file.
import type { PathPorts } from '../trusted-path.ts';
import { findRipgrep, listWithRipgrep } from './ripgrep.ts';
import { walkFolder, type Excludes } from './walk-folder.ts';

/** What listing needs. */
export interface ListPorts {
  readonly programs: PathPorts;
  /** Folder of the VS Code application; undefined: its ripgrep is not used. */
  readonly appRoot: string | undefined;
}

/** File names, and whether there are more. */
export interface ListedFiles {
  /** Relative, with `/`; in no order. */
  readonly files: readonly string[];
  readonly isCut: boolean;
}

/**
 * Lists files.
 * @param root absolute.
 * @param maxFiles most that are listed.
 * @throws the signal's reason when it aborts.
 */
export async function listFiles(
  root: string,
  excludes: Excludes,
  maxFiles: number,
  ports: ListPorts,
  signal: AbortSignal,
): Promise<ListedFiles> {
  const files: string[] = [];
  const take = (file: string): boolean => {
    if (files.length >= maxFiles) return false;
    files.push(file);
    return true;
  };
  const program = await findRipgrep(ports.appRoot, ports.programs);
  if (program !== undefined) {
    const { isComplete } = await listWithRipgrep(program, { root, excludes }, ports.programs, take, signal);
    return { files, isCut: !isComplete };
  }
  const walk = walkFolder(root, '', excludes, signal);
  for await (const file of walk.files) if (!take(file)) return { files, isCut: true };
  return { files, isCut: walk.isCut() };
}
