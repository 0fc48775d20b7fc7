// Where downloaded tools live between runs: one folder per user, one sub-folder per tool and version.
// Installs are atomic: a folder that exists under its final name is complete, and nothing here ever repairs one in place.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Receives one line of progress, without a line end. */
export type Progress = (line: string) => void;

/** Progress to stderr, so that stdout stays free for what other programs read. */
export const progressToStderr: Progress = (line) => {
  process.stderr.write(`${line}\n`);
};

/** Absolute path of Parley's per-user cache folder; it may not exist yet. */
export function cacheFolder(): string {
  const env = process.env;
  if (process.platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'parley');
  }
  // XDG: a relative XDG_CACHE_HOME must be ignored.
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg !== undefined && path.isAbsolute(xdg)) return path.join(xdg, 'parley');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'parley');
  return path.join(homedir(), '.cache', 'parley');
}

/** An install older than this without having finished was left by a process that died. */
const ABANDONED_AFTER_MS = 2 * 3600_000;

/**
 * Makes sure `<cache>/<name>` exists and is complete, and returns its absolute path.
 * `install` fills an empty temporary folder beside it, which is then renamed: of several processes installing at the
 * same time one wins and the others throw their copy away. `proof` is a file (relative) that a complete install has;
 * a folder without it (deleted by a cleaner, say) is replaced. Throws whatever `install` throws.
 */
export async function installOnce(
  name: string,
  proof: string,
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const parent = cacheFolder();
  const target = path.join(parent, name);
  const complete = (): boolean => existsSync(path.join(target, proof));
  if (complete()) return target;
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent, name);
  const temporary = await mkdtemp(path.join(parent, `.${name}.`));
  try {
    await install(temporary);
    if (!existsSync(path.join(temporary, proof))) {
      throw new Error(`the install of ${name} ended without an error but has no ${proof}`);
    }
    if (complete()) return target;
    if (existsSync(target)) await rename(target, `${temporary}.broken`);
    await renameUnlessWon(temporary, target, complete);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(`${temporary}.broken`, { recursive: true, force: true });
  }
  return target;
}

async function renameUnlessWon(from: string, to: string, won: () => boolean): Promise<void> {
  // On Windows a virus scanner may hold a fresh file for a moment: EPERM, then fine.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (won()) return;
      if (attempt === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 300));
    }
  }
}

async function removeAbandoned(parent: string, name: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(`.${name}.`)) continue;
    const folder = path.join(parent, entry);
    const info = await stat(folder).catch(() => undefined);
    if (info !== undefined && Date.now() - info.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
