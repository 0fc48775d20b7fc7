// What of a chat fits into a request, and what goes before it: the one calculation behind what is sent and behind what is
// shown as “What will be sent”. Sends nothing and reads no file.
import { fitPath, type FittedPath } from '../context/budget.ts';
import { compactedPath, summaryBlock } from '../context/compaction.ts';
import { instructionsBlock, type Instruction } from '../context/instructions.ts';
import { toolTokens } from '../context/request-parts.ts';
import type { TokenCalibration, TokenMeter } from '../context/tokens.ts';
import { attachmentUri } from '../model/attachment.ts';
import type { Compaction, Message } from '../model/conversation.ts';
import { instructionPartId, systemPromptPartId } from '../model/left-out.ts';
import type { ToolSpec } from '../model/tool.ts';
import type { ChatTarget } from './target.ts';

/** Port: what the surroundings know about a request. */
export interface ContextPorts {
  /** The instruction files that count for these files (URIs). Empty where the project may not give any. */
  readonly instructions: (uris: readonly string[]) => Promise<readonly Instruction[]>;
  /** The model's context length in tokens; undefined when nobody knows it: then nothing is left out. */
  readonly contextTokens: (target: ChatTarget) => number | undefined;
  /** Can the model see pictures? Undefined when nobody knows. */
  readonly seesPictures: (target: ChatTarget) => boolean | undefined;
  readonly calibration: Pick<TokenCalibration, 'factor' | 'learn'>;
}

/** The chat as it stands when a request is made. */
export interface RequestChat {
  /** From the root to the running answer. */
  readonly path: readonly Message[];
  readonly compactions?: readonly Compaction[] | undefined;
  /** Parts that the user took out of this chat (left-out.ts). */
  readonly leftOut?: readonly string[] | undefined;
}

/** One request, before it is made into messages. */
export interface RequestPlan {
  /** The system prompt alone; empty where the user took it out of the chat. */
  readonly systemPrompt: string;
  /** The instruction files that go with it. */
  readonly instructions: readonly Instruction[];
  readonly summary: string | undefined;
  /** The messages that the summary stands for; none without one. */
  readonly summedUp: readonly Message[];
  /** The others, all of them. */
  readonly open: readonly Message[];
  /** As many of them as go. */
  readonly fitted: FittedPath;
  readonly contextTokens: number | undefined;
  /** Kept free for the answer; 0 where the context length is not known. */
  readonly answerTokens: number;
}

/** Kept free for the answer where the user set no limit, in tokens; of a small context a quarter. */
const usualAnswerTokens = 4096;

/**
 * Plans a request.
 * @param found the instruction files that count, taken-out ones included.
 */
export function planRequest(
  chat: RequestChat,
  target: ChatTarget,
  tools: readonly ToolSpec[],
  found: readonly Instruction[],
  contextTokens: number | undefined,
  meter: TokenMeter,
): RequestPlan {
  const { path, compactions, leftOut = [] } = chat;
  const instructions = found.filter((one) => !leftOut.includes(instructionPartId(one.path)));
  const systemPrompt = leftOut.includes(systemPromptPartId) ? '' : target.systemPrompt;
  const { summary, path: open } = compactedPath(path, usable(path, compactions));
  const fixedTokens =
    meter.text(systemText(systemPrompt, instructions)) +
    toolTokens(tools, meter) +
    (summary === undefined ? 0 : meter.text(summaryBlock(summary)));
  const answerTokens = contextTokens === undefined ? 0 : freeTokens(target, contextTokens);
  // Without a known length everything is sent; the estimate is still wanted.
  const room = { contextTokens: contextTokens ?? Number.MAX_SAFE_INTEGER, answerTokens, fixedTokens };
  return {
    systemPrompt,
    instructions,
    summary,
    summedUp: path.slice(0, path.length - open.length),
    open,
    fitted: fitPath(open, room, meter),
    contextTokens,
    answerTokens,
  };
}

/** What the model is told first: the system prompt, and the project's instructions after it. */
export function systemText(systemPrompt: string, instructions: readonly Instruction[]): string {
  return [systemPrompt, instructionsBlock(instructions)].filter((text) => text !== '').join('\n\n');
}

/** The files that a path of messages is about: those attached to it. */
export function urisIn(path: readonly Message[]): readonly string[] {
  return path.flatMap((message) =>
    message.role === 'user' ? message.attachments.flatMap((one) => attachmentUri(one) ?? []) : [],
  );
}

/** `provider/model`, by which token counts are remembered. */
export function modelNameOf({ provider, model }: Pick<ChatTarget, 'provider' | 'model'>): string {
  return `${provider.id}/${model}`;
}

function freeTokens({ parameters }: ChatTarget, contextTokens: number): number {
  const wanted = parameters.maxTokens ?? Math.min(usualAnswerTokens, contextTokens / 4);
  // A limit as large as the context must not leave nothing to send.
  return Math.floor(Math.min(wanted, contextTokens / 2));
}

/** A summary of the prompt at hand itself leaves nothing to answer: such a one counts from the next prompt on. */
function usable(
  path: readonly Message[],
  compactions: readonly Compaction[] | undefined,
): readonly Compaction[] {
  const lastPrompt = path.findLastIndex(({ role }) => role === 'user');
  const before = new Set(path.slice(0, Math.max(0, lastPrompt)).map(({ id }) => id));
  return (compactions ?? []).filter(({ upToMessageId }) => before.has(upToMessageId));
}
