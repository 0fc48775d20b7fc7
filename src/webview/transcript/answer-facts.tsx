// The quiet line below an answer: model, time, tokens. Says only what is known; all of it when pressed.
import { tokensPerSecond, workedMsOf } from '../../model/answer-totals.ts';
import type { AssistantMessage } from '../../model/conversation.ts';
import { splitModelName } from '../../model/provider.ts';
import { formatCount, formatDecimal, formatMoment } from '../language.ts';
import { useId, useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';

/** The facts of an answer that has ended. The widest are left out of a narrow panel. */
export function AnswerFacts({ message }: { message: AssistantMessage }): VNode {
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const texts = strings.message;
  const modelId = splitModelName(message.model)?.modelId ?? message.model;
  const stopped = message.state === 'cancelled' ? texts.stopped : '';
  const workedMs = workedMsOf(message);
  const took = workedMs === undefined ? '' : texts.seconds(secondsOf(workedMs));
  const tokens = tokensOf(message);
  return (
    <>
      <button
        type="button"
        class="answer-facts"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        title={texts.details}
        onClick={() => setOpen(!isOpen)}
      >
        {[stopped, modelId, took].filter(isKnown).join(' · ')}
        {tokens !== '' && <span class="fact-tokens"> · {tokens}</span>}
      </button>
      {isOpen && <AllFacts message={message} took={took} listId={listId} />}
    </>
  );
}

function AllFacts(props: { message: AssistantMessage; took: string; listId: string }): VNode {
  const { message, took, listId } = props;
  const { providerLabel, model, createdAtMs, usage, totals } = message;
  const texts = strings.facts;
  const modelId = splitModelName(model)?.modelId ?? model;
  const rate = tokensPerSecond(message);
  const count = (value: number | undefined): string =>
    value === undefined ? texts.unknown : formatCount(value);
  const { inputTokens, outputTokens } = totals ?? usage ?? {};
  const rows: readonly (readonly [string, string])[] = [
    [texts.model, modelId === '' ? texts.unknown : modelId],
    [texts.provider, providerLabel === '' ? texts.unknown : providerLabel],
    [texts.time, formatMoment(new Date(createdAtMs))],
    [texts.duration, took === '' ? texts.unknown : took],
    [texts.input, count(inputTokens)],
    [texts.output, count(outputTokens)],
    [texts.rate, rate === undefined ? texts.unknown : formatDecimal(rate, rate < 100 ? 1 : 0)],
  ];
  return (
    <dl class="all-facts" id={listId}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const isKnown = (fact: string): boolean => fact !== '';

function tokensOf({ totals, usage }: AssistantMessage): string {
  const { inputTokens, outputTokens } = totals ?? usage ?? {};
  if (outputTokens === undefined) return '';
  const output = formatCount(outputTokens);
  if (inputTokens === undefined) return strings.message.tokensOut(output);
  return strings.message.tokens(formatCount(inputTokens), output);
}

/** Seconds with one digit after the point below ten, e.g. "3.2", "48". */
export function secondsOf(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  return formatDecimal(seconds, seconds < 10 ? 1 : 0);
}
