// Runs suites inside the extension host of a real VS Code and tells how it went. A failing assertion, a crash, a hang
// and a run without tests each come back as such: nothing here waits for ever, and no silence counts as success.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import type { LaunchOptions } from './host-launch.ts';
import { failureOf, readReport, type HostReport, type HostTest } from './host-report.ts';
import type { LocatedVsCode } from './locate-vscode.ts';
import { isAlive } from './process-group.ts';
import { QUIET_SETTINGS, writeSettings, type Settings } from './profile.ts';

export type HostRunOptions = {
  vscode: LocatedVsCode;
  /** Suite files, absolute; run in this order. */
  suites: readonly string[];
  /** The extension under development. */
  extension: string;
  /** A copy of this folder is opened. */
  workspace?: string;
  userSettings?: Settings;
  env?: Readonly<Record<string, string>>;
  /** Longest time from the start to the first test, in milliseconds; 180 s when left out. */
  startLimitMs?: number;
};

export type HostRun = {
  tests: HostTest[];
  /** Why the run as a whole failed, apart from failed tests; undefined when it did not. */
  failure: string | undefined;
  /** What VS Code printed. */
  output: string;
};

const ROOT = path.join(import.meta.dirname, '..', '..');
const START_LIMIT_MS = 180_000;
/** Beyond a test's own limit, which the host enforces itself while it can. */
const GRACE_MS = 5000;
/** From the last test to the end of VS Code. */
const END_LIMIT_MS = 30_000;
const POLL_MS = 100;

/** Bundles the suites, starts VS Code once and runs them all. Throws only when the suites cannot be bundled. */
export async function runInHost(options: HostRunOptions): Promise<HostRun> {
  const prepared = await prepareLaunch(options);
  try {
    return await launchAndWatch(prepared, options.startLimitMs ?? START_LIMIT_MS);
  } finally {
    await prepared.dispose();
  }
}

export type PreparedLaunch = {
  launch: LaunchOptions;
  /** Where the extension host reports to; read it with `readReport`. */
  reportFile: string;
  /** Deletes profile, workspace copy, report and bundle. */
  dispose(): Promise<void>;
};

/** Everything `host-launch.ts` needs to run the suites: a fresh profile, a copy of the workspace, the bundle. */
export async function prepareLaunch(options: HostRunOptions): Promise<PreparedLaunch> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-host-'));
  const reportFile = path.join(folder, 'report.jsonl');
  const userDataDir = path.join(folder, 'user-data');
  const workspace = path.join(folder, 'workspace');
  await writeSettings(userDataDir, { ...QUIET_SETTINGS, ...options.userSettings });
  await mkdir(workspace);
  if (options.workspace !== undefined) await cp(options.workspace, workspace, { recursive: true });
  const bundleFile = await bundle(options.suites);
  return {
    launch: {
      vscodeExecutablePath: options.vscode.executablePath,
      extensionDevelopmentPath: options.extension,
      extensionTestsPath: bundleFile,
      extensionTestsEnv: { ...options.env, PARLEY_HOST_REPORT: reportFile },
      launchArgs: [
        workspace,
        `--user-data-dir=${userDataDir}`,
        `--extensions-dir=${path.join(folder, 'extensions')}`,
      ],
    },
    reportFile,
    dispose: async () => {
      await rm(bundleFile, { force: true });
      await rm(`${bundleFile}.map`, { force: true });
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

let bundles = 0;

/** One CommonJS module from all suites, beside the sources so that their stack traces lead there. */
async function bundle(suites: readonly string[]): Promise<string> {
  bundles += 1;
  const outfile = path.join(ROOT, 'test', '.out', 'suites', `index-${process.pid}-${bundles}.cjs`);
  const runner = path.join(import.meta.dirname, 'in-host.ts');
  const imports = suites.map((file) => `import ${JSON.stringify(file)};`);
  await build({
    stdin: {
      contents: [...imports, `export { run } from ${JSON.stringify(runner)};`].join('\n'),
      resolveDir: ROOT,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'warning',
  });
  return outfile;
}

async function launchAndWatch(prepared: PreparedLaunch, startLimitMs: number): Promise<HostRun> {
  const { launch, reportFile } = prepared;
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'host-launch.ts'), JSON.stringify(launch)],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  let exit: string | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = signal ?? `code ${code}`;
      resolve();
    });
  });
  const report = (): HostReport => readReport(existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : '');
  const watched = await watch(report, () => exit !== undefined, startLimitMs);
  if (exit === undefined) await endLaunch(child, exited);
  const final = report();
  const tests: HostTest[] = [...final.tests];
  if (final.running !== undefined) tests.push({ name: final.running.name, ms: 0, outcome: 'unfinished' });
  const failure = failureOf(final, exit ?? 'no exit', watched, reasonIn(output));
  return { tests: await withSourceLines(tests, launch.extensionTestsPath), failure, output };
}

