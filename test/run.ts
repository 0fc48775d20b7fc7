// The one test command behind `npm test`: unit tests, suites in a real VS Code, tests with a browser.
// `node test/run.ts [unit|vscode|e2e] [part of a file name]` runs a part. A phase without files is an error, and the last
// line always counts: `N passed, N failed`.
import { globSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { run } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { progressToStderr as progress } from './vscode/cache-folder.ts';
import { installServer } from './vscode/install-server.ts';
import { locateBrowser } from './vscode/locate-browser.ts';
import { locateVsCode } from './vscode/locate-vscode.ts';
import { runStep } from './vscode/run-step.ts';

const ROOT = path.join(import.meta.dirname, '..');

type Phase = {
  name: 'unit' | 'vscode' | 'e2e';
  title: string;
  patterns: readonly string[];
  concurrency: number;
  /** Longest time one file may take, in milliseconds. */
  fileLimitMs: number;
};

const PHASES: readonly Phase[] = [
  {
    name: 'unit',
    title: 'unit tests',
    patterns: ['test/*.test.ts', 'test/unit/**/*.test.{ts,tsx}', 'test/oracle/**/*.test.ts'],
    concurrency: 2,
    fileLimitMs: 180_000,
  },
  {
    name: 'vscode',
    title: 'tests in a real VS Code',
    patterns: ['test/vscode/*.test.ts'],
    concurrency: 2,
    fileLimitMs: 300_000,
  },
  {
    name: 'e2e',
    title: 'tests with a browser',
    patterns: ['test/e2e/**/*.test.ts'],
    concurrency: 2,
    fileLimitMs: 300_000,
  },
];

/** Nothing here takes that long, the first install included; a machine that does is told so instead of waiting. */
const RUN_LIMIT_MS = 30 * 60_000;

type Failure = { phase: string; file: string; name: string; reason: string };
type Counts = { passed: number; failed: number; skipped: number };

const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const failures: Failure[] = [];
const started = Date.now();
const abort = new AbortController();

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Prints the summary and the closing line, and ends with the verdict. */
function finish(problem?: string): never {
  if (problem !== undefined) {
    counts.failed += 1;
    failures.push({ phase: 'run', file: 'test/run.ts', name: problem, reason: '' });
  }
  if (failures.length > 0) console.log(`\nFailures:`);
  for (const { phase, file, name, reason } of failures) {
    console.log(`  ✖ ${phase}: ${file}: ${name}`);
    if (reason !== '') console.log(indented(reason, '      '));
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  console.log(`\nAll of it took ${seconds(started)}.`);
  console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  process.exit(counts.failed > 0 ? 1 : 0);
}

function indented(text: string, indent: string): string {
  return text.replaceAll(/^(?=.)/gm, indent);
}

/** The phases and files that the command line asks for. */
function select(argv: readonly string[]): { phase: Phase; files: string[] }[] {
  const [first, ...rest] = argv;
  const named = PHASES.find((phase) => phase.name === first);
  const part = named === undefined ? first : rest[0];
  const phases = named === undefined ? PHASES : [named];
  const selected = phases.map((phase) => {
    const all = globSync([...phase.patterns], { cwd: ROOT }).toSorted();
    return { phase, files: part === undefined ? all : all.filter((file) => file.includes(part)) };
  });
  if (part === undefined) return selected;
  const matching = selected.filter(({ files }) => files.length > 0);
  if (matching.length === 0) {
    const names = PHASES.map((phase) => phase.name).join(', ');
    finish(`no test file matches "${part}" (phases: ${names})`);
  }
  return matching;
}

/** Builds the extension and gets VS Code and a browser, so that no test has to wait for an install. */
async function prepare(phases: readonly Phase[]): Promise<void> {
  if (phases.every((phase) => phase.name === 'unit')) return;
  const build = { cwd: ROOT, limitMs: 120_000, progress };
  await runStep('building the extension', process.execPath, ['esbuild.config.mjs'], build);
  if (phases.some((phase) => phase.name === 'vscode')) {
    const located = await locateVsCode(progress);
    // Every test file must come to the same answer, without asking the network again.
    if (located.kind === 'npm') process.env['PARLEY_RIG'] = 'npm';
    else process.env['PARLEY_VSCODE'] = located.executablePath;
  }
  // What a browser drives is always the npm-shipped server.
  await installServer(progress);
  const { executablePath } = await locateBrowser(progress);
  console.log(`Browser: ${executablePath}`);
}

async function runPhase(phase: Phase, files: readonly string[]): Promise<void> {
  const since = Date.now();
  console.log(`\n▶ ${phase.title}: ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
  if (files.length === 0) {
    counts.failed += 1;
    const reason = `no file matches ${phase.patterns.join(' or ')}`;
    failures.push({ phase: phase.name, file: '-', name: 'the phase has no test files', reason });
    console.log(`  ✖ ${reason}`);
    return;
  }
  /** Files that have neither come to their end nor failed. */
  const open = new Set(files);
  const output = new Map<string, string>();
  const stream = run({
    files: files.map((file) => path.join(ROOT, file)),
    concurrency: phase.concurrency,
    timeout: phase.fileLimitMs,
    signal: abort.signal,
    execArgv: ['-r', path.join(import.meta.dirname, 'vscode', 'end-with-parent.cjs')],
  });
  const keep = ({ file, message }: { file?: string | undefined; message: string }): void => {
    if (file !== undefined) output.set(file, ((output.get(file) ?? '') + message).slice(-8000));
  };
  stream.on('test:stdout', keep);
  stream.on('test:stderr', keep);
  stream.on('test:fail', (event) => {
    const { error } = event.details;
    // A parent fails because of its children, which are told themselves.
    if (isFailureOfChildren(error)) return;
    const file = event.file === undefined ? '-' : path.relative(ROOT, event.file);
    open.delete(file);
    // A file that could not even be loaded has said why on stderr only.
    const isFile = event.name === event.file;
    const name = isFile ? 'the file could not be run' : event.name;
    const reason = isFile
      ? (output.get(event.file ?? '') ?? 'it ended without a word').trim()
      : reasonOf(error);
    console.log(indented(`✖ ${file}: ${name}\n${indented(reason, '  ')}`, '  '));
    const lines = reason.split('\n').filter((line) => line.trim() !== '');
    failures.push({ phase: phase.name, file, name, reason: lines.slice(0, 6).join('\n') });
  });
  stream.on('test:pass', (event) => {
    // The runner takes a process that ends with code 0 for a passed test, even when it ran none.
    if (event.name === event.file) counts.passed -= 1;
  });
  stream.on('test:summary', (summary) => {
    const { passed, skipped, todo, tests } = summary.counts;
    const bad = tests - passed - skipped - todo;
    if (summary.file === undefined) {
      counts.passed += passed;
      counts.failed += bad;
      counts.skipped += skipped + todo;
      return;
    }
    const file = path.relative(ROOT, summary.file);
    open.delete(file);
    const line = `${bad > 0 ? '✖' : '✔'} ${file}: ${passed} passed${bad > 0 ? `, ${bad} failed` : ''}`;
    console.log(`  ${line} (${(summary.duration_ms / 1000).toFixed(1)} s)`);
    const said = (output.get(summary.file) ?? '').trim();
    if (bad > 0 && said !== '') console.log(indented(`it printed:\n${said}`, '    '));
    output.delete(summary.file);
  });
  // The stream ends when all files have; its items are what the listeners above have seen.
  for await (const event of stream) void event;
  for (const file of open) {
    const name = 'the file ended before its tests were through, or has none';
    counts.failed += 1;
    failures.push({ phase: phase.name, file, name, reason: '' });
    console.log(`  ✖ ${file}: ${name}`);
  }
  console.log(`  ${phase.title}: ${seconds(since)}`);
}

function isFailureOfChildren(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

/** What a test says about its failure: the error it threw, not the runner's wrapping of it. */
function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return stripVTControlCharacters(cause.stack ?? cause.message);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    abort.abort();
    // The runner ends the test files, and what they started ends with them; then the verdict is no verdict.
    setTimeout(() => finish(`ended by ${signal}`), 2000);
  });
}
setTimeout(() => finish(`the run took longer than ${RUN_LIMIT_MS / 60_000} minutes`), RUN_LIMIT_MS).unref();

if (Number(process.versions.node.split('.')[0]) < 24) {
  finish(
    `Node ${process.versions.node} runs this; use \`npm test\`, which runs the Node that npm ci installed`,
  );
}
process.chdir(ROOT);
const selected = select(process.argv.slice(2));
try {
  await prepare(selected.map(({ phase }) => phase));
} catch (error) {
  finish(error instanceof Error ? error.message : String(error));
}
for (const { phase, files } of selected) await runPhase(phase, files);
if (counts.passed + counts.failed + counts.skipped === 0) finish('not one test ran');
finish();
