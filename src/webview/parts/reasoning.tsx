// The model's thinking: open while there is nothing else to read, folded once the answer begins.
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { secondsOf } from '../transcript/answer-facts.tsx';
import { Fold } from './fold.tsx';
import { Markdown } from './markdown.tsx';

/** `isThinking`: this is what the model is doing right now. `durationMs`: how long it took, where that is known. */
export function Reasoning(props: {
  text: string;
  isThinking: boolean;
  durationMs: number | undefined;
}): VNode {
  const { text, isThinking, durationMs } = props;
  return (
    <Fold
      class={`reasoning ${isThinking ? 'is-active' : ''}`}
      heading={
        <>
          <span class="fold-title">{strings.reasoning}</span>
          {durationMs !== undefined && (
            <span class="fold-note" aria-hidden="true">
              {strings.message.seconds(secondsOf(durationMs))}
            </span>
          )}
        </>
      }
      isOpen={isThinking}
    >
      <Markdown text={text} isGrowing={isThinking} />
    </Fold>
  );
}
