// A unified diff, coloured by the theme; the marks at the beginning of the lines say the same without colour.
import { useMemo } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { readDiff } from '../unified-diff.ts';
import { Exact } from './exact.tsx';

/** A scrolling view of the patch; what is too long for it is named. */
export function DiffLines({ patch, path }: { patch: string; path: string }): VNode {
  return useMemo(() => {
    const { lines, leftOut, isCut } = readDiff(patch);
    return (
      <>
        <pre class="diff" tabIndex={0} role="group" aria-label={strings.tool.question.change(path)}>
          <code>
            {lines.map(({ kind, text }, index) => (
              <span key={index} class={`diff-line diff-${kind}`}>
                <Exact text={`${text}\n`} />
              </span>
            ))}
          </code>
        </pre>
        {leftOut > 0 && <p class="tool-fact">{strings.tool.question.linesLeftOut(leftOut)}</p>}
        {isCut && <p class="tool-fact">{strings.tool.question.cutLines}</p>}
      </>
    );
  }, [patch, path]);
}
