// Benchmark: what a key costs in the list behind `@` in a workspace of 50,000 files, in the extension host of a real VS Code,
// beside a bare `findFiles` for the same letters. `--check` exits 1 when a goal is missed.
// node esbuild.config.mjs && node test/bench/at-list.ts [--files N] [--rounds N] [--check]
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { progressToStderr } from '../vscode/cache-folder.ts';
import { locateVsCode } from '../vscode/locate-vscode.ts';
import { runInHost } from '../vscode/run-in-host.ts';
import type { AtListFigures } from './at-list-measure.ts';
import { formatGoals, isReached, type Goal } from './goals.ts';
import { median } from './stream-clients.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '3' },
    check: { type: 'boolean', default: false },
  },
});
const fileCount = Number(values.files);
/** A name, a path, letters out of order of words, and what fits nearly everything. */
const queries = ['component', 'p7/src/mod', 'cmp97ts', 'e'];

/** Names as in a large repository of packages; all of them empty. */
async function makeWorkspace(folder: string): Promise<void> {
  const perFolder = 50;
  for (let start = 0; start < fileCount; start += perFolder) {
    const place = path.join(
      folder,
      'packages',
      `p${(start / perFolder) % 50}`,
      'src',
      `module-${start / perFolder}`,
    );
    await mkdir(place, { recursive: true });
    const count = Math.min(perFolder, fileCount - start);
    await Promise.all(
      Array.from({ length: count }, (_, at) => writeFile(path.join(place, `component-${start + at}.ts`), '')),
    );
  }
}

function worst(figures: readonly number[]): number {
  return Math.max(...figures);
}

/** The figure that nineteen of twenty keys stay under. */
function usualWorst(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.ceil(figures.length * 0.95) - 1] ?? NaN;
}

const folder = await mkdtemp(path.join(tmpdir(), 'parley-bench-at-'));
try {
  console.error(`making ${fileCount} files …`);
  const workspace = path.join(folder, 'workspace');
  await makeWorkspace(workspace);
  const out = path.join(folder, 'figures.json');
  const run = await runInHost({
    vscode: await locateVsCode(progressToStderr),
    suites: [path.join(import.meta.dirname, 'at-list-suite.ts')],
    extension: path.resolve(import.meta.dirname, '..', '..'),
    workspace,
    env: {
      PARLEY_BENCH_QUERIES: queries.join(','),
      PARLEY_BENCH_ROUNDS: values.rounds,
      PARLEY_BENCH_OUT: out,
    },
  });
  const failed = run.tests.find((one) => one.outcome === 'failed');
  if (run.failure !== undefined || failed !== undefined)
    throw new Error(
      `${run.failure ?? ''}\n${failed?.outcome === 'failed' ? failed.error : ''}\n${run.output.slice(-3000)}`,
    );
  const figures = JSON.parse(await readFile(out, 'utf8')) as AtListFigures;
  const row = (name: string, keys: readonly number[]): string =>
    `${name.padEnd(12)}${[median(keys), usualWorst(keys), worst(keys)].map((ms) => ms.toFixed(1).padStart(10)).join('')}`;
  console.log(`A key in the list behind @, ${fileCount} files, ${figures.parley.length} keys, ms\n`);
  console.log(`${''.padEnd(12)}${['median', '95 %', 'worst'].map((name) => name.padStart(10)).join('')}`);
  console.log(row('parley', figures.parley));
  console.log(row('  its work', figures.parleyCpu));
  console.log(row('findFiles', figures.findFiles));
  console.log(`\nthe first key, with the names listed for it: ${figures.firstMs.toFixed(0)} ms`);
  const goals: readonly Goal[] = [
    { name: 'a key, 95 of 100', reached: usualWorst(figures.parley), atMost: 50, unit: 'ms' },
    {
      name: 'a key beside a bare findFiles, median',
      reached: median(figures.parley) / median(figures.findFiles),
      atMost: 1,
      unit: '×',
    },
  ];
  console.log(`\n${formatGoals(goals)}`);
  if (values.check && !goals.every(isReached)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
