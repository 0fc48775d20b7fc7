// Benchmark: host → view in a real VS Code, with its real extension host and webview. A stream of tokens sent through Parley's
// outbox, beside one message a token. `--check` exits 1 when a goal is missed.
// node test/bench/transport.ts [--seconds N] [--rounds N] [--check]
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { openVsCode, type OpenVsCode } from '../vscode/open-vscode.ts';
import { formatGoals, isReached, type Goal } from './goals.ts';
import { quantile } from './render-runs.ts';
import type { TransportRun, TransportWish } from './transport-run.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    check: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);

type Measured = TransportRun & { readonly viewCpuMs: number };

/** The extension as VS Code loads it; returns its folder. */
async function buildExtension(): Promise<string> {
  const folder = path.join(import.meta.dirname, '..', '.out', 'transport-extension');
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: 'transport',
    publisher: 'parley-tests',
    version: '0.0.1',
    engines: { vscode: '^1.106.0' },
    main: './extension.js',
    contributes: { commands: [{ command: 'parleyTransport.run', title: 'Transport' }] },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'transport-extension.ts')],
    outfile: path.join(folder, 'extension.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  return folder;
}

/** Main-thread time of the window, in milliseconds: the webview of the server's page lives in its process. */
async function taskMs(vscode: OpenVsCode): Promise<() => Promise<number>> {
  const cdp = await vscode.page.context().newCDPSession(vscode.page);
  await cdp.send('Performance.enable');
  return async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
}

const vscode = await openVsCode({ extension: await buildExtension() });
try {
  const viewMs = await taskMs(vscode);
  const run = async (way: TransportWish['way'], tokensPerSecond: number): Promise<Measured> => {
    const before = await viewMs();
    const wish: TransportWish = { way, tokensPerSecond, seconds };
    const result = (await vscode.execute('parleyTransport.run', wish)) as TransportRun;
    return { ...result, viewCpuMs: (await viewMs()) - before };
  };
  // What a window does anyway when it has just been opened is over after this.
  await run('nothing', 1000);
  const runs = { nothing: [], each: [], outbox: [] } as Record<TransportWish['way'], Measured[]>;
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of ['nothing', 'each', 'outbox'] as const) {
      const measured = await run(way, 1000);
      runs[way].push(measured);
      console.log(
        `${way.padEnd(8)} host ${measured.hostCpuMs.toFixed(0)} ms, view ${measured.viewCpuMs.toFixed(0)} ms, ` +
          `${measured.posted} messages, ${measured.bytes} bytes for ${measured.textBytes} of text`,
      );
    }
  }
  const fast = await run('outbox', 20_000);
  const median = (way: TransportWish['way'], figure: (run: Measured) => number): number =>
    quantile(runs[way].map(figure), 0.5);
  /** What it costs beyond the clock that makes the tokens. */
  const share = (figure: (run: Measured) => number): number =>
    (median('outbox', figure) - median('nothing', figure)) /
    (median('each', figure) - median('nothing', figure));
  const all = [...runs.outbox, fast];
  const goals: Goal[] = [
    ...[runs.outbox[0], fast].map((one, index) => ({
      name: `W1 messages a second at ${index === 0 ? '1,000' : '20,000'} tokens a second`,
      reached: one === undefined ? Number.NaN : one.posted / one.seconds,
      atMost: 62,
    })),
    {
      name: 'W1 first token to first message',
      reached: Math.max(...all.map(({ firstMs }) => firstMs)),
      atMost: 16,
      unit: 'ms',
    },
    {
      name: 'W1 bytes × text at 1,000 tokens a second',
      reached: median('outbox', (one) => one.bytes / one.textBytes),
      atMost: 1.2,
    },
    {
      name: 'W1 longest message',
      reached: Math.max(...all.map(({ longest }) => longest)) / 1000,
      atMost: 256,
      unit: 'kB',
    },
    {
      name: 'W1 messages that did not arrive',
      reached: Math.max(...all.map((one) => one.posted - one.arrived)),
      atMost: 0,
    },
    { name: 'W2 host CPU × a message a token', reached: share((one) => one.hostCpuMs), atMost: 0.2 },
    { name: 'W2 view CPU × a message a token', reached: share((one) => one.viewCpuMs), atMost: 0.2 },
  ];
  console.log(`\n${formatGoals(goals)}`);
  if (values.check && !goals.every(isReached)) process.exitCode = 1;
} finally {
  await vscode.close();
}
