// What the user should know before sending, above the message box: a picture for a model that sees none, for example.
import { Icon } from '../icon.tsx';
import type { VNode } from '../preact.ts';
import { useView } from '../view-context.ts';

/** The warnings; an empty place for screen readers to listen at when there are none. */
export function RequestWarnings(): VNode {
  const { store } = useView();
  const warnings = store.outline.value?.warnings ?? [];
  return (
    <div role="status">
      {warnings.map((warning) => (
        <p key={warning} class="composer-warning">
          <Icon name="warning" />
          <span>{warning}</span>
        </p>
      ))}
    </div>
  );
}
