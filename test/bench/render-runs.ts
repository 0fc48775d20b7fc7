// The single measurements of the render benchmark: one way of rendering, one text, in a fresh page.
import { answerText, type TextKind } from './render-texts.ts';
import type { FrameCost } from './frame-costs.ts';
import type { MeasuredPage, MeasuringBrowser } from './render-browser.ts';
import type {} from './render-ways/driver.ts';
import type { WayName } from './render-ways/way.ts';

/** Deltas of four characters in one frame: 1,000 a second at 60 Hz. */
const deltasPerFrame = 16;
/** Peers whose every frame costs as much as the whole text are measured at so many places of a long text. */
const sampledPlaces = 5;
const framesAtPlace = 3;

/** What streaming a text at full speed cost. Times are CPU milliseconds of the main thread. */
export interface StreamRun {
  /** Script, style and layout of the whole text; from samples of it when `isSampled`. */
  readonly totalMs: number;
  readonly isSampled: boolean;
  readonly meanMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** Tasks over 50 ms, paint included. */
  readonly longTasks: number;
  readonly heapBytes: number;
}

/** What streaming in real time cost. */
export interface PacedRun {
  /** Share of the time in which the main thread worked. */
  readonly busyShare: number;
  /** Share of frames that came late. */
  readonly droppedShare: number;
  /** 99th percentile of the gaps between frames in milliseconds. */
  readonly p99GapMs: number;
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Streams a text at full speed; `isSampled`: only at some places of it. */
export async function measureStream(
  browser: MeasuringBrowser,
  way: WayName,
  kind: TextKind,
  length: number,
  isSampled: boolean,
): Promise<StreamRun> {
  const text = answerText(kind, length);
  return withPage(browser, way, async (page) => {
    const costs: FrameCost[] = [];
    if (isSampled) {
      for (let place = 0; place < sampledPlaces; place += 1) {
        const shownLength = Math.floor((length * (place + 0.5)) / sampledPlaces);
        costs.push(...(await streamFrom(page, text, shownLength, framesAtPlace)));
      }
    } else {
      costs.push(...(await streamFrom(page, text, 0, Number.MAX_SAFE_INTEGER)));
    }
    const works = costs.map(({ workMs }) => workMs);
    const sumMs = works.reduce((sum, ms) => sum + ms, 0);
    const frameCount = Math.ceil(length / (deltasPerFrame * 4));
    const measuredCount = isSampled ? sampledPlaces * framesAtPlace : frameCount;
    return {
      totalMs: (sumMs / measuredCount) * frameCount,
      isSampled,
      meanMs: sumMs / measuredCount,
      p99Ms: quantile(works, 0.99),
      worstMs: Math.max(...works),
      longTasks: costs.filter(({ longestMs }) => longestMs > 50).length,
      heapBytes: await page.heapBytes(),
    };
  });
}

async function streamFrom(
  { page, frames }: MeasuredPage,
  text: string,
  shownLength: number,
  frameCount: number,
): Promise<FrameCost[]> {
  await page.evaluate(([all, shown]) => globalThis.renderDriver.begin(all, shown), [
    text,
    shownLength,
  ] as const);
  return frames(() =>
    page.evaluate(([count, deltas]) => globalThis.renderDriver.stream(count, deltas), [
      frameCount,
      deltasPerFrame,
    ] as const),
  );
}

/** CPU milliseconds of the whole text rendered at once, and whether a streamed text looks the same afterwards. */
export async function measureAtOnce(
  browser: MeasuringBrowser,
  kind: TextKind,
  length: number,
): Promise<{ totalMs: number; isEqual: boolean }> {
  const text = answerText(kind, length);
  return withPage(browser, 'parley', async ({ page, frames }) => {
    // The first time brings the highlighter along.
    await page.evaluate((all) => globalThis.renderDriver.showAtOnce(all), text);
    const costs = await frames(() => page.evaluate((all) => globalThis.renderDriver.showAtOnce(all), text));
    const whole = await page.evaluate(() => globalThis.renderDriver.shownText());
    await page.evaluate((all) => globalThis.renderDriver.begin(all, 0), text);
    await page.evaluate(() => globalThis.renderDriver.stream(Number.MAX_SAFE_INTEGER, 256));
    await page.evaluate(() => globalThis.renderDriver.end());
    const streamed = await page.evaluate(() => globalThis.renderDriver.shownText());
    return { totalMs: costs.reduce((sum, { workMs }) => sum + workMs, 0), isEqual: whole === streamed };
  });
}

/** Streams at 1,000 deltas a second for a while, after so much of the text. `browser` shows frames as on a screen. */
export async function measurePaced(
  browser: MeasuringBrowser,
  way: WayName,
  shownLength: number,
  durationMs: number,
): Promise<PacedRun> {
  const text = answerText('mixed', shownLength + 4 * durationMs + 10_000);
  return withPage(browser, way, async ({ page, work }) => {
    await page.evaluate(([all, shown]) => globalThis.renderDriver.begin(all, shown), [
      text,
      shownLength,
    ] as const);
    const before = await work();
    const gapsMs = await page.evaluate((ms) => globalThis.renderDriver.pace(1_000, ms), durationMs);
    const { taskMs } = await work();
    const elapsedMs = gapsMs.reduce((sum, ms) => sum + ms, 0);
    return {
      busyShare: (taskMs - before.taskMs) / elapsedMs,
      droppedShare: gapsMs.filter((ms) => ms > 25).length / gapsMs.length,
      p99GapMs: quantile(gapsMs, 0.99),
    };
  });
}

/** How long colouring a streamed block of code took, as a multiple of reading the whole block once. */
export async function measureHighlighting(
  browser: MeasuringBrowser,
  length: number,
): Promise<{ ratio: number; longestMs: number; loadedEarly: readonly string[] }> {
  const code = answerText('fence', length);
  return withPage(browser, 'parley', async ({ page, requests, frames }) => {
    const shown = async (text: string): Promise<void> => {
      await page.evaluate((all) => globalThis.renderDriver.showAtOnce(all), text);
    };
    await shown('# No code\n\nBut `this` and **that**.\n');
    const loadedEarly = requests.filter((name) => /highlight|katex|woff2/.test(name));
    // Warm: what loading costs is in the other figures.
    await shown(code);
    await page.evaluate(() => {
      const engine = globalThis.parleyHighlightEngine;
      if (engine === undefined) throw new Error('The highlighter has not been loaded.');
      const highlight = engine.highlight.bind(engine);
      globalThis.highlightingMs = 0;
      engine.highlight = (text, language) => {
        const startMs = performance.now();
        const result = highlight(text, language);
        globalThis.highlightingMs += performance.now() - startMs;
        return result;
      };
    });
    await page.evaluate((all) => globalThis.renderDriver.begin(all, 0), code);
    const costs = await frames(() =>
      page.evaluate(() => globalThis.renderDriver.stream(Number.MAX_SAFE_INTEGER, 16)),
    );
    const ratio = await page.evaluate((text) => {
      const inPiecesMs = globalThis.highlightingMs;
      globalThis.highlightingMs = 0;
      globalThis.parleyHighlightEngine?.highlight(text.slice(text.indexOf('\n') + 1), 'typescript');
      return inPiecesMs / globalThis.highlightingMs;
    }, code);
    return { ratio, longestMs: Math.max(...costs.map(({ longestMs }) => longestMs)), loadedEarly };
  });
}

declare global {
  var highlightingMs: number;
}

async function withPage<T>(
  browser: MeasuringBrowser,
  way: WayName,
  use: (page: MeasuredPage) => Promise<T>,
): Promise<T> {
  const page = await browser.open(way);
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}
