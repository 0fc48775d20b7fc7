// Benchmark: bytes → StreamParts. CPU per chunk and peak memory of Parley's whole path beside bare fetch + JSON.parse and
// beside the vendors' SDKs, interleaved in one run, as ratios to the limit. `--check` exits 1 when a goal is missed.
// node test/bench/stream.ts [--chunks N] [--rounds N] [--paced-chunks N] [--check]
import { execFile, fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { clientNames, median, parleyBundlePath, type Run } from './stream-clients.ts';

const run = promisify(execFile);
const here = import.meta.dirname;

const { values } = parseArgs({
  options: {
    chunks: { type: 'string', default: '200000' },
    'paced-chunks': { type: 'string', default: '6000' },
    rounds: { type: 'string', default: '5' },
    check: { type: 'boolean', default: false },
  },
});

interface Goal {
  readonly name: string;
  readonly ratio: number;
  readonly limit: number;
}

async function startServer(): Promise<{ server: ChildProcess; port: number }> {
  const server = fork(path.join(here, 'stream-server.ts'), { stdio: 'inherit' });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('message', (message) => resolve(Number(message)));
    server.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
  });
  return { server, port };
}

async function measure(name: string, url: string): Promise<Run> {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    path.join(here, 'stream-clients.ts'),
    name,
    url,
  ]);
  return JSON.parse(stdout) as Run;
}

/** Runs every client once per round, A B C A B C, so that a drifting machine drifts for all. */
async function series(
  port: number,
  chunks: number,
  perSecond: number,
  rounds: number,
): Promise<Map<string, Run[]>> {
  const url = `http://127.0.0.1:${port}/v1?chunks=${chunks}&perSecond=${perSecond}`;
  const runs = new Map<string, Run[]>(clientNames.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of clientNames) {
      const result = await measure(name, url);
      if (result.deltas !== chunks) throw new Error(`${name} saw ${result.deltas} of ${chunks} chunks`);
      runs.get(name)?.push(result);
    }
  }
  return runs;
}

/** The median of the ratios within each round: what holds when the machine's speed drifts. */
function ratio(runs: Map<string, Run[]>, name: string, figure: (run: Run) => number): number {
  const limit = runs.get('limit') ?? [];
  return median(
    (runs.get(name) ?? []).map((result, round) => figure(result) / figure(limit[round] ?? result)),
  );
}

function table(title: string, runs: Map<string, Run[]>, chunks: number): void {
  console.log(`\n${title}`);
  const columns: readonly (readonly [
    title: string,
    value: (name: string, results: readonly Run[]) => number,
  ])[] = [
    ['µs CPU/chunk', (_, results) => (median(results.map(({ cpuMs }) => cpuMs)) / chunks) * 1000],
    ['× limit', (name) => ratio(runs, name, ({ cpuMs }) => cpuMs)],
    ['peak MB', (_, results) => median(results.map(({ peakMb }) => peakMb))],
    ['× limit', (name) => ratio(runs, name, ({ peakMb }) => peakMb)],
    ['retained MB', (_, results) => median(results.map(({ retainedMb }) => retainedMb))],
    ['load ms', (_, results) => median(results.map(({ loadMs }) => loadMs))],
    ['cold first ms', (_, results) => median(results.map(({ firstMs }) => firstMs))],
    ['to server ms', (_, results) => median(results.map(({ toServerMs }) => toServerMs))],
    ['to callback ms', (_, results) => median(results.map(({ toCallbackMs }) => toCallbackMs))],
  ];
  console.log('client'.padEnd(10) + columns.map(([head]) => head.padStart(16)).join(''));
  for (const [name, results] of runs) {
    const cells = columns.map(([, value]) => value(name, results).toFixed(2).padStart(16));
    console.log(name.padEnd(10) + cells.join(''));
  }
}

const chunks = Number(values.chunks);
const pacedChunks = Number(values['paced-chunks']);
const rounds = Number(values.rounds);
await build({
  stdin: {
    contents: "export * from '../../src/llm/client.ts'; export * from '../../src/host/http-fetch.ts';",
    resolveDir: here,
  },
  outfile: parleyBundlePath,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  external: ['google-auth-library'],
  mainFields: ['module', 'main'],
});
const { server, port } = await startServer();
try {
  const flood = await series(port, chunks, 0, rounds);
  table(`${chunks} chunks at full speed, ${rounds} rounds`, flood, chunks);
  const paced = await series(port, pacedChunks, 2000, Math.min(rounds, 3));
  table(`${pacedChunks} chunks at 2,000 a second`, paced, pacedChunks);
  const goals: Goal[] = [
    { name: 'C1 CPU per chunk, flood', ratio: ratio(flood, 'parley', ({ cpuMs }) => cpuMs), limit: 1.25 },
    { name: 'C2 peak memory, flood', ratio: ratio(flood, 'parley', ({ peakMb }) => peakMb), limit: 1.25 },
    { name: 'C3 CPU, 2,000 a second', ratio: ratio(paced, 'parley', ({ cpuMs }) => cpuMs), limit: 1.1 },
    {
      name: 'C4 warm call to server',
      ratio: ratio(flood, 'parley', ({ toServerMs }) => toServerMs),
      limit: 1.1,
    },
    {
      name: 'C4 first chunk to callback',
      ratio: ratio(flood, 'parley', ({ toCallbackMs }) => toCallbackMs),
      limit: 1.1,
    },
    {
      name: 'C5 first call, loading included',
      ratio: ratio(flood, 'parley', ({ loadMs, firstMs }) => loadMs + firstMs),
      limit: 1.3,
    },
  ];
  console.log('');
  for (const { name, ratio: reached, limit } of goals) {
    console.log(
      `${reached <= limit ? 'reached' : 'MISSED '}  ${name}: ${reached.toFixed(2)} × limit (goal ≤ ${limit})`,
    );
  }
  if (values.check && goals.some(({ ratio: reached, limit }) => !(reached <= limit))) process.exitCode = 1;
} finally {
  server.disconnect();
}
