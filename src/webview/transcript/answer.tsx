// One answer: its parts in the order they came, how it stands, and what can be done with it.
import { answerText, type AssistantMessage, type AssistantPart } from '../../model/conversation.ts';
import { continuationOf } from '../../model/cut-answer.ts';
import { splitModelName } from '../../model/provider.ts';
import { ErrorCard } from '../parts/error-card.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Markdown } from '../parts/markdown.tsx';
import { Notice } from '../parts/notice.tsx';
import { Reasoning } from '../parts/reasoning.tsx';
import { RetryWait } from '../parts/retry-wait.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { answerSegments, type AnswerSegment } from '../tools/answer-segments.ts';
import { ChangesBar } from '../tools/changes-bar.tsx';
import { PauseNotice } from '../tools/pause-notice.tsx';
import { ToolCall } from '../tools/tool-call.tsx';
import { ToolRun } from '../tools/tool-run.tsx';
import { useView } from '../view-context.ts';
import { AnswerFacts } from './answer-facts.tsx';
import { CopyButton } from './copy-button.tsx';
import { SiblingSwitch } from './sibling-switch.tsx';

/** An answer. `siblingIds`: all answers to the same prompt, oldest first, this one included. */
export function Answer(props: {
  message: AssistantMessage;
  siblingIds: readonly string[];
  isLast: boolean;
}): VNode {
  const { message, siblingIds, isLast } = props;
  const { parts, state, error, retry, pause, changes = [] } = message;
  const { send } = useView();
  const isRunning = state === 'running';
  // What follows was said to the answer as it stands.
  const canContinue = isLast && pause === undefined && continuationOf(message) !== undefined;
  const modelId = splitModelName(message.model)?.modelId ?? message.model;
  const lastShown = parts.findLast((part) => part.type !== 'provider-data' && part.type !== 'notice');
  const isQuiet =
    lastShown === undefined ||
    lastShown.type === 'round-start' ||
    // A call on its way shows that itself.
    (lastShown.type === 'tool-call' && lastShown.outcome !== undefined);
  return (
    <article
      class={`message answer ${isLast ? 'is-last' : ''}`}
      aria-label={strings.message.parley(modelId)}
      aria-busy={isRunning}
      data-message-id={message.id}
    >
      {answerSegments(parts).map((segment) => (
        <Segment
          key={segment.key}
          segment={segment}
          messageId={message.id}
          isRunning={isRunning}
          newest={isRunning ? lastShown : undefined}
        />
      ))}
      {isRunning && retry === undefined && isQuiet && <Waiting />}
      {retry !== undefined && <RetryWait wait={retry} />}
      {message.finish === 'length' && (
        <div class="pause">
          <Notice text={strings.message.cutByLength} />
          {canContinue && (
            <button
              type="button"
              class="button"
              onClick={() => send({ type: 'turn-continue', messageId: message.id })}
            >
              {strings.message.resume}
            </button>
          )}
        </div>
      )}
      {message.finish === 'filtered' && <Notice text={strings.message.cutByFilter} />}
      {error !== undefined && (
        <ErrorCard key="error" error={error} messageId={message.id} canContinue={canContinue} />
      )}
      {!isRunning && <ChangesBar key="changes" changes={changes} messageId={message.id} />}
      {!isRunning && isLast && pause !== undefined && <PauseNotice reason={pause} messageId={message.id} />}
      {!isRunning && (
        <AnswerFooter
          message={message}
          siblingIds={siblingIds}
          canContinue={canContinue && message.state === 'cancelled'}
        />
      )}
    </article>
  );
}

/** `newest`: what the model is writing right now. */
function Segment(props: {
  segment: AnswerSegment;
  messageId: string;
  isRunning: boolean;
  newest: AssistantPart | undefined;
}): VNode | null {
  const { segment, messageId, isRunning, newest } = props;
  if (segment.kind === 'calls')
    return <ToolRun calls={segment.calls} messageId={messageId} isRunning={isRunning} />;
  const { part } = segment;
  switch (part.type) {
    case 'text':
      return <Markdown text={part.text} isGrowing={part === newest} />;
    case 'reasoning':
      return <Reasoning text={part.text} isThinking={part === newest} durationMs={part.durationMs} />;
    case 'tool-call':
      return <ToolCall part={part} messageId={messageId} isRunning={isRunning} />;
    case 'notice':
      return <Notice text={part.text} />;
    case 'round-start':
    case 'provider-data':
      return null;
  }
}

function Waiting(): VNode {
  return (
    <p class="waiting">
      <span class="waiting-dots" aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
      <span class="visually-hidden">{strings.message.waiting}</span>
    </p>
  );
}

/** `canContinue`: there is no other button for that. */
function AnswerFooter(props: {
  message: AssistantMessage;
  siblingIds: readonly string[];
  canContinue: boolean;
}): VNode {
  const { send, removed } = useView();
  const { message, siblingIds } = props;
  const text = answerText(message);
  return (
    <div class="answer-footer">
      <SiblingSwitch
        messageId={message.id}
        siblingIds={siblingIds}
        previous={strings.message.previousAnswer}
        next={strings.message.nextAnswer}
      />
      <AnswerFacts message={message} />
      <div class="message-actions" role="group" aria-label={strings.message.actions}>
        {props.canContinue && (
          <IconButton
            icon="resume"
            label={strings.message.resume}
            onClick={() => send({ type: 'turn-continue', messageId: message.id })}
          />
        )}
        {text !== '' && <CopyButton text={() => text} />}
        {message.error?.actions.includes('retry') !== true && (
          <IconButton
            icon="regenerate"
            label={strings.message.regenerate}
            onClick={() => send({ type: 'message-retry', messageId: message.id })}
          />
        )}
        <IconButton
          icon="askOther"
          label={strings.message.askOther}
          onClick={() => send({ type: 'message-ask-other', messageId: message.id })}
        />
        <IconButton
          icon="fork"
          label={strings.message.fork}
          onClick={() => send({ type: 'chat-fork', messageId: message.id })}
        />
        <IconButton icon="trash" label={strings.message.remove} onClick={() => removed.remove(message.id)} />
      </div>
    </div>
  );
}
