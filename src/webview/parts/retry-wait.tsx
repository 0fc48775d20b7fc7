// "Retrying in 4 s": counts down while a failed request waits to be sent again. Its timer lives as long as the line.
// Counts from the moment the view heard of the wait and asks no clock for the time of day: the host's may be another one.
import type { RetryWait as Wait } from '../../model/conversation.ts';
import { Icon } from '../icon.tsx';
import { useEffect, useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';

/** When each wait was first seen, on the page's own time line: the line may come and go while the wait goes on. */
const seenAtMs = new WeakMap<Wait, number>();

/** The wait as the conversation holds it; a new one is a new object. */
export function RetryWait({ wait }: { wait: Wait }): VNode {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  let sinceMs = seenAtMs.get(wait);
  if (sinceMs === undefined) {
    sinceMs = performance.now();
    seenAtMs.set(wait, sinceMs);
  }
  const seconds = Math.ceil(Math.max(0, wait.waitMs - Math.max(0, nowMs - sinceMs)) / 1000);
  return (
    <p class="status-line">
      <Icon name="wait" />
      <span>
        {wait.message} {strings.message.retrying(seconds)}
      </span>
    </p>
  );
}
