// One answer: its parts in the order they came, how it stands, and what can be done with it.
import { answerText, type AssistantMessage, type AssistantPart } from '../../model/conversation.ts';
import { splitModelName } from '../../model/provider.ts';
import { ErrorCard } from '../parts/error-card.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Markdown } from '../parts/markdown.tsx';
import { Notice } from '../parts/notice.tsx';
import { Reasoning } from '../parts/reasoning.tsx';
import { RetryWait } from '../parts/retry-wait.tsx';
import { ToolCall } from '../parts/tool-call.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
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
  const { parts, state, error, retry } = message;
  const isRunning = state === 'running';
  const modelId = splitModelName(message.model)?.modelId ?? message.model;
  const lastShown = parts.findLast((part) => part.type !== 'provider-data' && part.type !== 'notice');
  const isQuiet =
    lastShown === undefined || lastShown.type === 'round-start' || lastShown.type === 'tool-call';
  return (
    <article
      class={`message answer ${isLast ? 'is-last' : ''}`}
      aria-label={strings.message.parley(modelId)}
      aria-busy={isRunning}
      data-message-id={message.id}
    >
      {parts.map((part, index) => (
        <AnswerPart
          key={index}
          part={part}
          isRunning={isRunning}
          isNewest={isRunning && part === lastShown}
        />
      ))}
      {isRunning && retry === undefined && isQuiet && <Waiting />}
      {retry !== undefined && <RetryWait untilMs={retry.untilMs} message={retry.message} />}
      {message.finish === 'length' && <Notice text={strings.message.cutByLength} />}
      {message.finish === 'filtered' && <Notice text={strings.message.cutByFilter} />}
      {error !== undefined && <ErrorCard key="error" error={error} messageId={message.id} />}
      {!isRunning && <AnswerFooter message={message} siblingIds={siblingIds} />}
    </article>
  );
}

function AnswerPart(props: { part: AssistantPart; isRunning: boolean; isNewest: boolean }): VNode | null {
  const { part, isRunning, isNewest } = props;
  switch (part.type) {
    case 'text':
      return <Markdown text={part.text} isGrowing={isNewest} />;
    case 'reasoning':
      return <Reasoning text={part.text} isThinking={isNewest} />;
    case 'tool-call':
      return <ToolCall part={part} isRunning={isRunning} />;
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

function AnswerFooter(props: { message: AssistantMessage; siblingIds: readonly string[] }): VNode {
  const { send } = useView();
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
        {text !== '' && <CopyButton text={() => text} />}
        <IconButton
          icon="fork"
          label={strings.message.fork}
          onClick={() => send({ type: 'chat-fork', messageId: message.id })}
        />
        {message.error?.actions.includes('retry') !== true && (
          <IconButton
            icon="regenerate"
            label={strings.message.regenerate}
            onClick={() => send({ type: 'message-retry', messageId: message.id })}
          />
        )}
      </div>
    </div>
  );
}
