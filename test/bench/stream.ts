// Benchmark: bytes → StreamParts. CPU per event and peak memory of Parley's whole path beside bare fetch + JSON.parse and
// beside the vendors' SDKs, interleaved in one run, as ratios to the limit; for both APIs and, of each, both framings (what
// they are: stream-server.ts). `--check` exits 1 when a goal is missed.
// node test/bench/stream.ts [--chunks N] [--rounds N] [--paced-chunks N] [--warm-calls N] [--check]
import { execFile, fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { parleyBundlePath } from './bench-client.ts';
import { clientNames, median, type ApiName, type Run } from './stream-clients.ts';

const run = promisify(execFile);
const here = import.meta.dirname;

const { values } = parseArgs({
  options: {
    chunks: { type: 'string', default: '200000' },
    'paced-chunks': { type: 'string', default: '6000' },
    rounds: { type: 'string', default: '5' },
    'warm-calls': { type: 'string', default: '100' },
    check: { type: 'boolean', default: false },
  },
});

/** What all clients of one API are asked for. */
interface Load {
  readonly api: ApiName;
  readonly title: string;
  readonly chunks: number;
  /** 0: at full speed. */
  readonly perSecond: number;
  readonly perWrite: number;
  readonly rounds: number;
  /** Calls to measure the ways with; 0: they are not measured. */
  readonly warmCalls: number;
}

/** The runs of each client, round by round. */
type Series = ReadonlyMap<string, readonly Run[]>;

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

async function measure(load: Load, name: string, url: string): Promise<Run> {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    path.join(here, 'stream-clients.ts'),
    load.api,
    name,
    url,
    String(load.warmCalls),
  ]);
  return JSON.parse(stdout) as Run;
}

/** Runs every client once per round, A B C A B C, so that a drifting machine drifts for all, and prints the table. */
async function series(port: number, load: Load): Promise<Series> {
  const { api, chunks, perSecond, perWrite } = load;
  const url = `http://127.0.0.1:${port}/v1?chunks=${chunks}&perSecond=${perSecond}&perWrite=${perWrite}`;
  const runs = new Map<string, Run[]>(clientNames(api).map((name) => [name, []]));
  for (let round = 0; round < load.rounds; round += 1) {
    for (const [name, results] of runs) {
      const result = await measure(load, name, url);
      if (result.deltas !== chunks) throw new Error(`${name} saw ${result.deltas} of ${chunks} chunks`);
      results.push(result);
    }
  }
  table(load, runs);
  return runs;
}

/** The ratios to the limit within each round: what holds when the machine's speed drifts. */
function ratios(runs: Series, name: string, figure: (run: Run) => number): readonly number[] {
  const limit = runs.get('limit') ?? [];
  return (runs.get(name) ?? []).map((result, round) => figure(result) / figure(limit[round] ?? result));
}

function ratio(runs: Series, name: string, figure: (run: Run) => number): number {
  return median(ratios(runs, name, figure));
}

const cpu = ({ cpuMs }: Run): number => cpuMs;
const peak = ({ peakMb }: Run): number => peakMb;
const toServer = ({ toServerMs = Number.NaN }: Run): number => toServerMs;
const toCallback = ({ toCallbackMs = Number.NaN }: Run): number => toCallbackMs;
const cold = ({ loadMs, firstMs }: Run): number => loadMs + firstMs;

