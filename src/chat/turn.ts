// runTurn: model → tool calls → results → model, until the model is done. The loop and nothing else; it never throws.
import type { ChatClient } from '../llm/client.ts';
import type { ChatRequest, RequestParameters } from '../llm/chat-request.ts';
import { ChatError, toErrorFacts, type ErrorFacts } from '../model/error.ts';
import type { PauseReason } from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import { AnswerEvents, type WrittenAnswer } from './answer-events.ts';
import type { ComposeRequest } from './compose-request.ts';
import { explainError } from './explain-error.ts';
import type { ChatTarget, ChosenTarget } from './target.ts';
import { CallMemory, runRound, type TurnTools } from './tool-round.ts';
import { wholeAnswer } from './whole-answer.ts';

/** What one turn needs. */
export interface Turn extends WrittenAnswer {
  readonly chosen: ChosenTarget;
  readonly client: ChatClient;
  readonly tools: TurnTools;
  /** The history to send, the running answer's parts included; asked for at the start of every round. */
  readonly compose: ComposeRequest;
  readonly log: Log;
}

/**
 * Runs a turn and yields its changes in batches, one per network read. The caller applies each batch before it asks for
 * the next. The last event is `turn-end`, exactly once for this answer, whatever happens; an abort ends it as `cancelled`.
 */
export async function* runTurn(
  turn: Turn,
  signal: AbortSignal,
): AsyncGenerator<readonly ConversationEvent[], void, void> {
  let isStreamed = true;
  const answer = new AnswerEvents(turn, () => isStreamed);
  const memory = new CallMemory();
  let pause: PauseReason | undefined;
  let hadKey = true;
  try {
    const target = await turn.chosen.resolve();
    isStreamed = target.stream;
    hadKey = target.apiKey !== undefined || target.grant !== undefined;
    for (let round = 1; ; round += 1) {
      signal.throwIfAborted();
      yield* askModel(turn, target, round, answer, signal);
      if (answer.calls.length === 0) break;
      pause = yield* runRound(turn.messageId, answer.calls, turn.tools, memory, signal);
      if (pause === undefined && round >= target.maxRounds) pause = 'rounds';
      if (pause !== undefined) break;
      yield [{ type: 'part-add', messageId: turn.messageId, part: { type: 'round-start' } }];
    }
    signal.throwIfAborted();
    yield [
      turnEnd(turn, {
        state: 'done',
        ...(answer.finish === undefined ? {} : { finish: answer.finish }),
        ...(pause === undefined ? {} : { pause }),
      }),
    ];
  } catch (error) {
    if (signal.aborted) {
      yield [...answer.close('cancelled'), turnEnd(turn, { state: 'cancelled' })];
      return;
    }
    const facts = reportFailure(turn, withoutKey(error, hadKey));
    const state = answer.hasShown ? 'interrupted' : 'error';
    yield [...answer.close(facts), turnEnd(turn, { state, error: explainError(facts, state) })];
  }
}

async function* askModel(
  turn: Turn,
  target: ChatTarget,
  round: number,
  answer: AnswerEvents,
  signal: AbortSignal,
): AsyncGenerator<readonly ConversationEvent[], void, void> {
  const { systemPrompt: _prompt, stream, maxRounds: _rounds, parameters, ...rest } = target;
  const { specs, notices } = takesTools(target) ? turn.tools.offer() : noTools;
  const composed = await turn.compose(target, specs);
  signal.throwIfAborted();
  const news = answer.notices([...notices, ...composed.notices]);
  if (news.length > 0) yield news;
  const isFirst = round === 1 && turn.textBefore === undefined;
  const request: ChatRequest = {
    ...rest,
    parameters: isFirst ? parameters : furtherParameters(parameters),
    messages: composed.messages,
    tools: specs,
  };
  answer.begin();
  for await (const parts of stream
    ? turn.client.stream(request, signal)
    : wholeAnswer(turn.client, request, signal)) {
    const events = answer.take(parts);
    if (events.length > 0) yield events;
  }
  yield answer.end(true);
  if (answer.inputTokens !== undefined) composed.learn(answer.inputTokens);
}

const noTools = { specs: [], notices: [] };

/** False only where the user wrote down that the model takes none. */
export function takesTools({ provider, model }: ChatTarget): boolean {
  return provider.models.find(({ id }) => id === model)?.tools !== false;
}

/**
 * A tool that must be called is called once: forced in every round, the turn would never end. Several answers are asked for
 * once: each round's would have to be paid for, and only one of them can go on.
 */
function furtherParameters({ toolChoice, n: _n, ...rest }: RequestParameters): RequestParameters {
  return toolChoice === 'auto' || toolChoice === 'none' ? { ...rest, toolChoice } : rest;
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
