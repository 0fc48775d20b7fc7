// Chat-completions answers → StreamParts: one decoder for streams and whole answers of every vendor.
// Called for every event of a stream, so the common path allocates little; nothing here throws or waits.
import { ChatError, type ErrorFacts } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { ChoicePart, StreamPart } from '../../../model/stream.ts';
import { readErrorValue } from '../../error-body.ts';
import { readJsonError, type ErrorSource } from '../../http-error.ts';
import { isRecord, parseJson, type JsonRecord } from '../../json-value.ts';
import type { AnswerDecoder, DecoderContext, StreamEvent } from '../dialect.ts';
import { ChoiceReader, choicesOf, wantedChoices } from './choice.ts';
import { brokenFacts, cutFailure, lateFailure } from './ending.ts';
import { failedFinish } from './finish.ts';
import type { ResolvedRow } from './row.ts';
import { readUsage } from './usage.ts';
import { hasError, usageOf } from './wire.ts';

const DONE = '[DONE]';
/** So many unreadable events in a row mean that this is no chat-completions stream. */
const MAX_BROKEN_IN_A_ROW = 3;

/** See {@link AnswerDecoder}. The choice with index 0 is the answer; further ones come as `choice` parts. */
export class ChatCompletionsDecoder implements AnswerDecoder {
  readonly #row: ResolvedRow;
  readonly #context: DecoderContext;
  readonly #source: ErrorSource;
  readonly #wanted: number;
  readonly #main: ChoiceReader;
  /** Choices after the first, by index. */
  readonly #further = new Map<number, ChoiceReader>();
  #out: StreamPart[] = [];
  #usage: JsonRecord | undefined;
  #isDone = false;
  #failure: ChatError | undefined;
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
    this.#wanted = wantedChoices(context);
    this.#main = this.#reader((part) => this.#out.push(part));
  }

  get isOver(): boolean {
    return this.#isDone || this.#failure !== undefined;
  }

  /** Of several choices, one may have ended long before another begins. */
  get isFinishing(): boolean {
    return (
      this.#main.finishWord !== undefined &&
      this.#further.size + 1 >= this.#wanted &&
      [...this.#further.values()].every(({ finishWord }) => finishWord !== undefined)
    );
  }

  get hasContent(): boolean {
    return this.#main.hasContent || [...this.#further.values()].some(({ hasContent }) => hasContent);
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
    const hasChoice = isRecord(answer) && choicesOf(answer, this.#wanted).some(([index]) => index === 0);
    if (hasChoice || this.isOver) this.#isDone = true;
    else if (isRecord(answer) && !Array.isArray(answer['choices'])) this.#notAnAnswer(answer);
  }

  end(out: StreamPart[], cut?: ChatError): ChatError | undefined {
    this.#out = out;
    const neverClosed = this.#main.endText();
    const { finishWord, hasContent } = this.#main;
    const isComplete = this.#failure === undefined && (this.#isDone || finishWord !== undefined);
    const ending = {
      source: this.#source,
      hasContent,
      finishWord,
      broken: this.#broken,
      ignored: this.#ignored,
    };
    const failure = this.#failure ?? (isComplete ? lateFailure(ending) : cutFailure(ending, cut));
    const result = this.#main.end(failure === undefined);
    this.#endFurther();
    if (this.#usage !== undefined) {
      out.push({ type: 'usage', usage: readUsage(this.#usage, this.#row.switches.usageExcludesReasoning) });
    }
    if (failure !== undefined) return failure;
    if (result?.hasCutCall === true) {
      out.push({ type: 'notice', text: t('The length limit cut a tool call short; it was not run.') });
    }
    if (neverClosed)
      out.push({
        type: 'notice',
        text: t('The model never ended its thinking; there is no answer after it.'),
      });
    out.push({ type: 'finish', reason: result?.reason ?? 'unknown' });
    return undefined;
  }

  /** Each is whole or cut by itself. */
  #endFurther(): void {
    for (const [index, reader] of this.#further) {
      reader.endText();
      const { finishWord } = reader;
      const isWhole =
        finishWord === undefined
          ? this.#isDone && this.#failure === undefined && this.#broken === 0
          : failedFinish(finishWord) === undefined;
      const result = reader.end(isWhole);
      if (result !== undefined) {
        this.#out.push({ type: 'choice', index, part: { type: 'finish', reason: result.reason } });
      }
    }
  }

  #reader(emit: (part: ChoicePart) => void): ChoiceReader {
    return new ChoiceReader({
      row: this.#row,
      context: this.#context,
      source: this.#source,
      emit,
      fail: (facts) => this.#fail(facts),
    });
  }

  #readerAt(index: number): ChoiceReader {
    if (index === 0) return this.#main;
    const known = this.#further.get(index);
    if (known !== undefined) return known;
    const reader = this.#reader((part) => this.#out.push({ type: 'choice', index, part }));
    this.#further.set(index, reader);
    return reader;
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
    for (const [index, choice] of choicesOf(chunk, this.#wanted)) this.#readerAt(index).take(choice);
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
}
