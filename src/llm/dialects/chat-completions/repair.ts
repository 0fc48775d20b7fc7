// Makes any history legal for any row: a conversation is stored neutral and may have been held with several models.
// It adds as little as it can and never drops what the user or the model said.
import type { ModelMessage } from '../../chat-request.ts';
import { isRecord, parseJson } from '../../json-value.ts';
import type { ToolCall } from '../../../model/stream.ts';
import type { Switches } from './row.ts';
import { ToolIdMap } from './tool-ids.ts';

type UserMessage = Extract<ModelMessage, { role: 'user' }>;
type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>;
type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

/** Stands where a server wants a message and nothing was said; the shortest filler that Mistral is known to accept. */
const FILLER = '.';
/** Asks for more where a history ends with the assistant and the server would refuse that. */
const GO_ON = 'Continue.';
/** How many characters at most are quoted of where an answer stopped. */
const QUOTED = 80;

/** Asks for the rest of a cut answer. What is repeated makes the joint certain, also in the middle of a word. */
function askForRest(text: string): string {
  const end = text.trimEnd().slice(-QUOTED);
  const words = end.slice(text.length > QUOTED ? end.search(/\s/) + 1 : 0);
  return (
    'Your last message was cut off. Write the rest of it, from exactly where it stops, in the same language and format, ' +
    'without any introduction or remark. Begin by repeating its last words exactly as they are, and go on from there. ' +
    `Its last words:\n${words}`
  );
}

/** The result of a call that never got one: stopped, crashed, or the window was closed. */
const NO_RESULT = 'No result: the call was cancelled.';
const EMPTY_RESULT = '(no output)';

/**
 * The history as the row's servers accept it. Afterwards: one system message at most, first; every tool call answered
 * exactly once, directly after it, under a legal and unique id; no empty message; arguments that are a JSON object;
 * well-formed Unicode; and the role order that `switches` ask for.
 */
export function repairHistory(
  messages: readonly ModelMessage[],
  switches: Switches,
): readonly ModelMessage[] {
  const system = messages.filter((message) => message.role === 'system' && message.text.trim() !== '');
  const systemText = wellFormed(system.map((message) => message.text).join('\n\n'));
  let turns = pairCalls(messages, new ToolIdMap(switches.toolIds));
  if (switches.mergeSameRole) turns = mergeNeighbours(turns);
  if (switches.strictTurns || switches.mergeSameRole) turns = orderTurns(turns);
  turns = closeHistory(turns, switches);
  if (systemText === '') return turns;
  return switches.systemRole === 'merge'
    ? withSystemInUser(systemText, turns)
    : [{ role: 'system', text: systemText }, ...turns];
}

/** Puts each call's one result directly after it; drops empty answers and results nobody asked for. */
function pairCalls(messages: readonly ModelMessage[], ids: ToolIdMap): ModelMessage[] {
  const result: ModelMessage[] = [];
  for (const [at, message] of messages.entries()) {
    if (message.role === 'user') {
      result.push(withText(message));
    } else if (message.role === 'assistant' && !isEmpty(message)) {
      result.push(...answerWithResults(message, resultsAfter(messages, at), ids));
    }
  }
  return result;
}

/** A question says something, or shows something. */
function withText(message: UserMessage): UserMessage {
  const { text, images = [] } = message;
  if (text.trim() !== '') return { ...message, text: wellFormed(text) };
  return { ...message, text: images.length === 0 ? FILLER : '' };
}

function isEmpty(message: AssistantMessage): boolean {
  return message.text.trim() === '' && message.toolCalls.length === 0;
}

/** The tool messages between this answer and the next one that calls tools. */
function resultsAfter(messages: readonly ModelMessage[], at: number): ToolMessage[] {
  const results: ToolMessage[] = [];
  for (const message of messages.slice(at + 1)) {
    if (message.role === 'assistant' && message.toolCalls.length > 0) break;
    if (message.role === 'tool') results.push(message);
  }
  return results;
}

