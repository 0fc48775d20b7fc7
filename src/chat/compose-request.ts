// What of a chat goes into a request: the project's instructions, a summary in the place of what it covers, and as many
// messages as the model can read. What is left out or added is told to the user; nothing is sent from here.
import { describeDropped, fitPath, type FittedPath } from '../context/budget.ts';
import { compactedPath, summaryBlock, withSummary } from '../context/compaction.ts';
import { instructionsBlock, type Instruction } from '../context/instructions.ts';
import { toolTokens } from '../context/request-parts.ts';
import { describeMasked } from '../context/secrets.ts';
import { createTokenMeter, type TokenCalibration, type TokenMeter } from '../context/tokens.ts';
import type { ModelMessage } from '../llm/chat-request.ts';
import { attachmentUri } from '../model/attachment.ts';
import type { Compaction, Message } from '../model/conversation.ts';
import { t } from '../model/l10n.ts';
import type { ToolSpec } from '../model/tool.ts';
import { modelMessages } from './request.ts';
import type { ChatTarget } from './target.ts';

/** Port: what the surroundings know about a request. */
export interface ContextPorts {
  /** The instruction files that count for these files (URIs). Empty where the project may not give any. */
  readonly instructions: (uris: readonly string[]) => Promise<readonly Instruction[]>;
  /** The model's context length in tokens; undefined when nobody knows it: then nothing is left out. */
  readonly contextTokens: (target: ChatTarget) => number | undefined;
  readonly calibration: Pick<TokenCalibration, 'factor' | 'learn'>;
}

/** The chat as it stands when a request is made. */
export interface RequestChat {
  /** From the root to the running answer. */
  readonly path: readonly Message[];
  readonly compactions: readonly Compaction[] | undefined;
}

/** One request's messages. */
export interface ComposedRequest {
  readonly messages: readonly ModelMessage[];
  /** What the user should know about them. */
  readonly notices: readonly string[];
  /** To be told how many tokens the server counted as its input. */
  readonly learn: (inputTokens: number) => void;
}

/** Makes the messages of each request of one turn. */
export type ComposeRequest = (target: ChatTarget, tools: readonly ToolSpec[]) => Promise<ComposedRequest>;

/** Kept free for the answer where the user set no limit, in tokens; of a small context a quarter. */
const answerTokens = 4096;

/** For one turn: instructions are read at its first request, and what is left out is told once. */
export function createComposer(ports: ContextPorts, chat: () => RequestChat): ComposeRequest {
  let instructions: readonly Instruction[] | undefined;
  let hasToldDropped = false;
  return async (target, tools) => {
    const { path, compactions } = chat();
    instructions ??= await ports.instructions(urisIn(path));
    const systemPrompt = [target.systemPrompt, instructionsBlock(instructions)]
      .filter((text) => text !== '')
      .join('\n\n');
    const name = `${target.provider.id}/${target.model}`;
    const factor = ports.calibration.factor(name);
    const meter = createTokenMeter(factor);
    const { summary, path: open } = compactedPath(path, usable(path, compactions));
    const fixedTokens =
      meter.text(systemPrompt) +
      toolTokens(tools, meter) +
      (summary === undefined ? 0 : meter.text(summaryBlock(summary)));
    const fitted = fit(open, target, fixedTokens, ports.contextTokens(target), meter);
    const dropped = hasToldDropped ? '' : describeDropped(fitted.dropped);
    if (dropped !== '') hasToldDropped = true;
    return {
      messages: modelMessages(withSummary(fitted.path, summary), systemPrompt, target.provider),
      notices: [instructionsNotice(instructions, path), dropped].filter((text) => text !== ''),
      learn: (inputTokens) => ports.calibration.learn(name, fitted.tokens / factor, inputTokens),
    };
  };
}

function fit(
  path: readonly Message[],
  { parameters }: ChatTarget,
  fixedTokens: number,
  contextTokens: number | undefined,
  meter: TokenMeter,
): FittedPath {
  // Without a known length everything is sent; the estimate is still wanted.
  if (contextTokens === undefined) {
    const room = { contextTokens: Number.MAX_SAFE_INTEGER, answerTokens: 0, fixedTokens };
    return fitPath(path, room, meter);
  }
  const wanted = parameters.maxTokens ?? Math.min(answerTokens, contextTokens / 4);
  // A limit as large as the context must not leave nothing to send.
  const free = Math.floor(Math.min(wanted, contextTokens / 2));
  return fitPath(path, { contextTokens, answerTokens: free, fixedTokens }, meter);
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

function urisIn(path: readonly Message[]): readonly string[] {
  return path.flatMap((message) =>
    message.role === 'user' ? message.attachments.flatMap((one) => attachmentUri(one) ?? []) : [],
  );
}

/** Told at the first answer that it holds for; empty when an earlier answer of this path says the same. */
function instructionsNotice(instructions: readonly Instruction[], path: readonly Message[]): string {
  if (instructions.length === 0) return '';
  const masked = instructions.flatMap((one) => one.masked);
  const files = instructions
    .map((one) => (one.isCut ? t('{0} (its beginning)', one.path) : one.path))
    .join(', ');
  const text =
    masked.length === 0
      ? t(
          'Instructions of the project are sent along: {0}. The setting parley.chat.instructionFiles switches this off.',
          files,
        )
      : t(
          'Instructions of the project are sent along: {0}. {1}. The setting parley.chat.instructionFiles switches this off.',
          files,
          describeMasked(masked),
        );
  const isTold = path.some(
    (message) =>
      message.role === 'assistant' &&
      message.parts.some((part) => part.type === 'notice' && part.text === text),
  );
  return isTold ? '' : text;
}
