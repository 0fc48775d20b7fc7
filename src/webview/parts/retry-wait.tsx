// "Retrying in 4 s": counts down while a failed request waits to be sent again. Its timer lives as long as the line.
import { Icon } from '../icon.tsx';
import { useEffect, useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';

/** `untilMs`: when the request will be sent again, in milliseconds since the epoch; `message`: why it waits. */
export function RetryWait({ untilMs, message }: { untilMs: number; message: string }): VNode {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
  return (
    <p class="status-line">
      <Icon name="wait" />
      <span>
        {message} {strings.message.retrying(seconds)}
      </span>
    </p>
  );
}
