// The content blocks of one answer, as they begin, grow and end: texts are passed on, calls are collected, and thinking is
// kept for the next request. Knows blocks, not events.
import { recordAt, textAt, type JsonRecord } from '../../json-value.ts';
import { ToolCallAssembler, type FinishedCall } from '../../tool-calls.ts';
import type { StreamPart } from '../../../model/stream.ts';
import { readThinkingBlock, type KeptThinking } from './kept-thinking.ts';

interface OpenThinking {
  readonly kind: 'thinking';
  /** Its place among the answer's thinking, and the place of that in the answer. */
  readonly at: number;
  readonly place: Omit<KeptThinking, 'block'>;
  thinking: string;
  signature: string;
}

interface OpenCall {
  readonly kind: 'call';
  readonly index: number;
  /** What stood in the block's beginning: the whole input where a server does not stream it. */
  readonly input: JsonRecord;
  hasText: boolean;
}

type OpenBlock = OpenThinking | OpenCall | { readonly kind: 'other' };

/** Feed it the blocks of one answer in order. */
export class ContentBlocks {
  readonly #calls: ToolCallAssembler;
  readonly #open = new Map<unknown, OpenBlock>();
  /** A block that is not complete leaves a gap. */
  readonly #thinking: (KeptThinking | undefined)[] = [];
  #chars = 0;
  #callCount = 0;
  #hasText = false;
  #hasReasoning = false;
  #isEchoable = true;

  /** @param random uniform in [0, 1), for the ids of calls that came without one. */
  constructor(random: () => number) {
    this.#calls = new ToolCallAssembler(random);
  }

  /** Text, reasoning or a part of a tool call has come. */
  get hasContent(): boolean {
    return this.#hasText || this.#hasReasoning || !this.#calls.isEmpty;
  }

  /** Some input never found a call to belong to. */
  get hasOrphans(): boolean {
    return this.#calls.hasOrphans;
  }

  /**
   * The thinking to send back with this answer; empty when there is none, or when the answer cannot be sent back as it was:
   * because a block is incomplete, or is of a kind that is not stored.
   */
  get thinking(): readonly KeptThinking[] {
    const kept = this.#thinking.filter((block) => block !== undefined);
    return this.#isEchoable && kept.length === this.#thinking.length ? kept : [];
  }

  /**
   * A block begins. @param index its place in the answer.
   * @returns what is wrong when a limit on tool calls is broken: the answer must then fail.
   */
  start(index: unknown, block: JsonRecord, out: StreamPart[]): string | undefined {
    switch (block['type']) {
      case 'text':
        this.#open.set(index, { kind: 'other' });
        this.#text(block['text'], out);
        return undefined;
      case 'thinking': {
        const place = this.#place();
        const at = this.#thinking.push(undefined) - 1;
        const signature = textAt(block, 'signature') ?? '';
        const thinking = this.#reasoning(block['thinking'], out);
        this.#open.set(index, { kind: 'thinking', at, place, thinking, signature });
        return undefined;
      }
      case 'redacted_thinking': {
        const redacted = readThinkingBlock(block);
        this.#thinking.push(redacted === undefined ? undefined : { ...this.#place(), block: redacted });
        this.#open.set(index, { kind: 'other' });
        return undefined;
      }
      case 'tool_use':
        return this.#startCall(index, block);
      default:
        // A tool that the server runs, and whatever comes next: shown in no part, and sent back by nobody.
        this.#open.set(index, { kind: 'other' });
        this.#isEchoable = false;
        return undefined;
    }
  }

  /** A block grows. Returns what `start` returns. */
  delta(index: unknown, delta: JsonRecord, out: StreamPart[]): string | undefined {
    const block = this.#open.get(index);
    switch (delta['type']) {
      case 'text_delta':
        this.#text(delta['text'], out);
        return undefined;
      case 'thinking_delta': {
        const thinking = this.#reasoning(delta['thinking'], out);
        if (block?.kind === 'thinking') block.thinking += thinking;
        else this.#isEchoable = false;
        return undefined;
      }
      case 'signature_delta':
        if (block?.kind === 'thinking') block.signature = textAt(delta, 'signature') ?? '';
        return undefined;
      case 'input_json_delta': {
        const fragment = textAt(delta, 'partial_json');
        if (block?.kind !== 'call' || fragment === undefined) return undefined;
        block.hasText = true;
        return this.#calls.add([{ index: block.index, function: { arguments: fragment } }]);
      }
      default:
        return undefined;
    }
  }

  /** A block ends. Returns what `start` returns. */
  stop(index: unknown): string | undefined {
    const block = this.#open.get(index);
    this.#open.delete(index);
    if (block?.kind === 'thinking') {
      const { at, place, thinking, signature } = block;
      const whole = readThinkingBlock({ type: 'thinking', thinking, signature });
      if (whole !== undefined) this.#thinking[at] = { ...place, block: whole };
    } else if (block?.kind === 'call' && !block.hasText && Object.keys(block.input).length > 0) {
      return this.#calls.add([{ index: block.index, function: { arguments: block.input } }]);
    }
    return undefined;
  }

  /** The calls in the order they began. To be called once, at the end. */
  finishCalls(): readonly FinishedCall[] {
    return this.#calls.finish();
  }

  #place(): Omit<KeptThinking, 'block'> {
    return { charsBefore: this.#chars, callsBefore: this.#callCount };
  }

  #startCall(index: unknown, block: JsonRecord): string | undefined {
    const call: OpenCall = {
      kind: 'call',
      index: this.#callCount,
      input: recordAt(block, 'input'),
      hasText: false,
    };
    this.#callCount += 1;
    this.#open.set(index, call);
    return this.#calls.add([
      { index: call.index, id: block['id'], function: { name: block['name'], arguments: '' } },
    ]);
  }

  #text(text: unknown, out: StreamPart[]): void {
    if (typeof text !== 'string' || text === '') return;
    this.#hasText = true;
    this.#chars += text.length;
    out.push({ type: 'text-delta', text });
  }

  #reasoning(text: unknown, out: StreamPart[]): string {
    if (typeof text !== 'string' || text === '') return '';
    this.#hasReasoning = true;
    out.push({ type: 'reasoning-delta', text });
    return text;
  }
}
