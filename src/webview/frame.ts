// One callback per animation frame, and still a callback where no frames come (a hidden view must keep up).

/** Without a frame in this time the callback runs anyway: hidden views get no frames. */
const frameTimeoutMs = 100;

/** Asks for one call of `run`, before the next paint or, in a view that does not paint, soon. */
export type FrameRequest = (run: () => void) => void;

/** Calls `run` once: at the next animation frame, or after 100 ms when there is none. */
export function onNextFrame(run: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, document.hidden ? 0 : frameTimeoutMs);
}

/** The time of the present frame, the same all through it; undefined where there are no frames. */
export type FrameTime = () => number | undefined;

/** By the page's own clock. */
export function frameTimeMs(): number | undefined {
  const { currentTime } = document.timeline;
  return typeof currentTime === 'number' ? currentTime : undefined;
}
