// runTurn: model → tool calls → results → model, until the model is done. The loop and nothing else; it never throws.
import type { ChatClient } from '../llm/client.ts';
import type { ChatRequest, RequestParameters } from '../llm/chat-request.ts';
import { ChatError, toErrorFacts, type ErrorFacts } from '../model/error.ts';
import type { PauseReason } from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import type { FinishReason, StreamPart, ToolCall } from '../model/stream.ts';
import type { ComposeRequest } from './compose-request.ts';
import { explainError } from './explain-error.ts';
import type { ChatTarget, ChosenTarget } from './target.ts';
import { CallMemory, runRound, type TurnTools } from './tool-round.ts';
import { wholeAnswer } from './whole-answer.ts';

/** What one turn needs. */
export interface Turn {
  /** The running answer that the events change. */
  readonly messageId: string;
  readonly chosen: ChosenTarget;
  readonly client: ChatClient;
  readonly tools: TurnTools;
  /** The history to send, the running answer's parts included; asked for at the start of every round. */
  readonly compose: ComposeRequest;
  readonly nowMs: () => number;
  readonly log: Log;
}

/** How far the answer got; decides how a failure is told. */
interface Progress {
  anythingShown: boolean;
  finish: FinishReason | undefined;
  calls: ToolCall[];
  /** Told to the user already: what holds for every request of the turn is told once. */
  readonly told: Set<string>;
}

/**
 * Runs a turn and yields its changes in batches, one per network read. The caller applies each batch before it asks for
 * the next. The last event is `turn-end`, exactly once, whatever happens; an abort ends it as `cancelled`.
 */
export async function* runTurn(
  turn: Turn,
  signal: AbortSignal,
): AsyncGenerator<readonly ConversationEvent[], void, void> {
  const progress: Progress = { anythingShown: false, finish: undefined, calls: [], told: new Set() };
  const memory = new CallMemory();
  let pause: PauseReason | undefined;
  let hadKey = true;
  try {
    const target = await turn.chosen.resolve();
    hadKey = target.apiKey !== undefined || target.grant !== undefined;
    for (let round = 1; ; round += 1) {
      signal.throwIfAborted();
      progress.calls = [];
      progress.finish = undefined;
      yield* askModel(turn, target, round, progress, signal);
      if (progress.calls.length === 0) break;
      pause = yield* runRound(turn.messageId, progress.calls, turn.tools, memory, signal);
      if (pause === undefined && round >= target.maxRounds) pause = 'rounds';
      if (pause !== undefined) break;
      yield [{ type: 'part-add', messageId: turn.messageId, part: { type: 'round-start' } }];
    }
    signal.throwIfAborted();
    yield [
      turnEnd(turn, {
        state: 'done',
        ...(progress.finish === undefined ? {} : { finish: progress.finish }),
        ...(pause === undefined ? {} : { pause }),
      }),
    ];
  } catch (error) {
    if (signal.aborted) {
      yield [turnEnd(turn, { state: 'cancelled' })];
      return;
    }
    const facts = reportFailure(turn, withoutKey(error, hadKey));
    const state = progress.anythingShown ? 'interrupted' : 'error';
    yield [turnEnd(turn, { state, error: explainError(facts, state) })];
  }
}

