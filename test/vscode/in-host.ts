// The test runner inside the extension host: `suite` and `test` for the files in suites/, and `run`, which VS Code calls.
// It reports every step as a JSON line to a file, because a host that crashes or hangs can say nothing afterwards.
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import type { HostEvent } from './host-report.ts';

type Registered = { name: string; body: () => unknown; timeoutMs: number };

const DEFAULT_TIMEOUT_MS = 20_000;
const registered: Registered[] = [];
let prefix = '';

/** Groups tests: their names begin with `name`. May be nested. */
export function suite(name: string, define: () => void): void {
  const outer = prefix;
  prefix = `${outer}${name}: `;
  define();
  prefix = outer;
}

/** Registers a test. It fails when `body` throws, rejects, or takes longer than `timeoutMs` (20 s). */
export function test(name: string, body: () => unknown, options: { timeoutMs?: number } = {}): void {
  registered.push({ name: prefix + name, body, timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS });
}

/** Entry point for VS Code: runs every registered test in order; rejects when any failed, which makes the exit code 1. */
export async function run(): Promise<void> {
  const file = process.env['PARLEY_HOST_REPORT'];
  if (file === undefined) throw new Error('PARLEY_HOST_REPORT must name the file to report to');
  const report = (event: HostEvent): void => appendFileSync(file, `${JSON.stringify(event)}\n`);
  report({ type: 'host', pid: process.pid, count: registered.length });
  let failed = 0;
  for (const { name, body, timeoutMs } of registered) {
    report({ type: 'start', name, timeoutMs });
    const started = performance.now();
    const error = await problemOf(body, timeoutMs);
    const ms = Math.round(performance.now() - started);
    if (error === undefined) report({ type: 'pass', name, ms });
    else {
      failed += 1;
      report({ type: 'fail', name, ms, error });
    }
  }
  report({ type: 'end' });
  if (failed > 0) throw new Error(`${failed} of ${registered.length} tests in the extension host failed`);
}

async function problemOf(body: () => unknown, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not end within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([(async () => body())(), late]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
