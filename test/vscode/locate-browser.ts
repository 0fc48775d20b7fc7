// Finds a Chromium-family browser that can be driven: the one the user names, one that is installed, Debian's by apt when
// root, else the one an npm package ships. Refuses to touch the user's browser profile: only the program is used.
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Progress } from './cache-folder.ts';
import { installChromium, isChromiumInstalled } from './install-chromium.ts';
import { runStep } from './run-step.ts';

export type Browser = {
  executablePath: string;
  /** Flags to start it with. */
  args: string[];
  /** Variables to add to its environment. */
  env: Record<string, string>;
};

/**
 * Returns a browser to drive, installing one where there is none. `PARLEY_BROWSER` names one to use. Throws when the one
 * named does not exist or none can be had, and says what to do.
 */
export async function locateBrowser(progress: Progress): Promise<Browser> {
  const named = process.env['PARLEY_BROWSER'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return browser(named);
    throw new Error(`PARLEY_BROWSER names ${named}, which does not exist. Name a Chromium-family browser.`);
  }
  const installed = firstExisting(usualPlaces());
  if (installed !== undefined) return browser(installed);
  if (process.platform !== 'linux') {
    throw new Error('No Chrome, Chromium or Edge was found. Install one, or name one with PARLEY_BROWSER.');
  }
  // What an earlier run has settled on is not asked for again.
  const byApt = isChromiumInstalled() ? undefined : await chromiumByApt(progress);
  if (byApt !== undefined) return browser(byApt);
  const shipped = await installChromium(progress);
  return { ...browser(shipped.executablePath), env: shipped.env };
}

function browser(executablePath: string): Browser {
  const args = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  if (needsNoSandbox()) args.push('--no-sandbox');
  return { executablePath, args, env: {} };
}

/** Chromium's sandbox refuses to run as root and cannot be set up inside most containers. */
function needsNoSandbox(): boolean {
  if (process.platform !== 'linux') return false;
  const inContainer =
    existsSync('/.dockerenv') || existsSync('/run/.containerenv') || process.env['container'] !== undefined;
  return process.getuid?.() === 0 || inContainer;
}

function firstExisting(files: readonly string[]): string | undefined {
  return files.find((file) => existsSync(file));
}

function usualPlaces(): string[] {
  const env = process.env;
  if (process.platform === 'darwin') {
    const roots = ['/Applications', path.join(env['HOME'] ?? '/', 'Applications')];
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return roots.flatMap((root) => names.map((name) => `${root}/${name}.app/Contents/MacOS/${name}`));
  }
  if (process.platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return roots.flatMap((root) =>
      root === undefined ? [] : programs.map((program) => path.join(root, program)),
    );
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'];
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return names.flatMap((name) => [...folders, '/usr/bin'].map((folder) => path.join(folder, name)));
}

const APT_UPDATE_LIMIT_MS = 120_000;
const APT_INSTALL_LIMIT_MS = 300_000;

/** Debian's chromium, when this is Debian (Ubuntu's package is only a pointer to a snap) and we are root. */
async function chromiumByApt(progress: Progress): Promise<string | undefined> {
  const apt = '/usr/bin/apt-get';
  if (process.getuid?.() !== 0 || !existsSync(apt) || !existsSync('/etc/debian_version')) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const network = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-q'];
  const install = ['install', '-y', '--no-install-recommends', 'chromium'];
  try {
    const update = { env, progress, limitMs: APT_UPDATE_LIMIT_MS };
    await runStep('no browser found; apt-get update', apt, [...network, 'update'], update);
    const options = { env, progress, limitMs: APT_INSTALL_LIMIT_MS };
    await runStep('apt-get install chromium', apt, [...network, ...install], options);
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
    throw new Error('it ended well, but there is no /usr/bin/chromium');
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    progress(`Chromium by apt-get is not to be had (${reason}); taking the one npm ships`);
    return undefined;
  }
}
