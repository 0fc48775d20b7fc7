// Benchmark: a chat of 2,000 messages in the real panel. Opening, scrolling, one more message, a narrower panel, memory, and
// typing while an answer streams, beside panels that render every message. `--check` exits 1 when a goal is missed.
// node test/bench/long-chat.ts [--messages N] [--rounds N] [--typing-seconds N] [--check]
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Message } from '../../src/model/conversation.ts';
import type {} from '../fakes/panel-page/page-host.ts';
import {
  batchOf,
  changes,
  runningAnswer,
  sampleAnswer,
  samplePrompt,
  snapshotOf,
} from '../fakes/panel-page/panel-samples.ts';
import { servePanel } from '../fakes/panel-page/panel-server.ts';
import type { FrameCost } from './frame-costs.ts';
import { formatGoals, isReached, type Goal } from './goals.ts';
import { startMeasuringBrowser, type MeasuredPage, type MeasuringBrowser } from './render-browser.ts';
import { quantile } from './render-runs.ts';
import { answerText } from './render-texts.ts';
import type {} from './render-ways/whole-chat.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
    'typing-seconds': { type: 'string', default: '10' },
    check: { type: 'boolean', default: false },
  },
});
const messageCount = Number(values.messages);
const typingMs = Number(values['typing-seconds']) * 1_000;

/** About 900 characters each. */
const texts = Array.from({ length: messageCount }, (_, index) => answerText('mixed', 850 + (index % 100)));
const messages: Message[] = texts.map((text, index) => {
  const parent = index === 0 ? {} : { parentId: `m${index - 1}` };
  return index % 2 === 0
    ? samplePrompt(`m${index}`, text, parent)
    : sampleAnswer(`m${index}`, `m${index - 1}`, text);
});

/** CPU milliseconds, and megabytes. */
interface PanelRun {
  readonly openMs: number;
  readonly openLongestMs: number;
  readonly appendMs: number;
  readonly resizeMs: number;
  readonly scrollLongestMs: number;
  readonly heapMb: number;
  readonly heapAfterScrollMb: number;
}

const workOf = (costs: readonly FrameCost[]): number => costs.reduce((sum, { workMs }) => sum + workMs, 0);
const longestOf = (costs: readonly FrameCost[]): number =>
  Math.max(0, ...costs.map(({ longestMs }) => longestMs));
const megabytes = async (page: MeasuredPage): Promise<number> => (await page.heapBytes()) / 1e6;

/** Two frames: one applies what arrived, the next shows it. */
async function framesPass({ page }: MeasuredPage, count = 4): Promise<void> {
  await page.evaluate(async (left) => {
    for (let frame = 0; frame < left; frame += 1) await new Promise(requestAnimationFrame);
  }, count);
}

async function openPanel(browser: MeasuringBrowser, origin: string): Promise<MeasuredPage> {
  const panel = await browser.open(`${origin}/?theme=dark`);
  await panel.page.waitForFunction(() => globalThis.pageHost.intents.length > 0);
  return panel;
}

async function measurePanel(browser: MeasuringBrowser, origin: string): Promise<PanelRun> {
  const panel = await openPanel(browser, origin);
  const { page } = panel;
  try {
    const open = await panel.frames(async () => {
      await page.evaluate((all) => globalThis.pageHost.post(all), snapshotOf(messages));
      await page.locator('article').last().waitFor();
      await framesPass(panel);
    });
    const heapMb = await megabytes(panel);
    const prompt = samplePrompt('next', 'One more.', { parentId: `m${messageCount - 1}` });
    const empty = await panel.frames(() => framesPass(panel));
    const append = await panel.frames(async () => {
      await page.evaluate(
        (batch) => globalThis.pageHost.post(batch),
        batchOf(1, changes({ type: 'message-add', message: prompt })),
      );
      await framesPass(panel);
    });
    const resize = await panel.frames(async () => {
      await page.setViewportSize({ width: 380, height: 800 });
      await framesPass(panel);
    });
    const scroll = await panel.frames(() =>
      page.evaluate(async () => {
        const scroller = document.querySelector('.scroller');
        for (let step = 0; step < 120; step += 1) {
          scroller?.scrollBy(0, -600);
          await new Promise(requestAnimationFrame);
        }
      }),
    );
    return {
      openMs: workOf(open),
      openLongestMs: longestOf(open),
      appendMs: workOf(append) - workOf(empty),
      resizeMs: longestOf(resize),
      scrollLongestMs: longestOf(scroll),
      heapMb,
      heapAfterScrollMb: await megabytes(panel),
    };
  } finally {
    await panel.close();
  }
}

