// Messages that wait for the running answer to end.
import { Icon } from '../icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** Nothing when nothing waits. */
export function Queue(): VNode | null {
  const { composer } = useView();
  const queue = composer.queue.value;
  if (queue.length === 0) return null;
  return (
    <ul class="queue" aria-label={strings.composer.queueLabel}>
      {queue.map((text, index) => (
        <li key={index}>
          <Icon name="wait" />
          <span class="queue-label">{strings.composer.queued}</span>
          <span class="queue-text" dir="auto">
            {text}
          </span>
          <IconButton
            icon="edit"
            label={strings.composer.takeBack}
            onClick={() => composer.takeBack(index)}
          />
        </li>
      ))}
    </ul>
  );
}
