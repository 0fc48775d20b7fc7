// One tool call: what was asked and what came of it. Shows; decides nothing.
import type { ToolCallPart } from '../../model/conversation.ts';
import type { ToolOutcome } from '../../model/tool.ts';
import { Icon } from '../icon.tsx';
import type { IconName } from '../icon-shapes.ts';
import { withHiddenNamed } from '../markdown/hidden-characters.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { Fold } from './fold.tsx';

/** Longest argument shown beside the tool's name. */
const maxSummaryLength = 120;

const iconByStatus: Readonly<Record<ToolOutcome['status'], IconName>> = {
  ok: 'check',
  error: 'error',
  denied: 'stop',
  cancelled: 'stop',
};

/** The card of a tool call. `isRunning`: the answer it belongs to is still being written. */
export function ToolCall({ part, isRunning }: { part: ToolCallPart; isRunning: boolean }): VNode {
  const { outcome } = part;
  const argumentsText = withHiddenNamed(prettyArguments(part.argumentsText));
  const status = outcome?.status ?? (isRunning ? 'running' : 'cancelled');
  return (
    <div class={`tool-call tool-${status}`} role="group" aria-label={strings.tool.name(part.name)}>
      <Fold
        class="tool-fold"
        isOpen={false}
        heading={
          <>
            <span class="tool-icon">
              <Icon name={outcome === undefined ? 'tool' : iconByStatus[outcome.status]} />
            </span>
            <span class="tool-name">{part.name}</span>
            <span class="tool-summary">{withHiddenNamed(summaryOf(part.argumentsText))}</span>
            <span class="tool-status">{strings.tool[status]}</span>
          </>
        }
      >
        <p class="tool-label">{strings.tool.arguments}</p>
        <pre tabIndex={0} class="tool-text">
          {argumentsText}
        </pre>
        {outcome !== undefined && (
          <>
            <p class="tool-label">{strings.tool.result}</p>
            <pre tabIndex={0} class="tool-text">
              {outcome.text}
            </pre>
          </>
        )}
      </Fold>
      {outcome?.status === 'error' && <p class="tool-error">{outcome.text.split('\n', 1)[0]}</p>}
    </div>
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function prettyArguments(text: string): string {
  const value = parseJson(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

/** The values of the arguments on one line: what tells one call from another. */
function summaryOf(argumentsText: string): string {
  const value = parseJson(argumentsText);
  const values = typeof value === 'object' && value !== null ? Object.values(value) : [];
  const words = values.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  return words.join(' · ').slice(0, maxSummaryLength);
}
