// The model's thinking: open while there is nothing else to read, folded once the answer begins.
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { Fold } from './fold.tsx';
import { Markdown } from './markdown.tsx';

/** `isThinking`: this is what the model is doing right now. */
export function Reasoning({ text, isThinking }: { text: string; isThinking: boolean }): VNode {
  return (
    <Fold
      class={`reasoning ${isThinking ? 'is-active' : ''}`}
      heading={<span class="fold-title">{strings.reasoning}</span>}
      isOpen={isThinking}
    >
      <Markdown text={text} isGrowing={isThinking} />
    </Fold>
  );
}
