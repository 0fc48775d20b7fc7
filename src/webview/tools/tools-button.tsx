// Opens the list of tools, and says how many are on once that is known.
import { Icon } from '../icon.tsx';
import { useCallback, useRef, useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { toolTotals } from './tool-groups.ts';
import { ToolSheet } from './tool-sheet.tsx';

/** A button whose name begins with "Tools", and the list while it is open. */
export function ToolsButton(): VNode {
  const { store } = useView();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const tools = store.tools.value;
  const onCount =
    tools === undefined || tools.offBecause !== undefined ? undefined : toolTotals(tools).onCount;
  const name = onCount === undefined ? strings.tool.list.title : strings.tool.list.button(onCount);
  const close = useCallback((wantsFocus: boolean) => {
    setOpen(false);
    if (wantsFocus) button.current?.focus();
  }, []);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="tools-button"
        aria-label={name}
        title={name}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="tool" />
        {onCount !== undefined && <span>{onCount}</span>}
      </button>
      {isOpen && <ToolSheet opener={button} onClose={close} />}
    </>
  );
}