/** What the stand-in for VS Code said about its end, if it did. */
function reasonIn(output: string): string | undefined {
  return [...output.matchAll(/^VS Code stand-in: (.*)$/gm)].at(-1)?.[1];
}

/** Errors with places in the bundle turned into places in the sources: the extension host does not use source maps. */
async function withSourceLines(tests: readonly HostTest[], bundleFile: string): Promise<HostTest[]> {
  const map = new SourceMap(
    JSON.parse(await readFile(`${bundleFile}.map`, 'utf8')) as ConstructorParameters<typeof SourceMap>[0],
  );
  const place = new RegExp(
    `[^\\s(]*${path.basename(bundleFile).replaceAll('.', String.raw`\.`)}:(\\d+):(\\d+)`,
    'g',
  );
  const translate = (text: string): string =>
    text.replaceAll(place, (whole, line: string, column: string) => {
      const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in entry)) return whole;
      const file = path.resolve(path.dirname(bundleFile), entry.originalSource);
      return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
  return tests.map((test) => (test.outcome === 'failed' ? { ...test, error: translate(test.error) } : test));
}

/** Waits until VS Code has ended by itself (undefined) or must be given up (why). */
async function watch(
  read: () => HostReport,
  isOver: () => boolean,
  startLimitMs: number,
): Promise<string | undefined> {
  let last = '';
  let deadline = Date.now() + startLimitMs;
  let goneSince: number | undefined;
  while (!isOver()) {
    const report = read();
    const { running } = report;
    const state = JSON.stringify([report.pid, report.tests.length, running?.name, report.ended]);
    if (state !== last && report.pid !== undefined) {
      last = state;
      deadline = Date.now() + (running === undefined ? END_LIMIT_MS : running.timeoutMs + GRACE_MS);
    }
    const during = running === undefined ? '' : ` while "${running.name}" was running`;
    if (report.pid !== undefined && !report.ended && !isAlive(report.pid)) {
      // The report may be ahead of what we have read: look once more before concluding.
      goneSince ??= Date.now();
      if (Date.now() - goneSince > 500) return `the extension host crashed${during}`;
    }
    if (Date.now() > deadline) {
      if (report.pid === undefined) return `the tests did not begin within ${startLimitMs / 1000} s`;
      if (running === undefined) return `VS Code did not end within ${END_LIMIT_MS / 1000} s after the tests`;
      return `the extension host hangs${during}: no word for ${(running.timeoutMs + GRACE_MS) / 1000} s`;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}

/** Ends VS Code as Ctrl+C does, a second time for good. */
async function endLaunch(child: ReturnType<typeof spawn>, exited: Promise<void>): Promise<void> {
  for (const patienceMs of [15_000, 5000]) {
    child.kill('SIGINT');
    const timeout = new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([exited, timeout]);
    if (child.exitCode !== null || child.signalCode !== null) return;
  }
  child.kill('SIGKILL');
  await exited;
}
