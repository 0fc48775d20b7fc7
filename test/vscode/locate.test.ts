// How the rig finds and installs what it runs: what the user names comes first, an unreachable download is given up with a
// reason, and an install is either complete or not there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, afterEach, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder, installOnce } from './cache-folder.ts';
import { locateBrowser } from './locate-browser.ts';
import { locateDesktop } from './locate-vscode.ts';
import { runStep } from './run-step.ts';

const LOCATE = pathToFileURL(path.join(import.meta.dirname, 'locate-vscode.ts')).href;
const saved = { ...process.env };
let temporary: string;
before(async () => {
  temporary = await mkdtemp(path.join(tmpdir(), 'parley-locate-'));
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  Object.assign(process.env, saved);
});
after(() => rm(temporary, { recursive: true, force: true }));

/** Makes the cache folder an empty one of the test's own. */
function useOwnCache(): string {
  const cache = path.join(temporary, `cache-${Math.random().toString(36).slice(2)}`);
  process.env['XDG_CACHE_HOME'] = cache;
  process.env['LOCALAPPDATA'] = cache;
  process.env['HOME'] = cache;
  return cacheFolder();
}

test('an executable that the user names is taken, and one that does not exist is an error that says so', async () => {
  process.env['PARLEY_VSCODE'] = process.execPath;
  assert.equal(await locateDesktop(() => undefined), process.execPath);
  process.env['PARLEY_VSCODE'] = path.join(temporary, 'no-such-code');
  await assert.rejects(
    locateDesktop(() => undefined),
    /PARLEY_VSCODE names .*no-such-code/,
  );
  process.env['PARLEY_BROWSER'] = process.execPath;
  assert.equal((await locateBrowser(() => undefined)).executablePath, process.execPath);
  process.env['PARLEY_BROWSER'] = path.join(temporary, 'no-such-browser');
  await assert.rejects(
    locateBrowser(() => undefined),
    /PARLEY_BROWSER names .*no-such-browser/,
  );
});

test('a download that cannot be had is given up with one line that says why', async () => {
  const proxy = `http://127.0.0.1:${await closedPort()}`;
  // In a process of its own, because the proxy is read when the downloader is loaded.
  const script = [
    `const { locateDesktop } = await import(${JSON.stringify(LOCATE)});`,
    'console.log(String(await locateDesktop((line) => console.log(line))));',
  ].join('\n');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: {
      ...withoutRig(process.env),
      DISPLAY: ':0',
      XDG_CACHE_HOME: path.join(temporary, 'download'),
      LOCALAPPDATA: path.join(temporary, 'download'),
      HOME: temporary,
      npm_config_proxy: proxy,
      npm_config_https_proxy: proxy,
    },
    timeout: 60_000,
  });
  assert.match(stdout, /^VS Code by download is not to be had \(.*ECONNREFUSED.*\); .+\nundefined\n$/);
});

test('PARLEY_RIG=npm asks for no download', async () => {
  process.env['PARLEY_VSCODE'] = '';
  process.env['PARLEY_RIG'] = 'npm';
  const lines: string[] = [];
  assert.equal(await locateDesktop((line) => lines.push(line)), undefined);
  assert.deepEqual(lines, []);
});

function withoutRig(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PARLEY_')));
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('of two installs at the same time one is kept, whole, and nothing else stays', async () => {
  const cache = useOwnCache();
  let running = 0;
  let together = 0;
  const install = async (folder: string): Promise<void> => {
    running += 1;
    together = Math.max(together, running);
    await writeFile(path.join(folder, 'half'), '');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await writeFile(path.join(folder, 'proof'), '');
    running -= 1;
  };
  const results = await Promise.all([1, 2, 3].map(() => installOnce('tool-1', 'proof', install)));
  assert.equal(together, 3, 'they did not run at the same time');
  assert.deepEqual(new Set(results), new Set([path.join(cache, 'tool-1')]));
  assert.deepEqual(await readdir(cache), ['tool-1']);
  assert.deepEqual((await readdir(path.join(cache, 'tool-1'))).toSorted(), ['half', 'proof']);
  await installOnce('tool-1', 'proof', () => Promise.reject(new Error('it is there already')));
});

test('an install that fails, or is not complete, is never taken for a good one', async () => {
  const cache = useOwnCache();
  const failing = async (folder: string): Promise<void> => {
    await writeFile(path.join(folder, 'half'), '');
    throw new Error('disk full');
  };
  await assert.rejects(installOnce('tool-1', 'proof', failing), /disk full/);
  await assert.rejects(
    installOnce('tool-1', 'proof', async (folder) => writeFile(path.join(folder, 'half'), '')),
    /has no proof/,
  );
  assert.deepEqual(await readdir(cache), []);
  // Someone emptied the folder, or an earlier version of this code left half of it.
  await mkdir(path.join(cache, 'tool-1'));
  await writeFile(path.join(cache, 'tool-1', 'half'), '');
  await installOnce('tool-1', 'proof', async (folder) => writeFile(path.join(folder, 'proof'), ''));
  assert.deepEqual(await readdir(path.join(cache, 'tool-1')), ['proof']);
  assert.deepEqual(await readdir(cache), ['tool-1']);
});

test('what a process that died left behind is cleared away, what is being installed now is not', async () => {
  const cache = useOwnCache();
  const abandoned = path.join(cache, '.tool-1.123.old');
  const current = path.join(cache, '.tool-1.124.new');
  for (const folder of [abandoned, current]) await mkdir(folder, { recursive: true });
  const yesterday = new Date(Date.now() - 24 * 3600_000);
  await utimes(abandoned, yesterday, yesterday);
  await installOnce('tool-1', 'proof', async (folder) => writeFile(path.join(folder, 'proof'), ''));
  assert.equal(existsSync(abandoned), false);
  assert.equal(existsSync(current), true);
});

test('a step tells its progress, fails with the end of its output, and is ended at its limit', async () => {
  const lines: string[] = [];
  const options = { limitMs: 20_000, progress: (line: string): unknown => lines.push(line) };
  await runStep('fine', process.execPath, ['-e', ''], options);
  assert.match(lines.join('\n'), /^fine …\nfine: done in \d+ s$/);
  await assert.rejects(
    runStep('bad', process.execPath, ['-e', 'console.error("the reason"); process.exit(3)'], options),
    /bad: ended with code 3\nthe reason/,
  );
  await assert.rejects(
    runStep('none', path.join(temporary, 'no-such-program'), [], options),
    /none: .*ENOENT/,
  );
  await assert.rejects(
    runStep('endless', process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { ...options, limitMs: 300 }),
    /endless: did not end within 0 s/,
  );
});
