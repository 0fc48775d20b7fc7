// Installs the VS Code server that npm ships, on demand, into the per-user cache. Never part of `npm ci`, and nothing
// is compiled: the packages carry prebuilt binaries for what the tests use.
import path from 'node:path';
import { installOnce, type Progress } from './cache-folder.ts';
import { runNpm } from './run-step.ts';

/** code-server 4.139.1 carries VS Code 1.139.1. */
export const SERVER_VERSION = '4.139.1';

// npm gives up on a dead network by itself (fetch timeouts and retries); this bounds everything else.
const STEP_LIMIT_MS = 20 * 60_000;
const VSCODE = path.join('node_modules', 'code-server', 'lib', 'vscode');
const MAIN = path.join('out', 'server-main.js');

/** Returns the folder of the VS Code server (it holds `out/server-main.js`), after installing it where need be. */
export async function installServer(progress: Progress): Promise<string> {
  const folder = await installOnce(
    `code-server-${SERVER_VERSION}`,
    path.join(VSCODE, MAIN),
    async (temporary) => {
      const step = (title: string, cwd: string, args: readonly string[]): Promise<void> =>
        runNpm(title, ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], {
          cwd,
          limitMs: STEP_LIMIT_MS,
          progress,
        });
      const server = path.join(temporary, VSCODE);
      await step(`installing the VS Code server ${SERVER_VERSION} (once, about 800 MB)`, temporary, [
        '--prefix',
        temporary,
        `code-server@${SERVER_VERSION}`,
      ]);
      await step('installing the packages of the VS Code server', server, ['--omit=dev']);
      await step("installing the packages of VS Code's own extensions", path.join(server, 'extensions'), [
        '--omit=dev',
      ]);
    },
  );
  return path.join(folder, VSCODE);
}
