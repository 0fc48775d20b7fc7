// Opens the npm-shipped VS Code in a headless browser with Parley under development in it, the way a user has it: no
// test mode, so that modal dialogs, Workspace Trust and the palette are the real ones.
import { mkdtemp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame, FrameLocator, Page } from 'playwright-core';
import { loadWorkbench, openBrowserWindow } from './browser-window.ts';
import { progressToStderr } from './cache-folder.ts';
import { createCompanion, installCompanion, type SettingTarget } from './companion.ts';
import { installServer } from './install-server.ts';
import { locateBrowser } from './locate-browser.ts';
import { panelFrame, panelLocator } from './panel-frame.ts';
import { QUIET_SETTINGS, writeSettings, type Settings } from './profile.ts';
import { pageUrl, startServer } from './server.ts';
import { resizeSideBar, runPaletteCommand, THEMES, type Theme } from './workbench.ts';

export type OpenOptions = {
  /** Folder or `.code-workspace` file; an empty window without it. */
  workspace?: string;
  /** The user's settings, on top of the quiet ones. Machine scope included. */
  userSettings?: Settings;
  /** True: Workspace Trust is on and the workspace is not trusted (Restricted Mode). */
  restricted?: boolean;
  /** Added to the environment of the extension host. */
  env?: Readonly<Record<string, string>>;
  /** CSS pixels; 1400 × 900 when left out. */
  viewport?: { width: number; height: number };
  theme?: Theme;
  /** A profile to go on with; a new one, deleted at close, when left out. */
  userDataDir?: string;
  /** The extension under development; this repository when left out. */
  extension?: string;
};

export type OpenVsCode = {
  page: Page;
  /** Origin of the server, `http://127.0.0.1:<port>`. */
  origin: string;
  userDataDir: string;
  /** Parley's panel. Finds its frame anew at every use, so it lives through hide, show and move. */
  panel(): FrameLocator;
  /** The frame of the panel as it is now, for `evaluate`; waits up to 20 s for it. */
  panelFrame(): Promise<Frame>;
  /** Runs a command as a user does, from the palette: by its title ("Parley: Open Chat") or a Parley command id. */
  runCommand(titleOrId: string): Promise<void>;
  /** Runs a command inside the extension host; `{ $file: '/abs' }` becomes a Uri. */
  execute(command: string, ...args: readonly unknown[]): Promise<unknown>;
  /** Changes a setting while VS Code runs; undefined removes it. */
  updateSetting(key: string, value: unknown, target?: SettingTarget): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** Drags the edge of a side bar until it is `width` CSS pixels wide. */
  resizeSideBar(width: number, part?: 'sidebar' | 'auxiliarybar'): Promise<void>;
  /** Loads the window again, as "Developer: Reload Window" does, and waits until the extension host runs. */
  reload(): Promise<void>;
  screenshot(file: string): Promise<void>;
  /** What the server and the page's console have printed so far. */
  log(): string;
  /** All log files of the profile, the extension's included: path in the log folder → text. */
  logFiles(): Promise<Record<string, string>>;
  /** Ends browser and server and deletes the profile if it was made here. May be called again. */
  close(): Promise<void>;
};

const LOAD_LIMIT_MS = 90_000;
const ROOT = path.join(import.meta.dirname, '..', '..');

/** Starts everything and resolves when the workbench stands and the extension host runs. Closes what it opened on failure. */
export async function openVsCode(options: OpenOptions = {}): Promise<OpenVsCode> {
  const root = await installServer(progressToStderr);
  const located = await locateBrowser(progressToStderr);
  const own =
    options.userDataDir === undefined ? await mkdtemp(path.join(tmpdir(), 'parley-e2e-')) : undefined;
  const userDataDir = options.userDataDir ?? own ?? '';
  const theme = options.theme === undefined ? {} : { 'workbench.colorTheme': THEMES[options.theme] };
  await writeSettings(userDataDir, { ...QUIET_SETTINGS, ...theme, ...options.userSettings });
  const exchange = await mkdtemp(path.join(tmpdir(), 'parley-companion-'));
  const closers: (() => Promise<unknown>)[] = [
    () => rm(exchange, { recursive: true, force: true }),
    async () => own !== undefined && rm(own, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    const companion = await createCompanion(exchange);
    const extensionsDir = path.join(userDataDir, 'extensions');
    await installCompanion(extensionsDir);
    const server = await startServer({
      root,
      userDataDir,
      extensionsDir,
      trustAll: options.restricted !== true,
      env: { ...options.env, ...companion.env },
    });
    closers.push(() => server.stop());
    const { browser, page } = await openBrowserWindow(
      located,
      options.viewport ?? { width: 1400, height: 900 },
    );
    closers.push(() => browser.close());
    const consoleLines: string[] = [];
    page.on('console', (message) => consoleLines.push(`[${message.type()}] ${message.text()}`));
    const url = pageUrl(server.origin, {
      ...(options.workspace === undefined ? {} : { workspace: options.workspace }),
      extension: options.extension ?? ROOT,
    });
    const load = async (): Promise<void> => {
      await companion.forget();
      await loadWorkbench(page, url, LOAD_LIMIT_MS);
      await companion.ready(LOAD_LIMIT_MS);
    };
    await load();
    return {
      page,
      origin: server.origin,
      userDataDir,
      panel: () => panelLocator(page),
      panelFrame: () => panelFrame(page),
      runCommand: (titleOrId) => runPaletteCommand(page, titleOrId),
      execute: (command, ...args) => companion.execute(command, ...args),
      updateSetting: (key, value, target) => companion.updateSetting(key, value, target),
      setTheme: (name) => companion.updateSetting('workbench.colorTheme', THEMES[name]),
      resizeSideBar: (width, part = 'sidebar') => resizeSideBar(page, width, part),
      reload: load,
      screenshot: async (file) => {
        await mkdir(path.dirname(file), { recursive: true });
        await page.screenshot({ path: file });
      },
      log: () => `${server.log()}\n--- console\n${consoleLines.join('\n')}\n`,
      logFiles: () => readLogs(path.join(userDataDir, 'logs')),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readLogs(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const logs: Record<string, string> = {};
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    logs[path.relative(folder, file)] = await readFile(file, 'utf8');
  }
  return logs;
}
