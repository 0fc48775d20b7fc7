// One tool call: a calm line that unfolds to what was done and what came of it; while it waits, the question.
// Shows; decides nothing.
import type { ToolCallPart } from '../../model/conversation.ts';
import { exactText } from '../exact-text.ts';
import { Icon } from '../icon.tsx';
import type { IconName } from '../icon-shapes.ts';
import { Fold } from '../parts/fold.tsx';
import { useLayoutEffect, useMemo, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { terminalText } from '../terminal-text.ts';
import { useView } from '../view-context.ts';
import { callLine, callStatus, prettyArguments, type CallLine, type CallStatus } from './call-line.ts';
import { LiveOutput } from './live-output.tsx';
import { isWaiting } from './question-watch.ts';
import { LineCounts, ToolDetailView } from './tool-detail.tsx';
import { ToolQuestionCard } from './tool-question.tsx';

/** How much of a failure's first line is shown without unfolding, in UTF-16 units. */
const maxProblemLength = 300;

const iconByStatus: Readonly<Record<CallStatus, IconName>> = {
  running: 'wait',
  waiting: 'question',
  ok: 'check',
  error: 'error',
  denied: 'denied',
  cancelled: 'stop',
};

/** The card of a tool call. `isRunning`: the answer it belongs to is still being written. */
export function ToolCall(props: { part: ToolCallPart; messageId: string; isRunning: boolean }): VNode {
  const { part, messageId, isRunning } = props;
  const { outcome } = part;
  const status = callStatus(part, isRunning);
  const line = useMemo(() => callLine(part), [part]);
  const group = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  // A question that goes leaves the focus where it was: at this call.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    group.current?.querySelector<HTMLElement>('.fold-heading')?.focus({ preventScroll: true });
  });
  return (
    <div
      ref={group}
      class={`tool-call tool-${status}`}
      role="group"
      aria-label={strings.tool.call.name(part.name, line.title)}
    >
      {isWaiting(part, isRunning) ? (
        <ToolQuestionCard
          part={part}
          messageId={messageId}
          onGone={() => {
            wantsFocus.current = true;
          }}
        />
      ) : (
        <Fold
          class="tool-fold"
          isOpen={status === 'running' && part.output !== undefined}
          heading={<CallHeading part={part} line={line} status={status} />}
        >
          <CallContent part={part} messageId={messageId} />
        </Fold>
      )}
      {outcome?.status === 'error' && <p class="tool-problem">{firstLine(outcome.text)}</p>}
    </div>
  );
}

function firstLine(text: string): string {
  const [line = ''] = text.slice(0, maxProblemLength).split('\n', 1);
  return terminalText(line);
}

function CallHeading(props: { part: ToolCallPart; line: CallLine; status: CallStatus }): VNode {
  const { part, status } = props;
  const { name, title } = props.line;
  const detail = part.action?.detail;
  const maskedCount = part.outcome?.maskedCount;
  const masked = maskedCount === undefined ? undefined : strings.tool.call.masked(maskedCount);
  return (
    <>
      <span class="tool-icon">
        <Icon name={kindIcon(part)} />
      </span>
      {name !== '' && <span class="tool-name">{name}</span>}
      {title !== '' && (
        <span class="tool-title" title={title}>
          {title}
        </span>
      )}
      {detail?.kind === 'diff' && <LineCounts added={detail.addedLines} removed={detail.removedLines} />}
      {masked !== undefined && (
        <span class="tool-masked" title={masked}>
          <Icon name="shield" />
          <span class="visually-hidden">{masked}</span>
        </span>
      )}
      <span class={`tool-status is-${status}`}>
        <span class={status === 'ok' ? 'visually-hidden' : ''}>{strings.tool.call.status[status]}</span>
        <Icon name={iconByStatus[status]} />
      </span>
    </>
  );
}

function kindIcon({ action }: ToolCallPart): IconName {
  if (action?.detail?.kind === 'command') return 'terminal';
  return action?.detail?.kind === 'diff' ? 'edit' : 'tool';
}

function CallContent({ part, messageId }: { part: ToolCallPart; messageId: string }): VNode {
  const { send } = useView();
  const { action, argumentsText, decision, output, outcome } = part;
  const texts = strings.tool.call;
  const result = useMemo(() => terminalText(outcome?.text ?? ''), [outcome]);
  return (
    <>
      {action?.detail === undefined ? (
        <>
          <p class="tool-label">{texts.arguments}</p>
          <pre class="tool-text" tabIndex={0} role="group" aria-label={texts.arguments}>
            {exactText(prettyArguments(argumentsText))}
          </pre>
        </>
      ) : (
        <ToolDetailView
          detail={action.detail}
          openDiff={() => send({ type: 'tool-diff-open', messageId, callId: part.callId })}
        />
      )}
      {decision !== undefined && <p class="tool-fact">{texts.decided[decision]}</p>}
      {output !== undefined && outcome === undefined && <LiveOutput output={output} />}
      {outcome !== undefined && (
        <>
          <p class="tool-label">{texts.result}</p>
          {outcome.maskedCount !== undefined && (
            <p class="tool-fact">{texts.maskedFact(outcome.maskedCount)}</p>
          )}
          <pre class="tool-text" tabIndex={0} role="group" aria-label={texts.result}>
            {result}
          </pre>
        </>
      )}
    </>
  );
}