function answerWithResults(
  message: AssistantMessage,
  results: ToolMessage[],
  ids: ToolIdMap,
): readonly ModelMessage[] {
  const calls: ToolCall[] = [];
  const answers: ToolMessage[] = [];
  for (const call of message.toolCalls) {
    const callId = ids.next(call.callId);
    const name = legalName(call.name);
    calls.push({ ...call, callId, name, argumentsText: objectText(call.argumentsText) });
    // Ids can repeat within an answer: the first call takes the first result, the second the second.
    const found = results.findIndex((result) => result.callId === call.callId);
    const given = found === -1 ? undefined : results.splice(found, 1)[0];
    const text = given === undefined ? NO_RESULT : given.text.trim() === '' ? EMPTY_RESULT : given.text;
    answers.push({ role: 'tool', callId, name, text: wellFormed(text) });
  }
  const text = message.text.trim() === '' ? '' : wellFormed(message.text);
  const reasoning = message.reasoning === undefined ? {} : { reasoning: wellFormed(message.reasoning) };
  return [{ ...message, text, ...reasoning, toolCalls: calls }, ...answers];
}

function mergeNeighbours(messages: readonly ModelMessage[]): ModelMessage[] {
  const result: ModelMessage[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    if (last?.role === 'user' && message.role === 'user') {
      result[result.length - 1] = joined(last, message);
    } else if (last?.role === 'assistant' && message.role === 'assistant') {
      // The earlier one has no calls, or results would stand between the two.
      result[result.length - 1] = { ...message, text: joinedText(last.text, message.text) };
    } else {
      result.push(message);
    }
  }
  return result;
}

function joined(first: UserMessage, second: UserMessage): UserMessage {
  const images = [...(first.images ?? []), ...(second.images ?? [])];
  const text = joinedText(first.text, second.text);
  return { role: 'user', text, ...(images.length === 0 ? {} : { images }) };
}

function joinedText(first: string, second: string): string {
  return [first, second].filter((part) => part !== '').join('\n\n');
}

/** Mistral, 2025: "Unexpected role 'user' after role 'tool'" (code 3230); strict templates want a user message first. */
function orderTurns(messages: readonly ModelMessage[]): ModelMessage[] {
  const result: ModelMessage[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    if (last === undefined && message.role !== 'user') result.push({ role: 'user', text: FILLER });
    if (last?.role === 'tool' && message.role === 'user') {
      result.push({ role: 'assistant', text: FILLER, toolCalls: [] });
    }
    result.push(message);
  }
  return result;
}

function closeHistory(messages: ModelMessage[], switches: Switches): ModelMessage[] {
  const last = messages.at(-1);
  if (last === undefined) return [{ role: 'user', text: FILLER }];
  if (last.role === 'assistant' && last.isCut === true && switches.lastAssistant !== 'prefix')
    return [...messages, { role: 'user', text: askForRest(last.text) }];
  return last.role === 'assistant' && switches.lastAssistant === 'ask'
    ? [...messages, { role: 'user', text: GO_ON }]
    : messages;
}

function withSystemInUser(systemText: string, messages: readonly ModelMessage[]): readonly ModelMessage[] {
  const first = messages.findIndex((message) => message.role === 'user');
  if (first === -1) return [{ role: 'user', text: systemText }, ...messages];
  return messages.map((message, at) =>
    at === first && message.role === 'user' ? joined({ role: 'user', text: systemText }, message) : message,
  );
}

/** Servers check names by `^[a-zA-Z0-9_-]{1,64}$` even in the history, where a model may have invented one. */
function legalName(name: string): string {
  const legal = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64);
  return legal === '' ? 'unknown' : legal;
}

/** Arguments that are no JSON object are refused by Ollama, DeepSeek and Qwen hosts, and Together answers 500. */
function objectText(argumentsText: string): string {
  return isRecord(parseJson(argumentsText)) ? wellFormed(argumentsText) : '{}';
}

/** Half a surrogate pair is valid in a JavaScript string and in JSON, but kills servers that encode it as UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
