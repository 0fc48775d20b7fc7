// One choice of a chat-completions answer: its text, thinking, calls and the word it ended with. Knows nothing of other
// choices, of errors of the whole answer, or of when the answer is over.
import type { ErrorFacts } from '../../../model/error.ts';
import type { ChoicePart, FinishReason } from '../../../model/stream.ts';
import { sourceFacts, type ErrorSource } from '../../http-error.ts';
import { isRecord, type JsonRecord } from '../../json-value.ts';
import { ToolCallAssembler, type FinishedCall } from '../../tool-calls.ts';
import type { DecoderContext } from '../dialect.ts';
import { finishReasonOf } from './finish.ts';
import type { ResolvedRow } from './row.ts';
import { ThinkTagSplitter } from './think-tags.ts';
import { collectReasoningDetails, deltaOf, finishWordOf, readContentPart, reasoningOf } from './wire.ts';

/** What a choice needs. */
export interface ChoicePorts {
  readonly row: ResolvedRow;
  readonly context: DecoderContext;
  readonly source: ErrorSource;
  /** Takes its parts, in order. */
  readonly emit: (part: ChoicePart) => void;
  /** What it says cannot be understood. */
  readonly fail: (facts: ErrorFacts) => void;
}

/** Feed it the deltas of one choice in order, then call `end` once. */
export class ChoiceReader {
  readonly #ports: ChoicePorts;
  readonly #calls: ToolCallAssembler;
  readonly #think: ThinkTagSplitter | undefined;
  readonly #details: Record<string, unknown>[] = [];
  #finishWord: string | undefined;
  #hasText = false;
  #hasReasoning = false;

  constructor(ports: ChoicePorts) {
    this.#ports = ports;
    this.#calls = new ToolCallAssembler(ports.context.random);
    this.#think = ports.row.switches.thinkTags
      ? new ThinkTagSplitter({
          text: (text) => this.#emitText(text),
          reasoning: (text) => this.#emitReasoning(text),
        })
      : undefined;
  }

  /** The server's word for why the model stopped; undefined while it has not. */
  get finishWord(): string | undefined {
    return this.#finishWord;
  }

  /** Text, reasoning or a part of a tool call has come. */
  get hasContent(): boolean {
    return this.#hasText || this.#hasReasoning || !this.#calls.isEmpty;
  }

  /** Takes one entry of `choices`. */
  take(choice: JsonRecord): void {
    this.#takeDelta(deltaOf(choice));
    this.#finishWord ??= finishWordOf(choice);
  }

  /** Lets go of text that was held back, as it may have been a tag. @returns whether the thinking was never closed. */
  endText(): boolean {
    return this.#think?.end() ?? false;
  }

  /**
   * The calls that may be used, then what a replay needs. Calls are used only when the answer is whole; of one cut by a
   * limit, those whose arguments are.
   * @returns how the choice ended; undefined when it is not whole.
   */
  end(isWhole: boolean): { readonly reason: FinishReason; readonly hasCutCall: boolean } | undefined {
    const { emit, context } = this.#ports;
    const calls = this.#calls.finish();
    const wasCut = this.#finishWord === 'length' || this.#finishWord === 'model_length';
    const usable = isWhole ? calls.filter((call) => call.isValid || !wasCut) : [];
    for (const call of usable) emit({ type: 'tool-call', ...this.#withRow(call) });
    this.#emitReplayData();
    if (!isWhole) return undefined;
    if (this.#calls.hasOrphans) context.warn('fragments of a tool call came without a name and were dropped');
    if (this.#finishWord === undefined) context.warn('the answer ended without a finish reason');
    return {
      reason: finishReasonOf(this.#finishWord, usable.length > 0),
      hasCutCall: usable.length < calls.length,
    };
  }

  #takeDelta(delta: JsonRecord): void {
    const reasoning = reasoningOf(delta);
    if (reasoning !== undefined) this.#emitReasoning(reasoning);
    if (delta['reasoning_details'] !== undefined) {
      collectReasoningDetails(this.#details, delta['reasoning_details']);
    }
    const content = delta['content'];
    if (typeof content === 'string') {
      if (content !== '') this.#addText(content);
    } else if (Array.isArray(content)) {
      for (const part of content) this.#addPart(part);
    }
    const refusal = delta['refusal'];
    if (typeof refusal === 'string' && refusal !== '') this.#addText(refusal);
    const entries = delta['tool_calls'];
    if (entries === undefined || entries === null) return;
    const fault = this.#calls.add(entries);
    if (fault !== undefined)
      this.#ports.fail(sourceFacts(this.#ports.source, 'protocol', fault, { code: 'tool-call' }));
  }

  #addPart(value: unknown): void {
    const part = readContentPart(value);
    if (part === undefined || part.text === '') return;
    if (part.kind === 'text') this.#addText(part.text);
    else this.#emitReasoning(part.text);
  }

  #addText(text: string): void {
    if (this.#think === undefined) this.#emitText(text);
    else this.#think.feed(text);
  }

  #emitText(text: string): void {
    this.#hasText = true;
    this.#ports.emit({ type: 'text-delta', text });
  }

  #emitReasoning(text: string): void {
    this.#hasReasoning = true;
    this.#ports.emit({ type: 'reasoning-delta', text });
  }

  #emitReplayData(): void {
    const { row, context, emit } = this.#ports;
    if (row.switches.reasoningReplay === 'strip') return;
    if (!this.#hasReasoning && this.#details.length === 0) return;
    const { model } = context.request;
    const details = this.#details.length === 0 ? {} : { details: this.#details };
    emit({ type: 'provider-data', data: { model, ...details } });
  }

  #withRow({ call }: FinishedCall): FinishedCall['call'] {
    if (call.providerData === undefined) return call;
    return { ...call, providerData: { row: this.#ports.row.id, extraContent: call.providerData } };
  }
}

/** How many choices a request asked for. */
export function wantedChoices({ request }: Pick<DecoderContext, 'request'>): number {
  const asked: unknown = request.extraBody['n'] ?? request.parameters.n;
  return typeof asked === 'number' && Number.isInteger(asked) && asked > 1 ? asked : 1;
}

/**
 * The entries of a chunk that are choices, each with its number: its index, or else its place. Only those below `wanted`.
 */
export function choicesOf(chunk: JsonRecord, wanted: number): readonly (readonly [number, JsonRecord])[] {
  const choices = chunk['choices'];
  if (!Array.isArray(choices)) return [];
  const found: (readonly [number, JsonRecord])[] = [];
  for (const [place, choice] of choices.entries()) {
    if (!isRecord(choice)) continue;
    const index = choice['index'] ?? place;
    if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < wanted)
      found.push([index, choice]);
  }
  return found;
}
