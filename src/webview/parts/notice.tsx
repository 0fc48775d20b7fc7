// A line the reader should know about an answer.
import { Icon } from '../icon.tsx';
import type { VNode } from '../preact.ts';

/** A quiet line with an icon. */
export function Notice({ text }: { text: string }): VNode {
  return (
    <p class="status-line" dir="auto">
      <Icon name="info" />
      <span>{text}</span>
    </p>
  );
}
