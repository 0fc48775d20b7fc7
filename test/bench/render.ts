// Benchmark: a growing answer on screen. Parley's renderer beside the ways other chat panels render markdown, in a real
// Chromium, interleaved in one run, in deltas of four characters. `--check` exits 1 when a goal is missed.
// node test/bench/render.ts [--sizes 10,100,400] [--rounds N] [--paced-seconds N] [--check]
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startMeasuringBrowser, type MeasuringBrowser } from './render-browser.ts';
import { formatGoals, isReached, type Goal } from './goals.ts';
import {
  measureAtOnce,
  measureHighlighting,
  measurePaced,
  measureStream,
  quantile,
  type PacedRun,
  type StreamRun,
} from './render-runs.ts';
import { wayNames, type WayName } from './render-ways/way.ts';
import { textKinds, type TextKind } from './render-texts.ts';

const { values } = parseArgs({
  options: {
    /** In kilobytes; the goals speak of the smallest, the middle and the largest. */
    sizes: { type: 'string', default: '10,100,400' },
    rounds: { type: 'string', default: '5' },
    'paced-seconds': { type: 'string', default: '10' },
    /** Texts for all ways and sizes, and texts of one block for ours at the middle size. */
    kinds: { type: 'string', default: 'mixed,code' },
    blocks: { type: 'string', default: 'list,paragraph,table,quote' },
    check: { type: 'boolean', default: false },
  },
});
const sizes = values.sizes.split(',').map((size) => Number(size) * 1_000);
const [small = 10_000, middle = small, large = middle] = sizes;
const rounds = Number(values.rounds);
const kinds = kindsOf(values.kinds);
const blocks = kindsOf(values.blocks);
const pacedMs = Number(values['paced-seconds']) * 1_000;

function kindsOf(list: string): TextKind[] {
  return textKinds.filter((kind) => list.split(',').includes(kind));
}

const peers: readonly WayName[] = ['block-memo', 'streamdown', 'marked', 'react-markdown'];
/** Where a peer's frames are measured at some places only: all of them would take hours. */
const longestWhole = 10_000;

const median = (list: readonly number[]): number => quantile(list, 0.5);
const of = <Run>(runs: readonly Run[] | undefined, figure: (run: Run) => number): number =>
  runs === undefined || runs.length === 0 ? Number.NaN : median(runs.map(figure));

type Runs = Map<string, StreamRun[]>;
const keyOf = (way: WayName, kind: TextKind, size: number): string => `${way} ${kind} ${size / 1_000}`;

async function streamAll(browser: MeasuringBrowser): Promise<Runs> {
  const runs: Runs = new Map();
  const measure = async (way: WayName, kind: TextKind, size: number): Promise<void> => {
    const isSampled = peers.includes(way) && size > longestWhole;
    const key = keyOf(way, kind, size);
    runs.set(key, [...(runs.get(key) ?? []), await measureStream(browser, way, kind, size, isSampled)]);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const size of sizes) {
      for (const kind of kinds) {
        for (const way of wayNames) await measure(way, kind, size);
      }
      await measure('parley', 'fence', size);
    }
    for (const kind of blocks) await measure('parley', kind, middle);
  }
  return runs;
}

function printStreams(runs: Runs): void {
  const columns = ['total ms', '× text', 'mean ms', 'p99 ms', 'worst ms', 'long', 'heap MB'];
  console.log(`\n${'way, text, kB'.padEnd(28)}${columns.map((name) => name.padStart(11)).join('')}`);
  for (const [key, list] of runs) {
    const [, kind = '', size = ''] = key.split(' ');
    const text = runs.get(`plain-text ${kind} ${size}`) ?? runs.get(`plain-text mixed ${size}`);
    const total = of(list, ({ totalMs }) => totalMs);
    const cells = [
      `${list[0]?.isSampled === true ? '~' : ''}${total.toFixed(0)}`,
      (total / of(text, ({ totalMs }) => totalMs)).toFixed(1),
      of(list, ({ meanMs }) => meanMs).toFixed(2),
      of(list, ({ p99Ms }) => p99Ms).toFixed(1),
      of(list, ({ worstMs }) => worstMs).toFixed(1),
      of(list, ({ longTasks }) => longTasks).toFixed(0),
      of(list, ({ heapBytes }) => heapBytes / 1e6).toFixed(1),
    ];
    console.log(key.padEnd(28) + cells.map((cell) => cell.padStart(11)).join(''));
  }
  console.log('~: from samples at five places of the text; the whole would take minutes to hours.');
}

const pacedNames = ['plain-text', 'parley', 'streamdown', 'react-markdown'] as const;

async function paceAll(browser: MeasuringBrowser, startLength: number): Promise<Map<WayName, PacedRun[]>> {
  const runs = new Map<WayName, PacedRun[]>();
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    for (const way of pacedNames) {
      const run = await measurePaced(browser, way, startLength, pacedMs);
      runs.set(way, [...(runs.get(way) ?? []), run]);
    }
  }
  return runs;
}

function printPaced(runs: Map<WayName, PacedRun[]>, startLength: number): void {
  console.log(`\n1,000 deltas a second, after ${startLength / 1_000} kB`);
  for (const [way, list] of runs) {
    const busy = (100 * of(list, ({ busyShare }) => busyShare)).toFixed(1);
    const dropped = (100 * of(list, ({ droppedShare }) => droppedShare)).toFixed(1);
    const gap = of(list, ({ p99GapMs }) => p99GapMs).toFixed(0);
    console.log(`${way.padEnd(16)} busy ${busy} %, late frames ${dropped} %, p99 gap ${gap} ms`);
  }
}

