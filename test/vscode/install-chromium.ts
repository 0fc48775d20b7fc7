// Installs the headless Chromium that an npm package ships, on demand, into the per-user cache (Linux only).
// The package's own flags (single process, no web security) are not used.
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { cacheFolder, installOnce, type Progress } from './cache-folder.ts';
import { runNpm } from './run-step.ts';

const VERSION = '153.0.0';
const NAME = `chromium-${VERSION}`;
const STEP_LIMIT_MS = 15 * 60_000;

// The package's own file looks for fonts in the temporary folder.
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** Whether an earlier run has installed it. */
export function isChromiumInstalled(): boolean {
  return existsSync(path.join(cacheFolder(), NAME, 'chromium'));
}

/** Returns the program and the variables it needs, after installing it where need be. */
export async function installChromium(
  progress: Progress,
): Promise<{ executablePath: string; env: Record<string, string> }> {
  const folder = await installOnce(NAME, 'chromium', async (temporary) => {
    const packages = path.join(temporary, 'packages');
    await mkdir(packages);
    await runNpm(
      `installing Chromium ${VERSION} (once, about 70 MB)`,
      [
        'install',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--prefix',
        packages,
        `@sparticuz/chromium@${VERSION}`,
      ],
      { cwd: packages, limitMs: STEP_LIMIT_MS, progress },
    );
    const bin = path.join(packages, 'node_modules', '@sparticuz', 'chromium', 'bin');
    progress('unpacking Chromium …');
    await unpackTar(path.join(bin, 'fonts.tar.br'), temporary);
    await unpackTar(path.join(bin, 'swiftshader.tar.br'), temporary);
    await writeFile(path.join(temporary, 'fonts.conf'), FONTS_CONF);
    await mkdir(path.join(temporary, 'system'));
    await unpackTar(path.join(bin, 'al2023.tar.br'), path.join(temporary, 'system'));
    // Last, because this file is the proof of a complete install.
    await pipeline(
      createReadStream(path.join(bin, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(path.join(temporary, 'chromium'), { mode: 0o755 }),
    );
    await rm(packages, { recursive: true });
  });
  const executablePath = path.join(folder, 'chromium');
  const env = { FONTCONFIG_PATH: folder };
  if (await startsWith(executablePath, env)) return { executablePath, env };
  // nss, nspr and expat are all it links beyond libc; the package brings copies for systems without them.
  const withLibraries = { ...env, LD_LIBRARY_PATH: path.join(folder, 'system', 'lib') };
  if (await startsWith(executablePath, withLibraries)) return { executablePath, env: withLibraries };
  throw new Error(
    `The Chromium that npm ships does not start on this machine (${executablePath}). ` +
      'Install Chrome or Chromium, or name one with PARLEY_BROWSER.',
  );
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => {
    tar.once('error', reject);
    tar.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`tar could not unpack ${archive} (code ${code})`)),
    );
  });
  await Promise.all([pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin), ended]);
}

/** Whether the program gets as far as printing its version with these variables. */
function startsWith(executablePath: string, env: Record<string, string>): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(executablePath, ['--version'], {
      stdio: 'ignore',
      env: { ...process.env, ...env },
      timeout: 20_000,
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
