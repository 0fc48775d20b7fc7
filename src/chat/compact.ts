// /compact: asks the model for a summary of a path, piece by piece, so that it works with any context length. The result
// is smaller than what it stands for, or there is none. It changes nothing by itself: the messages stay.
import {
  compactedPath,
  compactionPrompt,
  compactionSystemPrompt,
  summaryBlock,
  transcriptPieces,
} from '../context/compaction.ts';
import type { TokenMeter } from '../context/tokens.ts';
import type { ChatRequest, RequestParameters } from '../llm/chat-request.ts';
import type { ChatClient } from '../llm/client.ts';
import type { Compaction, Message } from '../model/conversation.ts';
import { ChatError } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import type { ChatTarget } from './target.ts';
import { wholeAnswer } from './whole-answer.ts';

/** What is to be summed up, and by whom. */
export interface CompactTask {
  /** From the root to the last message that the summary shall cover. No answer in it may be running. */
  readonly path: readonly Message[];
  /** Summaries there are already: what one of them covers is not summed up again, but carried on. */
  readonly compactions: readonly Compaction[] | undefined;
  readonly target: ChatTarget;
  /** `provider/model`, for the record. */
  readonly model: string;
  readonly contextTokens: number;
  /** What the user wants to be kept above all; may be empty. */
  readonly focus: string;
}

/** What summing up needs from outside. */
export interface CompactPorts {
  readonly client: ChatClient;
  readonly meter: TokenMeter;
  readonly newId: () => string;
  readonly nowMs: () => number;
  /** Told before each request: the how-manieth piece of how many. */
  readonly onPiece?: (piece: number, pieces: number) => void;
}

/** A summary, or one sentence that says why there is none. */
export type CompactOutcome =
  | { readonly status: 'done'; readonly compaction: Compaction }
  | { readonly status: 'refused'; readonly reason: string };

/** Below this many tokens a piece is not cut smaller. */
const smallestPiece = 400;
/** Larger pieces are read less carefully by every model. */
const largestPiece = 60_000;
/** A summary's share of the context, and its largest size in tokens. */
const summaryShare = 0.2;
const largestSummary = 3000;
/** English words per token, about. */
const wordsPerToken = 0.7;
/** Estimates are that wrong at times, and the request has words of its own. */
const spareShare = 0.3;

/**
 * Sums a path up. A context that turns out shorter than it was said to be is tried with smaller pieces.
 * @throws ChatError when a request fails, the signal's reason when it aborts; nothing has changed then.
 */
export async function compactPath(
  task: CompactTask,
  ports: CompactPorts,
  signal: AbortSignal,
): Promise<CompactOutcome> {
  const { path, summary: before } = compactedPath(task.path, task.compactions);
  const last = path.at(-1);
  if (last === undefined) return refused(t('Nothing was said since the last summary.'));
  const tokensBefore =
    (before === undefined ? 0 : ports.meter.text(summaryBlock(before))) +
    path.reduce((sum, message) => sum + ports.meter.message(message), 0);
  const summaryTokens = Math.min(largestSummary, Math.floor(task.contextTokens * summaryShare));
  // The second try is told to be shorter still.
  for (const tokens of [summaryTokens, Math.floor(Math.min(summaryTokens, tokensBefore / 3))]) {
    const summary = await summaryOf(path, before, tokens, task, ports, signal);
    if (summary === '') return refused(t('The model gave no summary.'));
    const tokensAfter = ports.meter.text(summaryBlock(summary));
    if (tokensAfter >= tokensBefore) continue;
    return {
      status: 'done',
      compaction: {
        id: ports.newId(),
        upToMessageId: last.id,
        summary,
        createdAtMs: ports.nowMs(),
        model: task.model,
        tokensBefore,
        tokensAfter,
      },
    };
  }
  return refused(t('The summary was no shorter than the conversation. Nothing was changed.'));
}

async function summaryOf(
  path: readonly Message[],
  before: string | undefined,
  summaryTokens: number,
  task: CompactTask,
  ports: CompactPorts,
  signal: AbortSignal,
): Promise<string> {
  const room = Math.floor(task.contextTokens * (1 - spareShare)) - 2 * summaryTokens;
  for (let size = Math.max(smallestPiece, Math.min(largestPiece, room)); ; size = Math.floor(size / 2)) {
    try {
      return await summaryInPieces(path, before, summaryTokens, size, task, ports, signal);
    } catch (error) {
      const isTooLong = error instanceof ChatError && error.facts.kind === 'context-too-long';
      if (!isTooLong || size / 2 < smallestPiece) throw error;
    }
  }
}

async function summaryInPieces(
  path: readonly Message[],
  before: string | undefined,
  summaryTokens: number,
  pieceTokens: number,
  task: CompactTask,
  ports: CompactPorts,
  signal: AbortSignal,
): Promise<string> {
  const maxWords = Math.max(50, Math.floor(summaryTokens * wordsPerToken));
  const pieces = transcriptPieces(path, pieceTokens, ports.meter);
  let summary = before;
  for (const [at, piece] of pieces.entries()) {
    signal.throwIfAborted();
    ports.onPiece?.(at + 1, pieces.length);
    const text = await ask(
      compactionPrompt(piece, summary, task.focus, maxWords),
      task.target,
      ports,
      signal,
    );
    if (text === '') return '';
    summary = text;
  }
  return summary ?? '';
}

async function ask(
  prompt: string,
  target: ChatTarget,
  { client }: CompactPorts,
  signal: AbortSignal,
): Promise<string> {
  const { systemPrompt: _prompt, stream, maxRounds: _rounds, parameters, ...rest } = target;
  const request: ChatRequest = {
    ...rest,
    parameters: plainParameters(parameters),
    messages: [
      { role: 'system', text: compactionSystemPrompt },
      { role: 'user', text: prompt },
    ],
    tools: [],
  };
  const answer = stream ? client.stream(request, signal) : wholeAnswer(client, request, signal);
  let text = '';
  for await (const parts of answer) {
    for (const part of parts) if (part.type === 'text-delta') text += part.text;
  }
  return text.trim();
}

/** Without what is meant for answers to the user: a form, forced tools, several answers, places to stop at. */
function plainParameters(parameters: RequestParameters): RequestParameters {
  const {
    toolChoice: _choice,
    parallelToolCalls: _parallel,
    responseFormat: _format,
    stop: _stop,
    n: _n,
    minTokens: _least,
    prediction: _prediction,
    ...rest
  } = parameters;
  return rest;
}

function refused(reason: string): CompactOutcome {
  return { status: 'refused', reason };
}
