// (conversation, event) → conversation: the one way a conversation changes, in the host and in the view alike. Pure.
import type { AssistantMessage, AssistantPart, Conversation, Message } from './conversation.ts';
import type { ConversationEvent } from './event.ts';
import type { ToolOutcome } from './tool.ts';

/**
 * Applies one event. Returns a new conversation that shares what did not change; the same object when the event
 * does not apply (unknown message, or an event for an answer that has already ended).
 * An outcome goes to the first open call with its id: a server that repeats an id still gets one result per call.
 */
export function reduce(conversation: Conversation, event: ConversationEvent): Conversation {
  switch (event.type) {
    case 'message-add':
      return addMessage(conversation, event.message);
    case 'title-set':
      return { ...conversation, title: event.title };
    case 'leaf-select':
      return conversation.messages.some((message) => message.id === event.messageId)
        ? { ...conversation, leafId: event.messageId }
        : conversation;
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-call-add':
    case 'tool-outcome':
    case 'part-add':
    case 'usage-update':
    case 'retry-wait':
    case 'turn-end':
      return updateAnswer(conversation, event.messageId, (message) => reduceAnswer(message, event));
  }
}

type AnswerEvent = Exclude<ConversationEvent, { type: 'message-add' | 'title-set' | 'leaf-select' }>;

function addMessage(conversation: Conversation, message: Message): Conversation {
  if (conversation.messages.some((other) => other.id === message.id)) return conversation;
  return { ...conversation, messages: [...conversation.messages, message], leafId: message.id };
}

function updateAnswer(
  conversation: Conversation,
  messageId: string,
  change: (message: AssistantMessage) => AssistantMessage,
): Conversation {
  const index = conversation.messages.findLastIndex((message) => message.id === messageId);
  const message = conversation.messages[index];
  if (message === undefined || message.role !== 'assistant' || message.state !== 'running')
    return conversation;
  return { ...conversation, messages: conversation.messages.with(index, change(message)) };
}

function reduceAnswer(message: AssistantMessage, event: AnswerEvent): AssistantMessage {
  // Whatever comes after a wait ends it: the request was sent again, or the turn is over.
  const { retry: _ended, ...answer } = message;
  switch (event.type) {
    case 'text-delta':
      return { ...answer, parts: appendText(answer.parts, 'text', event.text) };
    case 'reasoning-delta':
      return { ...answer, parts: appendText(answer.parts, 'reasoning', event.text) };
    case 'tool-call-add':
      return { ...answer, parts: [...answer.parts, { type: 'tool-call', ...event.call }] };
    case 'tool-outcome':
      return { ...answer, parts: settleCall(answer.parts, event.callId, event.outcome) };
    case 'part-add':
      return { ...answer, parts: [...answer.parts, event.part] };
    case 'usage-update':
      return { ...answer, usage: event.usage };
    case 'retry-wait':
      return {
        ...answer,
        retry: { waitMs: event.waitMs, untilMs: event.untilMs, message: event.message },
      };
    case 'turn-end':
      return {
        ...answer,
        state: event.state,
        endedAtMs: event.endedAtMs,
        ...(event.finish === undefined ? {} : { finish: event.finish }),
        ...(event.error === undefined ? {} : { error: event.error }),
      };
  }
}

function settleCall(
  parts: readonly AssistantPart[],
  callId: string,
  outcome: ToolOutcome,
): readonly AssistantPart[] {
  const index = parts.findIndex(
    (part) => part.type === 'tool-call' && part.callId === callId && part.outcome === undefined,
  );
  const call = parts[index];
  return call?.type === 'tool-call' ? parts.with(index, { ...call, outcome }) : parts;
}

function appendText(
  parts: readonly AssistantPart[],
  type: 'text' | 'reasoning',
  text: string,
): readonly AssistantPart[] {
  const last = parts.at(-1);
  if (last !== undefined && last.type === type) {
    return parts.with(parts.length - 1, { type, text: last.text + text });
  }
  return [...parts, { type, text }];
}
