// A heading that folds what is below it.
import { Icon } from '../icon.tsx';
import { useId, useState } from '../preact.ts';
import type { ComponentChildren, VNode } from '../preact.ts';

/**
 * Folded until `isOpen` or the user says otherwise; the user's choice stays. What is folded is not rendered at all.
 * With `isFoldable` false there is no heading, and the content is shown as `isOpen` says.
 */
export function Fold(props: {
  class: string;
  heading: ComponentChildren;
  isOpen: boolean;
  isFoldable?: boolean;
  children: ComponentChildren;
}): VNode {
  const [chosen, choose] = useState<boolean | undefined>(undefined);
  const contentId = useId();
  const isOpen = chosen ?? props.isOpen;
  return (
    <div class={props.class}>
      {props.isFoldable !== false && (
        <button
          type="button"
          class="fold-heading"
          aria-expanded={isOpen}
          aria-controls={isOpen ? contentId : undefined}
          onClick={() => choose(!isOpen)}
        >
          <span class="fold-arrow">
            <Icon name="next" />
          </span>
          {props.heading}
        </button>
      )}
      {isOpen && (
        <div class="fold-content" id={contentId}>
          {props.children}
        </div>
      )}
    </div>
  );
}
