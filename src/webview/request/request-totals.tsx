// How large the next request is, against what the model can read, and what the user should know about all of it.
import type { RequestPreview } from '../../model/request-preview.ts';
import { splitModelName } from '../../model/provider.ts';
import { Icon } from '../icon.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { meterState } from './meter-state.ts';

/** The head of the list. */
export function RequestTotals({ preview }: { preview: RequestPreview }): VNode {
  const { send } = useView();
  const { size, parts, model, warnings } = preview;
  const { tokens, contextTokens, answerTokens, droppedCount, isTooLong } = size;
  const { level } = meterState(size);
  const words = strings.request.total;
  const maskedCount = parts.reduce(
    (sum, { masked, fate }) => sum + (fate === 'sent' ? (masked?.count ?? 0) : 0),
    0,
  );
  const facts = [
    ...(contextTokens === undefined ? [] : [words.answer(answerTokens)]),
    ...(maskedCount > 0 ? [words.masked(maskedCount)] : []),
  ];
  const news = [
    ...warnings,
    ...(isTooLong ? [words.tooLong] : droppedCount > 0 ? [words.dropped(droppedCount)] : []),
  ];
  return (
    <div class="request-totals">
      <p class="request-total">
        <strong>
          {contextTokens === undefined ? words.unknown(tokens) : words.known(tokens, contextTokens)}
        </strong>
        <span class="request-model">{words.to(splitModelName(model)?.modelId ?? model)}</span>
      </p>
      {contextTokens !== undefined && (
        <div class={`request-bar is-${level}`} aria-hidden="true">
          <span style={{ width: `${Math.min(100, (tokens / contextTokens) * 100)}%` }} />
        </div>
      )}
      {facts.length > 0 && <p class="request-facts">{facts.join(' ')}</p>}
      {contextTokens === undefined && (
        <p class="request-facts">
          {words.unknownLimit}{' '}
          <button
            type="button"
            class="link-button"
            onClick={() => send({ type: 'error-action', action: 'open-settings' })}
          >
            {words.openSettings}
          </button>
        </p>
      )}
      <div role="status">
        {news.map((warning) => (
          <p key={warning} class="sheet-warning">
            <Icon name="warning" />
            <span>{warning}</span>
          </p>
        ))}
      </div>
    </div>
  );
}
