// A button that shows an icon and is named in words.
import { Icon } from '../icon.tsx';
import type { IconName } from '../icon-shapes.ts';
import type { VNode } from '../preact.ts';

/** `label` is its accessible name and, unless `hint` says more, what hovering shows. */
export function IconButton(props: {
  icon: IconName;
  label: string;
  hint?: string;
  class?: string;
  disabled?: boolean;
  onClick: (event: MouseEvent) => void;
}): VNode {
  const { icon, label, hint = label, disabled = false, onClick } = props;
  return (
    <button
      type="button"
      class={`icon-button ${props.class ?? ''}`}
      aria-label={label}
      title={hint}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
