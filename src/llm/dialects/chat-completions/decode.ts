// Chat-completions answers → StreamParts: one decoder for streams and whole answers of every vendor.
// Called for every event of a stream, so the common path allocates little; nothing here throws or waits.
import { ChatError, type ErrorFacts } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { StreamPart } from '../../../model/stream.ts';
import { readErrorValue } from '../../error-body.ts';
import { readJsonError, sourceFacts, type ErrorSource } from '../../http-error.ts';
import { isRecord, parseJson, type JsonRecord } from '../../json-value.ts';
import { ToolCallAssembler } from '../../tool-calls.ts';
import type { AnswerDecoder, DecoderContext, StreamEvent } from '../dialect.ts';
import { brokenFacts, cutFailure, lateFailure } from './ending.ts';
import { finishReasonOf } from './finish.ts';
import type { ResolvedRow } from './row.ts';
import { ThinkTagSplitter } from './think-tags.ts';
import { readUsage } from './usage.ts';
import {
  collectReasoningDetails,
  deltaOf,
  finishWordOf,
  firstChoice,
  hasError,
  readContentPart,
  reasoningOf,
  usageOf,
} from './wire.ts';

const DONE = '[DONE]';
/** So many unreadable events in a row mean that this is no chat-completions stream. */
const MAX_BROKEN_IN_A_ROW = 3;

/** See {@link AnswerDecoder}. */
export class ChatCompletionsDecoder implements AnswerDecoder {
  readonly #row: ResolvedRow;
  readonly #context: DecoderContext;
  readonly #source: ErrorSource;
  readonly #calls: ToolCallAssembler;
  readonly #think: ThinkTagSplitter | undefined;
  readonly #details: Record<string, unknown>[] = [];
  #out: StreamPart[] = [];
  #usage: JsonRecord | undefined;
  #finishWord: string | undefined;
  #isDone = false;
  #failure: ChatError | undefined;
  #hasText = false;
  #hasReasoning = false;
  #broken = 0;
  #brokenInARow = 0;
  #ignored = 0;

