// (conversation, event) → conversation: the one way a conversation changes, in the host and in the view alike. Pure.
import type { AssistantMessage, AssistantPart, Compaction, Conversation, Message } from './conversation.ts';
import { joinText, resumed } from './cut-answer.ts';
import { deleteMessages, restoreMessages } from './deleted-messages.ts';
import { addTotals, endThinking } from './answer-totals.ts';
import type { ConversationEvent } from './event.ts';
import { withPart } from './left-out.ts';
import { reduceCall, settleOpenCalls, type CallEvent } from './reduce-call.ts';

/**
 * Applies one event. Returns a new conversation that shares what did not change; the same object when the event
 * does not apply (unknown message, or an event for an answer that has already ended).
 */
export function reduce(conversation: Conversation, event: ConversationEvent): Conversation {
  switch (event.type) {
    case 'message-add':
      return addMessage(conversation, event.message, event.keepsLeaf === true);
    case 'messages-delete':
      return deleteMessages(conversation, event.messageIds, event.deletedAtMs);
    case 'messages-restore':
      return restoreMessages(conversation, event.messageIds);
    case 'title-set':
      return { ...conversation, title: event.title };
    case 'leaf-select':
      return conversation.messages.some((message) => message.id === event.messageId)
        ? { ...conversation, leafId: event.messageId }
        : conversation;
    case 'tool-switch':
      return {
        ...conversation,
        toolSwitches: { ...conversation.toolSwitches, [event.name]: event.isOn },
      };
    case 'part-leave-out':
      return leaveOut(conversation, event.partId, event.isLeftOut);
    case 'compaction-add':
      return addCompaction(conversation, event.compaction);
    case 'compaction-remove':
      return removeCompaction(conversation, event.compactionId);
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-call-add':
    case 'tool-describe':
    case 'tool-ask':
    case 'tool-decide':
    case 'tool-output':
    case 'tool-outcome':
    case 'changes-update':
    case 'part-add':
    case 'reasoning-end':
    case 'request-end':
    case 'usage-update':
    case 'retry-wait':
    case 'turn-end':
    case 'turn-resume':
      return updateAnswer(conversation, event);
  }
}

type AnswerEvent = Exclude<
  ConversationEvent,
  {
    type:
      | 'message-add'
      | 'messages-delete'
      | 'messages-restore'
      | 'title-set'
      | 'leaf-select'
      | 'tool-switch'
      | 'part-leave-out'
      | 'compaction-add'
      | 'compaction-remove';
  }
>;

function addMessage(conversation: Conversation, message: Message, keepsLeaf: boolean): Conversation {
  if (conversation.messages.some((other) => other.id === message.id)) return conversation;
  const messages = [...conversation.messages, message];
  return { ...conversation, messages, ...(keepsLeaf ? {} : { leafId: message.id }) };
}

function leaveOut(conversation: Conversation, partId: string, isLeftOut: boolean): Conversation {
  const { leftOut = [] } = conversation;
  const next = withPart(leftOut, partId, isLeftOut);
  return next === leftOut ? conversation : { ...conversation, leftOut: next };
}

/** A summary of messages that are not there is none. */
function addCompaction(conversation: Conversation, compaction: Compaction): Conversation {
  const { messages, compactions = [] } = conversation;
  if (!messages.some(({ id }) => id === compaction.upToMessageId)) return conversation;
  if (compactions.some(({ id }) => id === compaction.id)) return conversation;
  return { ...conversation, compactions: [...compactions, compaction] };
}

function removeCompaction(conversation: Conversation, id: string): Conversation {
  const { compactions = [] } = conversation;
  const rest = compactions.filter((compaction) => compaction.id !== id);
  return rest.length === compactions.length ? conversation : { ...conversation, compactions: rest };
}

function updateAnswer(conversation: Conversation, event: AnswerEvent): Conversation {
  const index = conversation.messages.findLastIndex((message) => message.id === event.messageId);
  const message = conversation.messages[index];
  if (message === undefined || message.role !== 'assistant') return conversation;
  const next = message.state === 'running' ? reduceRunning(message, event) : reduceEnded(message, event);
  return next === message
    ? conversation
    : { ...conversation, messages: conversation.messages.with(index, next) };
}

/** What an answer that has ended still takes: what its tools turn out to have done, and the wish to go on. */
function reduceEnded(message: AssistantMessage, event: AnswerEvent): AssistantMessage {
  if (event.type === 'changes-update') return { ...message, changes: event.changes };
  if (event.type === 'tool-outcome') return withParts(message, reduceCall(message.parts, event));
  return event.type === 'turn-resume' ? resumed(message, event.resumedAtMs) : message;
}

function reduceRunning(message: AssistantMessage, event: AnswerEvent): AssistantMessage {
  // Whatever comes after a wait ends it: the request was sent again, or the turn is over.
  const { retry: _ended, ...answer } = message;
  switch (event.type) {
    case 'text-delta':
      return {
        ...answer,
        parts:
          answer.isStitching === true
            ? joinText(answer.parts, event.text)
            : appendText(answer.parts, 'text', event.text),
      };
    case 'reasoning-delta':
      return { ...answer, parts: appendText(answer.parts, 'reasoning', event.text) };
    case 'tool-call-add':
      return { ...joined(answer), parts: [...answer.parts, { type: 'tool-call', ...event.call }] };
    case 'tool-describe':
    case 'tool-ask':
    case 'tool-decide':
    case 'tool-output':
    case 'tool-outcome':
      return withParts(message, reduceCall(message.parts, event satisfies CallEvent));
    case 'changes-update':
      return { ...message, changes: event.changes };
    case 'part-add':
      return { ...answer, parts: [...answer.parts, event.part] };
    case 'reasoning-end':
      return { ...answer, parts: endThinking(answer.parts, event.durationMs) };
    case 'request-end':
      return { ...answer, totals: addTotals(answer.totals, event) };
    case 'usage-update':
      return { ...answer, usage: event.usage };
    case 'retry-wait':
      return {
        ...answer,
        retry: { waitMs: event.waitMs, untilMs: event.untilMs, message: event.message },
      };
    case 'turn-end':
      return {
        ...joined(answer),
        parts: settleOpenCalls(answer.parts),
        state: event.state,
        endedAtMs: event.endedAtMs,
        ...(event.finish === undefined ? {} : { finish: event.finish }),
        ...(event.error === undefined ? {} : { error: event.error }),
        ...(event.pause === undefined ? {} : { pause: event.pause }),
      };
    case 'turn-resume':
      return message;
  }
}

/** What comes from now on is no part of the text that was continued. */
function joined({ isStitching: _over, ...answer }: AssistantMessage): AssistantMessage {
  return answer;
}

function withParts(message: AssistantMessage, parts: readonly AssistantPart[]): AssistantMessage {
  return parts === message.parts ? message : { ...message, parts };
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
