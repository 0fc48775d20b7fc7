// An icon as a Preact element. Decoration only: the button around it carries the name.
import { iconShapes } from './icon-shapes.ts';
import type { IconName } from './icon-shapes.ts';
import type { VNode } from './preact.ts';

/** Draws the named icon at the size of the text. */
export function Icon({ name }: { name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={iconShapes[name]} />
    </svg>
  );
}
