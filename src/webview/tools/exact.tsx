// Exact text on screen: hidden characters spelled out and marked, commands by numbered lines. Shortens nothing.
import { exactRuns, exactText } from '../exact-text.ts';
import { useMemo } from '../preact.ts';
import type { VNode } from '../preact.ts';

/** Above this, lines are not elements of their own: the text is all there, without numbers. */
const maxNumberedLines = 2_000;

/** Text whose `textContent` is {@link exactText} of it. Drawn again only when the text changes. */
export function Exact({ text }: { text: string }): VNode {
  return useMemo(
    () => (
      <>
        {exactRuns(text).map((run, index) =>
          run.isHidden ? (
            <mark key={index} class="hidden-mark">
              {run.text}
            </mark>
          ) : (
            run.text
          ),
        )}
      </>
    ),
    [text],
  );
}

/** A command line, wrapped; where it has several lines they are numbered, to tell them from lines that wrap. */
export function CommandLines({ command }: { command: string }): VNode {
  return useMemo(() => {
    const lines = command.split('\n');
    if (lines.length === 1 || lines.length > maxNumberedLines)
      return (
        <code class="command-plain">
          {lines.length === 1 ? <Exact text={command} /> : exactText(command)}
        </code>
      );
    return (
      <code class="command-lines">
        {lines.map((line, index) => (
          <span key={index} class="command-line">
            <Exact text={index < lines.length - 1 ? `${line}\n` : line} />
          </span>
        ))}
      </code>
    );
  }, [command]);
}
