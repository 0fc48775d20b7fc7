// Calls in a row that only look around: a few are shown one by one, many fold into one line.
import type { ToolCallPart } from '../../model/conversation.ts';
import { Icon } from '../icon.tsx';
import { Fold } from '../parts/fold.tsx';
import { useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { callLine } from './call-line.ts';
import { ToolCall } from './tool-call.tsx';

/** From so many calls on they are folded. */
const manyCalls = 4;

/** `isRunning`: the answer they belong to is still being written. */
export function ToolRun(props: {
  calls: readonly ToolCallPart[];
  messageId: string;
  isRunning: boolean;
}): VNode {
  const { calls, messageId, isRunning } = props;
  // Who has gone into a call is not shown the door when the next one comes.
  const isVisited = useRef(false);
  const isMany = calls.length >= manyCalls;
  return (
    <Fold
      class="tool-run"
      isFoldable={isMany}
      isOpen={!isMany || isVisited.current}
      heading={<RunHeading calls={calls} isRunning={isRunning} />}
    >
      <div
        onFocusIn={() => {
          isVisited.current = true;
        }}
      >
        {calls.map((call, index) => (
          <ToolCall key={index} part={call} messageId={messageId} isRunning={isRunning} />
        ))}
      </div>
    </Fold>
  );
}

function RunHeading({ calls, isRunning }: { calls: readonly ToolCallPart[]; isRunning: boolean }): VNode {
  const last = calls.at(-1);
  const failed = calls.filter((call) => call.outcome?.status === 'error').length;
  const isBusy = isRunning && calls.some((call) => call.outcome === undefined);
  return (
    <>
      <span class="tool-icon">
        <Icon name="tool" />
      </span>
      <span class="tool-count">{strings.tool.call.several(calls.length)}</span>
      {last !== undefined && <span class="tool-title is-muted">{callLine(last).title}</span>}
      <span class="tool-status">
        {failed > 0 && <span>{strings.tool.call.failedOf(failed)}</span>}
        {isBusy && <span>{strings.tool.call.status.running}</span>}
        <Icon name={isBusy ? 'wait' : 'check'} />
      </span>
    </>
  );
}
