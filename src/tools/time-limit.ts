// A time limit around work that may not listen: it is told to stop, given time to clean up, and then left behind.
import { ToolProblem } from './tool.ts';

/** How long work that was told to stop may go on before it is left alone, in milliseconds. */
const stopGraceMs = 10_000;

/**
 * Runs a task that has to end `timeoutMs` from now, or when `signal` aborts. The task hears of either by its own signal
 * and is given time to clean up; one that does not end even then is left behind.
 */
export async function within<T>(
  task: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T> {
  const limit = new AbortController();
  const end = (reason: unknown): void => limit.abort(reason);
  const onAbort = (): void => end(signal.reason);
  const timer = setTimeout(
    () => end(new DOMException(`It took longer than ${Math.round(timeoutMs / 1000)} s.`, 'TimeoutError')),
    timeoutMs,
  );
  signal.addEventListener('abort', onAbort, { once: true });
  let graceTimer: ReturnType<typeof setTimeout> | undefined;
  const abandoned = new Promise<never>((_resolve, reject) => {
    limit.signal.addEventListener('abort', () => {
      graceTimer = setTimeout(() => reject(limit.signal.reason), stopGraceMs);
    });
  });
  try {
    if (signal.aborted) onAbort();
    return await Promise.race([task(limit.signal), abandoned]);
  } catch (error) {
    // Whatever a task makes of its end: the reason is that it was ended.
    throw limit.signal.aborted && !(error instanceof ToolProblem) ? limit.signal.reason : error;
  } finally {
    clearTimeout(timer);
    clearTimeout(graceTimer);
    signal.removeEventListener('abort', onAbort);
  }
}
