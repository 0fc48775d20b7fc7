// Turns an answer of the practice server into a reply: pieces of about a token, at the pace of a model.
// The same seed and the same answer give the same pieces and the same pauses.
import type { Reply, Step } from './play-reply.ts';
import type { PracticeAnswer } from './practice-answers.ts';
import { wholeAnswer } from './replies.ts';
import { DONE, finishChunk, reasoningChunk, roleChunk, textChunk } from './sse-chunks.ts';
import { toolCallFragments, usageChunk, usageOf } from './sse-chunks.ts';

/** How an answer is to be sent. */
export interface Delivery {
  readonly model: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Pieces after which the answer is cut off with the reason `length`. */
  readonly maxTokens: number;
  /** Texts before which the answer ends. */
  readonly stop: readonly string[];
  readonly promptTokens: number;
  readonly charactersPerSecond: number;
  readonly seed: number;
}

interface Piece {
  readonly kind: 'reasoning' | 'text';
  readonly text: string;
}

// Timers below this are not worth setting: their overhead would set the pace.
const SHORTEST_PAUSE_MS = 4;

/** The reply that delivers the answer. */
export function deliver(answer: PracticeAnswer, delivery: Delivery): Reply {
  const next = randomFrom(delivery.seed);
  const all: Piece[] = [
    ...tokenLike(answer.reasoning, next).map((text): Piece => ({ kind: 'reasoning', text })),
    ...tokenLike(cutAtStop(answer.text, delivery.stop), next).map((text): Piece => ({ kind: 'text', text })),
  ];
  const pieces = all.slice(0, delivery.maxTokens);
  const cutOff = pieces.length < all.length;
  const toolCalls = cutOff ? [] : answer.toolCalls;
  const reason = cutOff ? 'length' : toolCalls.length > 0 ? 'tool_calls' : 'stop';
  const usage = usageOf(delivery.promptTokens, pieces.length);
  const charactersPerMs = (delivery.charactersPerSecond * answer.pace) / 1000;
  const head = { id: `practice-${delivery.seed}`, model: delivery.model };

  if (!delivery.stream) {
    const text = joined(pieces, 'text');
    const reasoning = joined(pieces, 'reasoning');
    const options = { ...head, toolCalls, finishReason: reason, usage };
    return {
      ...wholeAnswer(text, reasoning === '' ? options : { ...options, reasoning }),
      before: [{ pauseMs: Math.min(1500, text.length / charactersPerMs) }],
    };
  }

  function* steps(): Generator<Step> {
    yield roleChunk(head);
    let owedMs = 0;
    for (const { kind, text } of pieces) {
      owedMs += (text.length / charactersPerMs) * (0.5 + next());
      if (owedMs >= SHORTEST_PAUSE_MS) {
        yield { pauseMs: owedMs };
        owedMs = 0;
      }
      yield kind === 'text' ? textChunk(text, head) : reasoningChunk(text, head);
    }
    for (const [index, call] of toolCalls.entries()) yield* toolCallFragments(call, index, 12, head);
    yield finishChunk(reason, head);
    if (delivery.includeUsage) yield usageChunk(usage, head);
    yield DONE;
  }
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    steps: { [Symbol.iterator]: steps },
  };
}

/** Text in pieces of one to seven characters that begin at words where they can, as a tokenizer would cut it. */
export function tokenLike(text: string, next: () => number): string[] {
  return (text.match(/\s+|\S+/gu) ?? []).reduce<string[]>((pieces, run) => {
    const characters = Array.from(run);
    while (characters.length > 0) {
      const piece = characters.splice(0, 1 + Math.floor(next() * 7)).join('');
      // A single space belongs to the word after it.
      if (pieces.at(-1) === ' ') pieces[pieces.length - 1] = ` ${piece}`;
      else pieces.push(piece);
    }
    return pieces;
  }, []);
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function joined(pieces: readonly Piece[], kind: Piece['kind']): string {
  return pieces
    .filter((piece) => piece.kind === kind)
    .map((piece) => piece.text)
    .join('');
}

function cutAtStop(text: string, stop: readonly string[]): string {
  const ends = stop.filter((word) => word !== '').map((word) => text.indexOf(word));
  return text.slice(0, Math.min(text.length, ...ends.filter((end) => end >= 0)));
}
