// The quiet line below an answer: model, time, tokens. Says only what is known.
import type { AssistantMessage } from '../../model/conversation.ts';
import { splitModelName } from '../../model/provider.ts';
import type { Usage } from '../../model/stream.ts';
import { formatCount, formatDecimal, formatMoment } from '../language.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';

/** The facts of an answer that has ended. All of them are in the title, the widest are left out of a narrow panel. */
export function AnswerFacts({ message }: { message: AssistantMessage }): VNode {
  const { model, providerLabel, createdAtMs, endedAtMs, usage, state } = message;
  const modelId = splitModelName(model)?.modelId ?? model;
  const stopped = state === 'cancelled' ? strings.message.stopped : '';
  const took = endedAtMs === undefined ? '' : strings.message.seconds(durationOf(endedAtMs - createdAtMs));
  const tokens = tokensOf(usage);
  const time = formatMoment(new Date(endedAtMs ?? createdAtMs));
  const title = [strings.model.full(providerLabel, modelId), time, took, tokens];
  return (
    <span class="answer-facts" title={title.filter(isKnown).join('\n')}>
      {[stopped, modelId, took].filter(isKnown).join(' · ')}
      {tokens !== '' && <span class="fact-tokens"> · {tokens}</span>}
    </span>
  );
}

const isKnown = (fact: string): boolean => fact !== '';

function tokensOf({ inputTokens, outputTokens }: Usage = {}): string {
  if (outputTokens === undefined) return '';
  const output = formatCount(outputTokens);
  if (inputTokens === undefined) return strings.message.tokensOut(output);
  return strings.message.tokens(formatCount(inputTokens), output);
}

/** Seconds with one digit after the point below ten, e.g. "3.2", "48". */
function durationOf(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  return formatDecimal(seconds, seconds < 10 ? 1 : 0);
}
