// What a running call has printed last, as in a terminal: follows the end while the reader is there. Not read aloud.
import { useLayoutEffect, useMemo, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { terminalText } from '../terminal-text.ts';

/** This close to the end counts as being there, in pixels. */
const nearEndPx = 8;

/** `output` is bounded by the conversation itself. */
export function LiveOutput({ output }: { output: string }): VNode {
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  const text = useMemo(() => terminalText(output), [output]);
  useLayoutEffect(() => {
    if (box.current !== null && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  return (
    <pre
      ref={box}
      class="tool-output"
      tabIndex={0}
      role="group"
      aria-label={strings.tool.call.output}
      aria-live="off"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight <= nearEndPx;
      }}
    >
      {text}
    </pre>
  );
}