  constructor(row: ResolvedRow, context: DecoderContext) {
    const { provider, model } = context.request;
    this.#row = row;
    this.#context = context;
    this.#source = {
      host: new URL(provider.baseUrl).host,
      provider: provider.label,
      model,
      secrets: context.secrets,
    };
    this.#calls = new ToolCallAssembler(context.random);
    this.#think = row.switches.thinkTags
      ? new ThinkTagSplitter({
          text: (text) => this.#emitText(text),
          reasoning: (text) => this.#emitReasoning(text),
        })
      : undefined;
  }

  get isOver(): boolean {
    return this.#isDone || this.#failure !== undefined;
  }

  get isFinishing(): boolean {
    return this.#finishWord !== undefined;
  }

  get hasContent(): boolean {
    return this.#hasText || this.#hasReasoning || !this.#calls.isEmpty;
  }

  event(event: StreamEvent, out: StreamPart[]): void {
    if (this.isOver) return;
    let { data } = event;
    // Some proxies write the field name twice.
    if (data.startsWith('data:')) data = data.slice(5).trimStart();
    if (data === DONE) {
      this.#isDone = true;
      return;
    }
    if (data === '') return;
    const value = parseJson(data);
    if (value === undefined) {
      this.#unreadable(data, event.event);
      return;
    }
    this.#brokenInARow = 0;
    this.#out = out;
    this.#take(value, event.event === 'error');
  }

  whole(value: unknown, out: StreamPart[]): void {
    this.#out = out;
    this.#take(value, false);
    const answer: unknown = Array.isArray(value) ? value[0] : value;
    const choice = isRecord(answer) ? firstChoice(answer) : undefined;
    if (choice !== undefined || this.isOver) this.#isDone = true;
    else if (isRecord(answer) && !Array.isArray(answer['choices'])) this.#notAnAnswer(answer);
  }

  end(out: StreamPart[], cut?: ChatError): ChatError | undefined {
    this.#out = out;
    const neverClosed = this.#think?.end() ?? false;
    const isComplete = this.#failure === undefined && (this.#isDone || this.isFinishing);
    const ending = {
      source: this.#source,
      hasContent: this.hasContent,
      finishWord: this.#finishWord,
      broken: this.#broken,
      ignored: this.#ignored,
    };
    const failure = this.#failure ?? (isComplete ? lateFailure(ending) : cutFailure(ending, cut));
    const calls = this.#calls.finish();
    const wasCut = this.#finishWord === 'length' || this.#finishWord === 'model_length';
    // Calls run only when the answer is whole; of one cut by a limit, those whose arguments are.
    const usable = failure === undefined ? calls.filter((call) => call.isValid || !wasCut) : [];
    for (const { call } of usable) out.push({ type: 'tool-call', ...this.#withRow(call) });
    this.#pushReplayData(out);
    if (this.#usage !== undefined) {
      out.push({ type: 'usage', usage: readUsage(this.#usage, this.#row.switches.usageExcludesReasoning) });
    }
    if (failure !== undefined) return failure;
    if (usable.length < calls.length) {
      out.push({ type: 'notice', text: t('The length limit cut a tool call short; it was not run.') });
    }
    if (neverClosed)
      out.push({
        type: 'notice',
        text: t('The model never ended its thinking; there is no answer after it.'),
      });
    if (this.#calls.hasOrphans)
      this.#context.warn('fragments of a tool call came without a name and were dropped');
    if (this.#finishWord === undefined) this.#context.warn('the answer ended without a finish reason');
    out.push({ type: 'finish', reason: finishReasonOf(this.#finishWord, usable.length > 0) });
    return undefined;
  }

  /** JSON without choices: an error in a shape of its own, or something that is no answer at all. */
  #notAnAnswer(answer: JsonRecord): void {
    if (readErrorValue(answer).message === undefined) this.#ignored += 1;
    else this.#fail(readJsonError(answer, this.#source));
  }

  #take(value: unknown, isErrorEvent: boolean): void {
    const chunk: unknown = Array.isArray(value) ? value[0] : value;
    if (!isRecord(chunk)) {
      if (isErrorEvent) this.#fail(readJsonError(chunk, this.#source));
      return;
    }
    const usage = usageOf(chunk);
    if (usage !== undefined) this.#usage = usage;
    if (isErrorEvent || hasError(chunk)) {
      this.#fail(readJsonError(chunk, this.#source));
      return;
    }
    const choice = firstChoice(chunk);
    if (choice === undefined) return;
    this.#takeDelta(deltaOf(choice));
    this.#finishWord ??= finishWordOf(choice);
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
    if (fault !== undefined) this.#fail(sourceFacts(this.#source, 'protocol', fault, { code: 'tool-call' }));
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
    this.#out.push({ type: 'text-delta', text });
  }

  #emitReasoning(text: string): void {
    this.#hasReasoning = true;
    this.#out.push({ type: 'reasoning-delta', text });
  }

  /** The payload is counted, never logged: it may hold what the user or the model wrote. */
  #unreadable(data: string, event: string | undefined): void {
    if (event === 'error') {
      this.#fail(readJsonError({ error: data }, this.#source));
      return;
    }
    const isMeantAsJson = /^\s*[[{]/.test(data);
    if (!isMeantAsJson || this.isFinishing) {
      this.#ignored += 1;
      return;
    }
    this.#broken += 1;
    this.#brokenInARow += 1;
    if (this.#broken === 1) this.#context.warn(`an event of ${data.length} characters is not valid JSON`);
    if (this.#brokenInARow >= MAX_BROKEN_IN_A_ROW) this.#fail(brokenFacts(this.#source));
  }

  #fail(facts: ErrorFacts): void {
    this.#failure ??= new ChatError(facts);
  }

  #pushReplayData(out: StreamPart[]): void {
    if (this.#row.switches.reasoningReplay === 'strip') return;
    if (!this.#hasReasoning && this.#details.length === 0) return;
    const { model } = this.#context.request;
    const details = this.#details.length === 0 ? {} : { details: this.#details };
    out.push({ type: 'provider-data', data: { model, ...details } });
  }

  #withRow<Call extends { readonly providerData?: unknown }>(call: Call): Call {
    if (call.providerData === undefined) return call;
    return { ...call, providerData: { row: this.#row.id, extraContent: call.providerData } };
  }
}
