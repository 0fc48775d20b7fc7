// The quiet line below an answer: model, time, tokens. Says only what is known.
import type { AssistantMessage } from '../../model/conversation.ts';
import { splitModelName } from '../../model/provider.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';

/** The facts of an answer that has ended. */
export function AnswerFacts({ message }: { message: AssistantMessage }): VNode {
  const { model, providerLabel, createdAtMs, endedAtMs, usage, state } = message;
  const modelId = splitModelName(model)?.modelId ?? model;
  const facts: string[] = [];
  if (state === 'cancelled') facts.push(strings.message.stopped);
  facts.push(modelId);
  if (endedAtMs !== undefined) facts.push(strings.message.seconds(duration(endedAtMs - createdAtMs)));
  const { inputTokens, outputTokens } = usage ?? {};
  if (inputTokens !== undefined && outputTokens !== undefined)
    facts.push(strings.message.tokens(inputTokens.toLocaleString(), outputTokens.toLocaleString()));
  else if (outputTokens !== undefined) facts.push(strings.message.tokensOut(outputTokens.toLocaleString()));
  const time = new Date(endedAtMs ?? createdAtMs).toLocaleString();
  const title = [
    strings.model.full(providerLabel, modelId),
    time,
    ...facts.slice(facts.indexOf(modelId) + 1),
  ];
  return (
    <span class="answer-facts" title={title.join('\n')}>
      {facts.join(' · ')}
    </span>
  );
}

/** Seconds with one digit after the point below ten, e.g. "3.2", "48". */
function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  return seconds.toFixed(seconds < 10 ? 1 : 0);
}
