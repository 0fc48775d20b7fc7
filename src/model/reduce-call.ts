// How events change the tool calls of an answer. Every call ends with exactly one outcome, whatever happens. Pure.
import { maxLiveOutput, type AssistantPart, type ToolCallPart } from './conversation.ts';
import type { ConversationEvent } from './event.ts';

/** The events that name a call. */
export type CallEvent = Extract<
  ConversationEvent,
  { type: 'tool-describe' | 'tool-ask' | 'tool-decide' | 'tool-output' | 'tool-outcome' }
>;

/** What the model reads for a call that was stopped, or never got its result (crash, window closed). */
export const missingOutcomeText = 'The tool call was cancelled before it gave a result.';

/**
 * Applies an event to the first open call with its id: a server that repeats an id still gets one result per call.
 * An outcome also replaces one that the end of the turn put there ({@link settleOpenCalls}): what really happened counts.
 * The same array when nothing changes.
 */
export function reduceCall(parts: readonly AssistantPart[], event: CallEvent): readonly AssistantPart[] {
  let index = parts.findIndex((part) => isCall(part, event.callId) && part.outcome === undefined);
  if (index < 0 && event.type === 'tool-outcome') {
    index = parts.findIndex((part) => isCall(part, event.callId) && isPutInPlace(part));
  }
  const call = parts[index];
  return call?.type === 'tool-call' ? parts.with(index, changed(call, event)) : parts;
}

/** Every call without an outcome gets one that says it was cancelled. The same array when there is none. */
export function settleOpenCalls(parts: readonly AssistantPart[]): readonly AssistantPart[] {
  if (!parts.some((part) => part.type === 'tool-call' && part.outcome === undefined)) return parts;
  return parts.map((part) =>
    part.type === 'tool-call' && part.outcome === undefined
      ? { ...closed(part), outcome: { status: 'cancelled', text: missingOutcomeText } }
      : part,
  );
}

function changed(call: ToolCallPart, event: CallEvent): ToolCallPart {
  switch (event.type) {
    case 'tool-describe':
      return { ...call, label: event.label, action: event.action };
    case 'tool-ask':
      return { ...call, question: event.question };
    case 'tool-decide': {
      const { question: _answered, ...rest } = call;
      return { ...rest, decision: event.decision };
    }
    case 'tool-output':
      return { ...call, output: ((call.output ?? '') + event.text).slice(-maxLiveOutput) };
    case 'tool-outcome':
      return { ...closed(call), outcome: event.outcome };
  }
}

/** Without what only a call on its way has. */
function closed(call: ToolCallPart): ToolCallPart {
  const { question: _question, output: _output, ...rest } = call;
  return rest;
}

function isCall(part: AssistantPart, callId: string): part is ToolCallPart {
  return part.type === 'tool-call' && part.callId === callId;
}

function isPutInPlace({ outcome }: ToolCallPart): boolean {
  return outcome?.status === 'cancelled' && outcome.text === missingOutcomeText;
}
