// Writes the executable that `runTests` starts in place of VS Code: a two-line script that runs shim.ts under the very
// Node that runs us, because a shebang would take whichever node comes first on PATH.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

const OUT = path.join(import.meta.dirname, '..', '.out');
const SHIM = path.join(import.meta.dirname, 'shim.ts');

/** Returns the absolute path of the executable, written anew only when its content changes. */
export async function writeShimExecutable(): Promise<string> {
  const isWindows = process.platform === 'win32';
  const file = path.join(OUT, isWindows ? 'vscode-shim.cmd' : 'vscode-shim');
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const content = isWindows
    ? `@"${process.execPath}" "${SHIM}" %*\r\n`
    : `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(SHIM)} "$@"\n`;
  if ((await readFile(file, 'utf8').catch(() => undefined)) === content) return file;
  await mkdir(OUT, { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, content);
  await chmod(temporary, 0o755);
  await rename(temporary, file);
  return file;
}
