// Rendering in slices: whatever is left after this frame's budget waits for the next frame, so that a fast or
// long answer never blocks typing. Knows nothing about markdown.
import type { FrameRequest, FrameTime } from './frame.ts';

/** Work that can stop and go on later. */
export interface FrameTask {
  /**
   * Works until `deadlineMs` (of `performance.now()`) or until done; without sparing itself when that is infinite.
   * Returns true while there is more to do.
   */
  run(deadlineMs: number): boolean;
}

/** Where tasks queue up. */
export interface FrameWork {
  /** Runs the task in this frame if there is room, and goes on in later frames. Asking twice is asking once. */
  request(task: FrameTask, urgency: Urgency): void;
  /** Forgets the task. */
  cancel(task: FrameTask): void;
  /** Calls back once nothing is left to do; at once when that is now. */
  whenIdle(callback: () => void): void;
}

/** `text` comes first: what is to be read. `ornament`, such as colours, uses what is left of the frame. */
export type Urgency = 'text' | 'ornament';

/** Half a frame at 60 Hz: the other half is for layout and paint. */
const budgetMs = 8;
/** A frame at 60 Hz. */
const frameLengthMs = 16;

/** A queue that works off its tasks a slice a frame, newest first: the end of a chat is what the reader sees. */
export function createFrameWork(onNextFrame: FrameRequest, frameTimeMs: FrameTime): FrameWork {
  const queues = { text: new Set<FrameTask>(), ornament: new Set<FrameTask>() };
  let idleCallbacks: (() => void)[] = [];
  let scheduled = false;
  /** The frame that was worked in last, and how much of its budget is left. */
  let workedInMs: number | undefined;
  let frameStartMs = 0;
  let leftMs = budgetMs;

  const isIdle = (): boolean => queues.text.size === 0 && queues.ornament.size === 0;

  function runSlice(): void {
    scheduled = false;
    const startMs = performance.now();
    if (isOtherFrame(startMs)) leftMs = budgetMs;
    const deadlineMs = startMs + leftMs;
    for (const queue of [queues.text, queues.ornament]) {
      for (const task of [...queue].toReversed()) {
        if (performance.now() >= deadlineMs) break;
        queue.delete(task);
        if (task.run(deadlineMs)) queue.add(task);
      }
    }
    leftMs -= performance.now() - startMs;
    if (!isIdle()) {
      schedule(onNextFrame);
      return;
    }
    const callbacks = idleCallbacks;
    idleCallbacks = [];
    for (const callback of callbacks) callback();
  }

  // Work is asked for several times in a frame, in its own callbacks and by what has arrived. Where no frames come (a
  // hidden view), time has to tell.
  function isOtherFrame(nowMs: number): boolean {
    const timeMs = frameTimeMs();
    if (timeMs === workedInMs && nowMs - frameStartMs < frameLengthMs) return false;
    workedInMs = timeMs;
    frameStartMs = nowMs;
    return true;
  }

  function schedule(request: FrameRequest): void {
    if (scheduled) return;
    scheduled = true;
    request(runSlice);
  }

  return {
    request(task, urgency) {
      // To the end of its queue, which is worked off from the end.
      queues[urgency].delete(task);
      queues[urgency].add(task);
      // A microtask still belongs to the frame that asked: what fits is painted with it.
      schedule(queueMicrotask);
    },
    cancel(task) {
      queues.text.delete(task);
      queues.ornament.delete(task);
    },
    whenIdle(callback) {
      if (isIdle()) callback();
      else idleCallbacks.push(callback);
    },
  };
}
