// The report that the extension host writes while its tests run, line by line, and what can be concluded from it.
// Pure: refuses to look at anything but the text.

export type HostEvent =
  | { type: 'host'; pid: number; count: number }
  | { type: 'start'; name: string; timeoutMs: number }
  | { type: 'pass'; name: string; ms: number }
  | { type: 'fail'; name: string; ms: number; error: string }
  | { type: 'end' };

export type HostTest = { name: string; ms: number } & (
  { outcome: 'passed' } | { outcome: 'failed'; error: string } | { outcome: 'unfinished' }
);

export type HostReport = {
  /** Process id of the extension host, once it has begun. */
  pid: number | undefined;
  tests: HostTest[];
  /** The test that has begun and not ended, with its own time limit. */
  running: { name: string; timeoutMs: number } | undefined;
  /** True when the runner got to its end. */
  ended: boolean;
};

/** Reads the report; a last line that is still being written is left out. */
export function readReport(text: string): HostReport {
  const report: HostReport = { pid: undefined, tests: [], running: undefined, ended: false };
  for (const line of text.split('\n').slice(0, -1)) {
    const event = JSON.parse(line) as HostEvent;
    switch (event.type) {
      case 'host':
        report.pid = event.pid;
        break;
      case 'start':
        report.running = { name: event.name, timeoutMs: event.timeoutMs };
        break;
      case 'pass':
        report.tests.push({ name: event.name, ms: event.ms, outcome: 'passed' });
        report.running = undefined;
        break;
      case 'fail':
        report.tests.push({ name: event.name, ms: event.ms, outcome: 'failed', error: event.error });
        report.running = undefined;
        break;
      case 'end':
        report.ended = true;
        break;
    }
  }
  return report;
}

/**
 * Why a run that is over counts as failed although no test said so, or undefined. `exit` is how VS Code ended, `watch`
 * why the outer watch gave it up, if it did, and `said` what VS Code itself gave as the reason of its end.
 */
export function failureOf(
  report: HostReport,
  exit: string,
  watch: string | undefined,
  said: string | undefined,
): string | undefined {
  if (watch !== undefined) return watch;
  const ended = said === undefined ? `VS Code ended with ${exit}` : `VS Code ended with ${exit}: ${said}`;
  if (report.pid === undefined) return `the tests never began; ${ended}`;
  const during = report.running === undefined ? '' : ` while "${report.running.name}" was running`;
  if (!report.ended) return `the tests did not get to their end${during}; ${ended}`;
  if (report.tests.length === 0) return 'the suites reported no tests at all';
  const failed = report.tests.some((test) => test.outcome === 'failed');
  if (exit !== 'code 0' && !failed) return `every test passed, but ${ended}`;
  return undefined;
}
