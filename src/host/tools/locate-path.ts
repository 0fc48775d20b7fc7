// Says what is at a path with links followed, for the policy in tools/paths. Decides nothing and opens nothing.
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Located } from '../../tools/path-port.ts';

/** See {@link PathPort.locate}. */
export async function locatePath(absolute: string): Promise<Located | undefined> {
  const missing: string[] = [];
  let current = absolute;
  for (;;) {
    const real = await realpath(current).catch(codeOf);
    if (typeof real === 'string') return describe(real, missing);
    // A name that is there and leads nowhere; a loop; no permission to look.
    if (!isMissing(real.code) || (await exists(current))) return undefined;
    const parent = path.dirname(current);
    if (parent === current) return undefined;
    missing.unshift(path.basename(current));
    current = parent;
  }
}

async function describe(real: string, missing: readonly string[]): Promise<Located | undefined> {
  if (missing.length > 0) return { real: path.join(real, ...missing), kind: 'missing', links: 0 };
  const found = await stat(real).catch(() => undefined);
  if (found === undefined) return undefined;
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  return { real, kind, links: found.nlink };
}

async function exists(file: string): Promise<boolean> {
  const found = await lstat(file).catch(codeOf);
  return !('code' in found) || !isMissing(found.code);
}

function isMissing(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The system's code of an error. */
export function codeOf(error: unknown): { readonly code: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return { code: typeof code === 'string' ? code : '' };
}
