// What the frames of a page cost, from the browser's own trace: CPU time of the main thread, so that other programs on the
// machine do not count.
import type { CDPSession } from 'playwright-core';

/** CPU milliseconds of one frame: the tasks from its callbacks to the next frame's. */
export interface FrameCost {
  /** Script, style and layout. */
  readonly workMs: number;
  /** The longest stretch without a pause, paint included: what a key press may have to wait for. */
  readonly longestMs: number;
}

/** What the tracing of Chromium reports about a finished stretch of work. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds: begin, wall time, CPU time. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

const paintNames = new Set(['PrePaint', 'Paint', 'Layerize', 'Commit']);

/** Costs of the frames of a page while `run` runs. */
export async function traceFrames(session: CDPSession, run: () => Promise<void>): Promise<FrameCost[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }): void => {
    for (const event of value) events.push(event as TraceEvent);
  };
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline'], excludedCategories: ['*'] },
  });
  await run();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  return framesOf(outermost(events));
}

/** Events of the busiest thread with frames, those within others left out, in order. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  const threads = new Map<string, number>();
  for (const { name, pid, tid } of events) {
    if (name === 'FireAnimationFrame') threads.set(`${pid} ${tid}`, (threads.get(`${pid} ${tid}`) ?? 0) + 1);
  }
  const [main] = [...threads].toSorted(([, one], [, other]) => other - one)[0] ?? [''];
  const own = events
    .filter(({ ph, pid, tid }) => ph === 'X' && `${pid} ${tid}` === main)
    .toSorted((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0));
  let endTs = 0;
  return own.filter(({ ts, dur = 0 }) => {
    if (ts < endTs) return false;
    endTs = ts + dur;
    return true;
  });
}

/** Stretches of work closer than this, in microseconds, belong to one task. */
const sameTaskGap = 100;

function framesOf(events: readonly TraceEvent[]): FrameCost[] {
  // What happens before the first frame counts as one.
  const frames = [{ workMs: 0, longestMs: 0 }];
  let isPainted = true;
  let taskMs = 0;
  let lastEndTs = 0;
  for (const { name, ts, dur = 0, tdur = dur } of events) {
    if (name === 'FireAnimationFrame' && isPainted) {
      frames.push({ workMs: 0, longestMs: 0 });
      isPainted = false;
    }
    if (name === 'PrePaint') isPainted = true;
    const frame = frames.at(-1);
    if (frame === undefined) continue;
    const ms = tdur / 1000;
    taskMs = ts - lastEndTs > sameTaskGap ? ms : taskMs + ms;
    lastEndTs = ts + dur;
    frame.longestMs = Math.max(frame.longestMs, taskMs);
    if (!paintNames.has(name)) frame.workMs += ms;
  }
  return frames.filter(({ longestMs }) => longestMs > 0);
}