async function* askModel(
  turn: Turn,
  target: ChatTarget,
  round: number,
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<readonly ConversationEvent[], void, void> {
  const { systemPrompt: _prompt, stream, maxRounds: _rounds, parameters, ...rest } = target;
  const { specs, notices } = takesTools(target) ? turn.tools.offer() : noTools;
  const composed = await turn.compose(target, specs);
  signal.throwIfAborted();
  const news = [...notices, ...composed.notices].filter((text) => !progress.told.has(text));
  for (const text of news) progress.told.add(text);
  if (news.length > 0) yield news.map((text) => notice(turn, text));
  const request: ChatRequest = {
    ...rest,
    parameters: round === 1 ? parameters : withoutForcedTool(parameters),
    messages: composed.messages,
    tools: specs,
  };
  const answer = stream ? turn.client.stream(request, signal) : wholeAnswer(turn.client, request, signal);
  let inputTokens: number | undefined;
  for await (const parts of answer) {
    for (const part of parts) if (part.type === 'usage') ({ inputTokens = inputTokens } = part.usage);
    yield toEvents(turn, parts, progress);
  }
  if (inputTokens !== undefined) composed.learn(inputTokens);
}

const noTools = { specs: [], notices: [] };

/** False only where the user wrote down that the model takes none. */
export function takesTools({ provider, model }: ChatTarget): boolean {
  return provider.models.find(({ id }) => id === model)?.tools !== false;
}

/** A tool that must be called is called once: forced in every round, the turn would never end. */
function withoutForcedTool({ toolChoice, ...rest }: RequestParameters): RequestParameters {
  return toolChoice === 'auto' || toolChoice === 'none' ? { ...rest, toolChoice } : rest;
}

function toEvents(turn: Turn, parts: readonly StreamPart[], progress: Progress): ConversationEvent[] {
  const { messageId } = turn;
  const events: ConversationEvent[] = [];
  for (const part of parts) {
    switch (part.type) {
      case 'text-delta':
      case 'reasoning-delta':
        progress.anythingShown = true;
        events.push({ type: part.type, messageId, text: part.text });
        break;
      case 'tool-call': {
        const { type: _type, ...call } = part;
        progress.anythingShown = true;
        progress.calls.push(call);
        events.push({ type: 'tool-call-add', messageId, call });
        break;
      }
      case 'provider-data':
        events.push({ type: 'part-add', messageId, part: { type: 'provider-data', data: part.data } });
        break;
      case 'usage':
        events.push({ type: 'usage-update', messageId, usage: part.usage });
        break;
      case 'notice':
        // A parameter that the server does not take is dropped in every round, and told once.
        if (!progress.told.has(part.text)) events.push(notice(turn, part.text));
        progress.told.add(part.text);
        break;
      case 'retry-wait':
        events.push({
          type: 'retry-wait',
          messageId,
          waitMs: part.waitMs,
          untilMs: turn.nowMs() + part.waitMs,
          message: part.message,
        });
        break;
      case 'finish':
        progress.finish = part.reason;
        break;
    }
  }
  return events;
}

function notice(turn: Turn, text: string): ConversationEvent {
  return { type: 'part-add', messageId: turn.messageId, part: { type: 'notice', text } };
}

type Ending = Omit<Extract<ConversationEvent, { type: 'turn-end' }>, 'type' | 'messageId' | 'endedAtMs'>;

function turnEnd(turn: Turn, ending: Ending): ConversationEvent {
  return { type: 'turn-end', messageId: turn.messageId, endedAtMs: turn.nowMs(), ...ending };
}

/** A server that refuses a request without a key wants one: that is not a wrong key. */
function withoutKey(error: unknown, hadKey: boolean): unknown {
  if (hadKey || !(error instanceof ChatError) || error.facts.kind !== 'auth') return error;
  return new ChatError({ ...error.facts, code: 'no-key' }, { cause: error });
}

function reportFailure(turn: Turn, error: unknown): ErrorFacts {
  const facts = toErrorFacts(error);
  const where = [facts.host, facts.status, facts.code, facts.requestId].filter(
    (value) => value !== undefined,
  );
  turn.log.error(`Answer failed: ${facts.kind} ${where.join(' ')}: ${facts.message}`);
  // What is behind a ChatError is understood; behind anything else is a fault of ours, and a bug report needs its stack.
  const cause = error instanceof ChatError ? error.cause : error;
  if (facts.kind === 'internal' && cause instanceof Error) turn.log.error(cause.stack ?? cause.message);
  return facts;
}