function table({ title, chunks }: Load, runs: Series): void {
  console.log(`\n${title}`);
  const columns: readonly (readonly [
    title: string,
    value: (name: string, results: readonly Run[]) => number,
  ])[] = [
    ['µs CPU/chunk', (_, results) => (median(results.map(cpu)) / chunks) * 1000],
    ['× limit', (name) => ratio(runs, name, cpu)],
    ['least ×', (name) => Math.min(...ratios(runs, name, cpu))],
    ['most ×', (name) => Math.max(...ratios(runs, name, cpu))],
    ['peak MB', (_, results) => median(results.map(peak))],
    ['× limit', (name) => ratio(runs, name, peak)],
    ['retained MB', (_, results) => median(results.map(({ retainedMb }) => retainedMb))],
    ['load ms', (_, results) => median(results.map(({ loadMs }) => loadMs))],
    ['cold first ms', (_, results) => median(results.map(({ firstMs }) => firstMs))],
    ['to server ms', (_, results) => median(results.map(toServer))],
    ['to callback ms', (_, results) => median(results.map(toCallback))],
  ];
  console.log('client'.padEnd(12) + columns.map(([head]) => head.padStart(15)).join(''));
  for (const [name, results] of runs) {
    const cells = columns.map(([, value]) => shown(value(name, results)).padStart(15));
    console.log(name.padEnd(12) + cells.join(''));
  }
}

function shown(figure: number): string {
  return Number.isNaN(figure) ? '–' : figure.toFixed(2);
}

const chunks = Number(values.chunks);
const pacedChunks = Number(values['paced-chunks']);
const rounds = Number(values.rounds);
const flood = { chunks, perSecond: 0, rounds, warmCalls: Number(values['warm-calls']) };
const manyAWrite = { ...flood, perWrite: 256 };
const oneAWrite = { ...flood, perWrite: 1, warmCalls: 0 };
await build({
  stdin: {
    contents: "export * from '../../src/llm/client.ts'; export * from '../../src/host/http-fetch.ts';",
    resolveDir: here,
  },
  outfile: parleyBundlePath,
  // A library of the extension is CommonJS and asks for Node's modules by `require`.
  banner: {
    js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
  },
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  external: ['google-auth-library'],
  mainFields: ['module', 'main'],
});
const { server, port } = await startServer();
try {
  const titled = (api: string, what: string): string => `${api}: ${what}, ${rounds} rounds`;
  const [chatMany, chatOne, messagesMany, messagesOne] = [
    await series(port, {
      ...manyAWrite,
      api: 'chat-completions',
      title: titled('Chat-completions', `${chunks} chunks at full speed, many a write`),
    }),
    await series(port, {
      ...oneAWrite,
      api: 'chat-completions',
      title: titled('Chat-completions', `${chunks} chunks at full speed, one a write`),
    }),
    await series(port, {
      ...manyAWrite,
      api: 'messages',
      title: titled('Messages API', `${chunks} deltas at full speed, many a write`),
    }),
    await series(port, {
      ...oneAWrite,
      api: 'messages',
      title: titled('Messages API', `${chunks} deltas at full speed, one a write`),
    }),
  ];
  const paced = await series(port, {
    api: 'chat-completions',
    title: `Chat-completions: ${pacedChunks} chunks at 2,000 a second`,
    chunks: pacedChunks,
    perSecond: 2000,
    perWrite: 1,
    rounds: Math.min(rounds, 3),
    warmCalls: 0,
  });
  const goal = (name: string, runs: Series, figure: (run: Run) => number, limit: number): Goal => ({
    name,
    ratio: ratio(runs, 'parley', figure),
    limit,
  });
  const goals: readonly Goal[] = [
    goal('C1 CPU per chunk, many a write', chatMany, cpu, 1.25),
    goal('C1 CPU per chunk, one a write', chatOne, cpu, 1.25),
    goal('C1 CPU per chunk, Messages API, many a write', messagesMany, cpu, 1.25),
    goal('C1 CPU per chunk, Messages API, one a write', messagesOne, cpu, 1.25),
    goal('C2 peak memory, many a write', chatMany, peak, 1.25),
    goal('C2 peak memory, one a write', chatOne, peak, 1.25),
    goal('C2 peak memory, Messages API, many a write', messagesMany, peak, 1.25),
    goal('C2 peak memory, Messages API, one a write', messagesOne, peak, 1.25),
    goal('C3 CPU, 2,000 a second', paced, cpu, 1.1),
    goal('C4 warm call to server', chatMany, toServer, 1.1),
    goal('C4 first chunk to callback', chatMany, toCallback, 1.1),
    goal('C5 first call, loading included', chatMany, cold, 1.3),
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