async function measureWhole(
  browser: MeasuringBrowser,
  way: 'marked' | 'reactMarkdown',
): Promise<{ openMs: number; heapMb: number }> {
  const whole = await browser.open('whole-chat');
  try {
    const open = await whole.frames(async () => {
      await whole.page.evaluate(
        async ([name, all]) => {
          await new Promise(requestAnimationFrame);
          globalThis.wholeChat[name](all);
        },
        [way, texts] as const,
      );
      await framesPass(whole);
    });
    return { openMs: workOf(open), heapMb: await megabytes(whole) };
  } finally {
    await whole.close();
  }
}

/** Delays of key presses in milliseconds, from the press to its handling, while an answer streams into the long chat. */
async function measureTyping(browser: MeasuringBrowser, origin: string): Promise<number[]> {
  const panel = await openPanel(browser, origin);
  const { page } = panel;
  try {
    const answer = runningAnswer('next', `m${messageCount - 1}`);
    await page.evaluate((all) => globalThis.pageHost.post(all), snapshotOf([...messages, answer]));
    const box = page.getByRole('textbox', { name: 'Message', exact: true });
    await box.click();
    await page.evaluate(
      (text) => {
        globalThis.keyDelaysMs = [];
        document.addEventListener(
          'keydown',
          (event) => globalThis.keyDelaysMs.push(performance.now() - event.timeStamp),
          { capture: true },
        );
        // 1,000 deltas of four characters a second, in the batches the host sends.
        let seq = 0;
        let at = 0;
        setInterval(() => {
          const event = { type: 'text-delta', messageId: 'next', text: text.slice(at, at + 64) } as const;
          at += 64;
          seq += 1;
          globalThis.pageHost.post({ type: 'batch', seq, events: [{ type: 'conversation', event }] });
        }, 16);
      },
      answerText('mixed', typingMs * 5),
    );
    const endMs = Date.now() + typingMs;
    while (Date.now() < endMs) {
      await page.keyboard.press('a');
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    return await page.evaluate(() => globalThis.keyDelaysMs);
  } finally {
    await panel.close();
  }
}

declare global {
  var keyDelaysMs: number[];
}

const median = (list: readonly number[]): number => quantile(list, 0.5);
const panelServer = await servePanel();
const wholeChat = path.join(import.meta.dirname, 'render-ways', 'whole-chat.ts');
const browser = await startMeasuringBrowser({ 'whole-chat': wholeChat }, 'as on a screen');
try {
  const own: PanelRun[] = [];
  const marked: { openMs: number; heapMb: number }[] = [];
  const react: typeof marked = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    own.push(await measurePanel(browser, panelServer.origin));
    marked.push(await measureWhole(browser, 'marked'));
    react.push(await measureWhole(browser, 'reactMarkdown'));
  }
  const keysMs = await measureTyping(browser, panelServer.origin);
  const figure = (name: keyof PanelRun): number => median(own.map((run) => run[name]));
  console.log(
    `${messageCount} messages of about 900 characters; CPU ms of the main thread without paint, MB of heap`,
  );
  console.log(
    `parley               open ${figure('openMs').toFixed(0)} ms, heap ${figure('heapMb').toFixed(1)} MB, after scrolling ${figure('heapAfterScrollMb').toFixed(1)} MB`,
  );
  for (const [name, runs] of [
    ['marked, all', marked],
    ['react-markdown, all', react],
  ] as const) {
    const openMs = median(runs.map((run) => run.openMs)).toFixed(0);
    console.log(
      `${name.padEnd(21)}open ${openMs} ms, heap ${median(runs.map(({ heapMb }) => heapMb)).toFixed(1)} MB`,
    );
  }
  const goals: Goal[] = [
    { name: 'L1 open', reached: figure('openMs'), atMost: 100, unit: 'ms' },
    { name: 'L1 longest task while opening', reached: figure('openLongestMs'), atMost: 50, unit: 'ms' },
    { name: 'L1 one more message', reached: figure('appendMs'), atMost: 1, unit: 'ms' },
    { name: 'L1 another width, longest task', reached: figure('resizeMs'), atMost: 10, unit: 'ms' },
    { name: 'L1 longest task while scrolling', reached: figure('scrollLongestMs'), atMost: 50, unit: 'ms' },
    {
      name: 'L1 memory, × of all messages with react-markdown',
      reached: figure('heapMb') / median(react.map(({ heapMb }) => heapMb)),
      atMost: 0.33,
    },
    {
      name: 'L1 typing while an answer streams, p99 delay',
      reached: quantile(keysMs, 0.99),
      atMost: 25,
      unit: 'ms',
    },
  ];
  console.log(`\n${formatGoals(goals)}`);
  if (values.check && !goals.every(isReached)) process.exitCode = 1;
} finally {
  await browser.close();
  await panelServer.close();
}