const folder = path.join(import.meta.dirname, 'render-ways');
const scripts = Object.fromEntries(wayNames.map((way) => [way, path.join(folder, `${way}.ts`)]));
const goals: Goal[] = [];

const fast = await startMeasuringBrowser(scripts, 'unlimited');
try {
  const runs = await streamAll(fast);
  printStreams(runs);
  const total = (way: WayName, kind: TextKind, size: number): number =>
    of(runs.get(keyOf(way, kind, size)), ({ totalMs }) => totalMs);
  const own = (kind: TextKind, size: number, figure: (run: StreamRun) => number): number =>
    of(runs.get(keyOf('parley', kind, size)), figure);
  const growth = (kind: TextKind): number =>
    Math.log(total('parley', kind, large) / total('parley', kind, small)) / Math.log(large / small);
  goals.push(
    { name: 'R1 growth exponent, mixed', reached: growth('mixed'), atMost: 1.1 },
    { name: 'R1 growth exponent, one fence', reached: growth('fence'), atMost: 1.35 },
  );
  for (const size of sizes) {
    const at = `mixed, ${size / 1_000} kB`;
    // What a page needs that shows nothing but text: the browser's part, which no renderer gets below.
    const textMean = of(runs.get(keyOf('plain-text', 'mixed', size)), ({ meanMs }) => meanMs);
    goals.push(
      {
        name: `R2 mean above plain text, ${at}`,
        reached: own('mixed', size, ({ meanMs }) => meanMs) - textMean,
        atMost: 1,
        unit: 'ms',
      },
      {
        name: `R2 99 % of frames, ${at}`,
        reached: own('mixed', size, ({ p99Ms }) => p99Ms),
        atMost: 8,
        unit: 'ms',
      },
      {
        name: `R2 worst frame, ${at}`,
        reached: own('mixed', size, ({ worstMs }) => worstMs),
        atMost: 16,
        unit: 'ms',
      },
      { name: `R2 long tasks, ${at}`, reached: own('mixed', size, ({ longTasks }) => longTasks), atMost: 0 },
    );
  }
  const atOnce: number[] = [];
  const unequal: string[] = [];
  for (const kind of new Set<TextKind>(['mixed', 'fence', ...blocks])) {
    for (let round = 0; round < (kind === 'mixed' ? rounds : 1); round += 1) {
      const { totalMs, isEqual } = await measureAtOnce(fast, kind, middle);
      if (kind === 'mixed') atOnce.push(totalMs);
      if (!isEqual) unequal.push(kind);
    }
  }
  goals.push({
    name: 'R3 streamed, × of rendered at once',
    reached: total('parley', 'mixed', middle) / median(atOnce),
    atMost: 5,
  });
  for (const [way, atMiddle, atLarge] of [
    ['react-markdown', 50, 200],
    ['streamdown', 8, 15],
  ] as const) {
    const times = (size: number): number => total(way, 'mixed', size) / total('parley', 'mixed', size);
    goals.push(
      { name: `R3 ${way} costs, × ours, ${middle / 1_000} kB`, reached: times(middle), atLeast: atMiddle },
      { name: `R3 ${way} costs, × ours, ${large / 1_000} kB`, reached: times(large), atLeast: atLarge },
    );
  }
  for (const kind of ['list', 'fence'] as const) {
    goals.push(
      {
        name: `R5 mean, one ${kind}`,
        reached: own(kind, middle, ({ meanMs }) => meanMs),
        atMost: 2,
        unit: 'ms',
      },
      {
        name: `R5 long tasks, one ${kind}`,
        reached: own(kind, middle, ({ longTasks }) => longTasks),
        atMost: 0,
      },
    );
  }
  goals.push({
    name: `R5 texts that end otherwise than at once ${unequal.join(' ')}`.trim(),
    reached: unequal.length,
    atMost: 0,
  });
  const colours = [];
  for (let round = 0; round < rounds; round += 1)
    colours.push(await measureHighlighting(fast, Math.min(middle, 50_000)));
  goals.push(
    { name: 'R6 colouring, × of one pass', reached: of(colours, ({ ratio }) => ratio), atMost: 1.2 },
    {
      name: 'R6 longest task while colouring',
      reached: of(colours, ({ longestMs }) => longestMs),
      atMost: 16,
      unit: 'ms',
    },
    {
      name: 'R6 files loaded before the first fence',
      reached: colours[0]?.loadedEarly.length ?? Number.NaN,
      atMost: 0,
    },
  );
} finally {
  await fast.close();
}

const paced = await startMeasuringBrowser(scripts, 'as on a screen');
try {
  for (const [startLength, atMost] of [
    [0, 15],
    [Math.min(250_000, 2.5 * middle), 20],
  ] as const) {
    const runs = await paceAll(paced, startLength);
    printPaced(runs, startLength);
    const after = `after ${startLength / 1_000} kB`;
    const late = (way: WayName): number => 100 * of(runs.get(way), ({ droppedShare }) => droppedShare);
    goals.push(
      {
        name: `R4 main thread busy, ${after}`,
        reached: 100 * of(runs.get('parley'), ({ busyShare }) => busyShare),
        atMost,
        unit: '%',
      },
      {
        name: `R4 late frames beyond plain text, ${after}`,
        reached: late('parley') - late('plain-text'),
        atMost: 1,
        unit: '%',
      },
    );
  }
} finally {
  await paced.close();
}

console.log(`\n${formatGoals(goals)}`);
if (values.check && !goals.every(isReached)) process.exitCode = 1;
