// The browser of the panel's benchmarks: builds the page scripts as the view is built for shipping, serves them on
// loopback, and opens each in a Chromium whose frames come as fast as they are done.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { buildFiles, viewBuild, type PanelFiles } from '../fakes/panel-page/build-panel.ts';
import { traceFrames, type FrameCost } from './frame-costs.ts';
import { locateBrowser } from '../vscode/locate-browser.ts';

/** Milliseconds of the main thread. */
export interface Work {
  /** Everything. */
  readonly taskMs: number;
  /** Script, style and layout, without paint. */
  readonly scriptMs: number;
}

/** A page to measure, with the counters of its process. */
export interface MeasuredPage {
  readonly page: Page;
  /** Names of the files the page has asked for. */
  readonly requests: readonly string[];
  /** What the main thread has done so far. */
  work(): Promise<Work>;
  /** Costs of the frames while `run` runs. */
  frames(run: () => Promise<void>): Promise<FrameCost[]>;
  /** Bytes in use after a collection. */
  heapBytes(): Promise<number>;
  close(): Promise<void>;
}

/** A browser to measure in. */
export interface MeasuringBrowser {
  /** Opens the page of a built script, e.g. `parley`, or an address. */
  open(page: string): Promise<MeasuredPage>;
  close(): Promise<void>;
}

// Built with the options of the shipped view, minified; peers bring their own libraries along.
async function buildScripts(scripts: Readonly<Record<string, string>>): Promise<PanelFiles> {
  const view = await viewBuild();
  const { parley, ...peers } = scripts;
  const own = parley === undefined ? {} : { parley };
  const shipped = await buildFiles({ ...view, entryPoints: { ...view.entryPoints, ...own } });
  const define = { 'process.env.NODE_ENV': '"production"' };
  return new Map([...(await buildFiles({ ...view, entryPoints: peers, define, alias: {} })), ...shipped]);
}

const typeByExtension: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

function page(script: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${script}</title>
<style>html, body, #app { height: 100%; margin: 0 }</style>
<link rel="stylesheet" href="/view.css"></head>
<body class="vscode-dark"><main id="app"></main><script src="/${script}.js"></script></body></html>`;
}

/** Starts the browser. `frames`: as fast as they are done, or as on a screen. */
export async function startMeasuringBrowser(
  scripts: Readonly<Record<string, string>>,
  frames: 'unlimited' | 'as on a screen',
): Promise<MeasuringBrowser> {
  const files = await buildScripts(scripts);
  const server = http.createServer((request, response) => {
    const name = (request.url ?? '/').slice(1);
    const content = name.endsWith('.html') ? page(name.slice(0, -5)) : files.get(name);
    response.statusCode = content === undefined ? 404 : 200;
    response.setHeader('content-type', typeByExtension[path.extname(name)] ?? 'text/html; charset=utf-8');
    response.end(content);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const located = await locateBrowser((step) => console.error(step));
  const unlimited = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];
  const browser = await chromium.launch({
    executablePath: located.executablePath,
    args: [...located.args, ...(frames === 'unlimited' ? unlimited : []), '--js-flags=--expose-gc'],
    env: { ...(process.env as Record<string, string>), ...located.env },
  });
  return {
    async open(wanted) {
      // A context of its own is a process of its own.
      const context = await browser.newContext({ viewport: { width: 480, height: 800 } });
      const opened = await context.newPage();
      const requests: string[] = [];
      opened.on('request', (request) => requests.push(new URL(request.url()).pathname.slice(1)));
      await opened.goto(wanted.startsWith('http:') ? wanted : `${origin}/${wanted}.html`);
      const session = await context.newCDPSession(opened);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      return {
        page: opened,
        requests,
        work: () => workOf(session),
        frames: (run) => traceFrames(session, run),
        heapBytes: () => heapBytes(session),
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function workOf(session: CDPSession): Promise<Work> {
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
  return {
    taskMs: value('TaskDuration'),
    scriptMs: value('ScriptDuration') + value('RecalcStyleDuration') + value('LayoutDuration'),
  };
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}
