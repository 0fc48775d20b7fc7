// The test's end of the companion extension: asks the extension host of an opened VS Code to run a command or change a
// setting. For arranging a test; what a user does is done through the page.
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of the companion extension. */
export const COMPANION_FOLDER = path.join(import.meta.dirname, 'companion');

/**
 * Puts a copy of the companion into an extensions folder, before VS Code first starts with it. Only one extension can be
 * under development in the page of the server, and that is Parley.
 */
export async function installCompanion(extensionsDir: string): Promise<void> {
  const target = path.join(extensionsDir, 'parley-tests.parley-companion-0.0.1');
  await cp(COMPANION_FOLDER, target, { recursive: true, force: true });
}

export type Companion = {
  /** Variables to start VS Code with. */
  env: Record<string, string>;
  /** Forgets that the companion was ready; before the window is loaded again. */
  forget(): Promise<void>;
  /** Resolves when the companion runs in the extension host; throws after `limitMs`. */
  ready(limitMs: number): Promise<void>;
  /** Runs a command; `{ $file: '/abs/path' }` among the arguments becomes a Uri. Throws what the command throws. */
  execute(command: string, ...args: readonly unknown[]): Promise<unknown>;
  /** Changes a setting as `WorkspaceConfiguration.update` does; undefined removes it. */
  updateSetting(key: string, value: unknown, target?: SettingTarget): Promise<void>;
};

export type SettingTarget = 'Global' | 'Workspace' | 'WorkspaceFolder';

const ANSWER_LIMIT_MS = 30_000;

/** Prepares an exchange folder; pass the result's `env` to the VS Code that is started. */
export async function createCompanion(folder: string): Promise<Companion> {
  await mkdir(folder, { recursive: true });
  let count = 0;
  const ask = async (request: object): Promise<unknown> => {
    count += 1;
    const file = path.join(folder, `${count}.request.json`);
    const answer = path.join(folder, `${count}.response.json`);
    await writeFile(`${file}.part`, JSON.stringify(request));
    await rename(`${file}.part`, file);
    await waitForFile(
      answer,
      ANSWER_LIMIT_MS,
      `the extension host did not answer ${JSON.stringify(request)}`,
    );
    const response = JSON.parse(await readFile(answer, 'utf8')) as { value?: unknown; error?: string };
    await rm(answer);
    if (response.error !== undefined) throw new Error(`in the extension host: ${response.error}`);
    return response.value;
  };
  return {
    env: { PARLEY_COMPANION_FOLDER: folder },
    forget: () => rm(path.join(folder, 'ready'), { force: true }),
    ready: (limitMs) =>
      waitForFile(path.join(folder, 'ready'), limitMs, 'the extension host of VS Code did not start'),
    execute: (command, ...args) => ask({ command, args }),
    updateSetting: async (setting, value, target = 'Global') => {
      // JSON drops undefined, and update(…, undefined) is what removes a setting: the companion sees no `value`.
      await ask({ setting, value, target });
    },
  };
}

async function waitForFile(file: string, limitMs: number, otherwise: string): Promise<void> {
  const end = Date.now() + limitMs;
  while (!existsSync(file)) {
    if (Date.now() > end) throw new Error(`${otherwise} within ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
