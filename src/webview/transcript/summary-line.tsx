// A summary that stands for the messages above it: folded, and with a way to take it back.
import type { Compaction } from '../../model/conversation.ts';
import { Fold } from '../parts/fold.tsx';
import { Markdown } from '../parts/markdown.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** `count`: how many messages it stands for. */
export function SummaryLine({ compaction, count }: { compaction: Compaction; count: number }): VNode {
  const { send } = useView();
  const title = strings.summary.title(count);
  return (
    <div class="summary-line" role="group" aria-label={title}>
      <Fold
        class="reasoning"
        isOpen={false}
        heading={
          <span class="fold-title" title={strings.summary.hint}>
            {title}
          </span>
        }
      >
        <Markdown text={compaction.summary} isGrowing={false} />
      </Fold>
      <button
        type="button"
        class="button button-quiet"
        onClick={() => send({ type: 'compaction-remove', compactionId: compaction.id })}
      >
        {strings.summary.undo}
      </button>
    </div>
  );
}
