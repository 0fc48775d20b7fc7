// Assembles tool calls from the fragments of a stream, whatever a server does with ids, indexes and names
// (rules and their sources: parallel calls without index, one index for all, drifting indexes, repeated ids …).
// It never decides whether a call may run.
import { t } from '../model/l10n.ts';
import type { ToolCall } from '../model/stream.ts';
import { JsonProgress } from './json-progress.ts';
import { isRecord, textAt, type JsonRecord } from './json-value.ts';

const MAX_ARGUMENT_CHARS = 16 * 1024 * 1024;
const MAX_DEPTH = 128;
/** A call per index; no server offers more. */
const MAX_CALLS = 128;
/** One character each must still carry an edit of a large file. */
const MAX_FRAGMENTS = 1_048_576;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Nine letters and digits: the one form of tool call id that every server accepts. */
export function newCallId(random: () => number): string {
  let id = '';
  for (let at = 0; at < 9; at += 1) id += BASE62[Math.floor(random() * BASE62.length)] ?? '0';
  return id;
}

interface OpenCall {
  id: string | undefined;
  name: string;
  argumentsText: string;
  progress: JsonProgress;
  providerIndex: number | undefined;
  providerData: unknown;
}

/** A call as it stands at the end. `isValid`: its arguments are JSON. */
export interface FinishedCall {
  readonly call: ToolCall;
  readonly isValid: boolean;
}

/** One entry of a delta's `tool_calls`, read leniently. */
interface Entry {
  readonly id: string | undefined;
  readonly index: number | undefined;
  readonly name: string | undefined;
  readonly argumentsText: string;
  /** Arguments came as an object: they are whole. */
  readonly isWhole: boolean;
  readonly extra: unknown;
}

/** All calls of one answer. */
export class ToolCallAssembler {
  readonly #random: () => number;
  readonly #calls: OpenCall[] = [];
  #current: OpenCall | undefined;
  /** Fragments that came before any call had a name. */
  #orphanText = '';
  #fragments = 0;

  /** @param random uniform in [0, 1), for the ids of calls that came without one. */
  constructor(random: () => number) {
    this.#random = random;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** Some argument text never found a call to belong to. */
  get hasOrphans(): boolean {
    return this.#orphanText !== '';
  }

  /**
   * Adds the `tool_calls` of one delta (or of a whole message); anything but an array is ignored.
   * @returns what is wrong when a limit is broken (C09, C10): the answer must then fail and no call may run.
   */
  add(entries: unknown): string | undefined {
    if (!Array.isArray(entries)) return undefined;
    // Every entry is checked before the first one changes anything.
    const read: Entry[] = [];
    for (const value of entries) {
      if (!isRecord(value) || !isRecord(value['function'])) continue;
      const index = value['index'];
      if (index !== undefined && index !== null && !isIndex(index)) {
        return t('A tool call has an index that is not a whole number from 0 up.');
      }
      read.push(readEntry(value, value['function']));
    }
    for (const entry of read) {
      const fault = this.#addEntry(entry);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /**
   * The calls in the order they began. Ids are made where the server gave none or gave one twice; empty arguments
   * become `{}`.
   */
  finish(): readonly FinishedCall[] {
    return this.#calls.map((call) => {
      const argumentsText = call.argumentsText.trim() === '' ? '{}' : call.argumentsText;
      call.id ??= this.#freshId();
      const { id: callId, name, providerData } = call;
      return {
        call: { callId, name, argumentsText, ...(providerData === undefined ? {} : { providerData }) },
        isValid: isJson(argumentsText),
      };
    });
  }

  #addEntry(entry: Entry): string | undefined {
    this.#fragments += 1;
    if (this.#fragments > MAX_FRAGMENTS)
      return t('Tool calls came in more than {0} fragments.', MAX_FRAGMENTS);
    const found = this.#find(entry);
    if (found === 'repeat') return undefined;
    if (found !== undefined) return this.#extend(found, entry);
    if (entry.name === undefined) {
      this.#orphanText += entry.argumentsText;
      return this.#orphanText.length > MAX_ARGUMENT_CHARS ? tooLong() : undefined;
    }
    return this.#open(entry, entry.name);
  }

  /** The call this entry continues; `repeat` when it says again what is known; undefined when it begins a call. */
  #find(entry: Entry): OpenCall | 'repeat' | undefined {
    if (entry.id !== undefined) {
      const known = this.#calls.find((call) => call.id === entry.id);
      if (known !== undefined) return this.#sameOrRepeated(known, entry);
      // A new id begins a new call even at an index already used (Ollama and others: all calls at index 0) …
      if (entry.name !== undefined) return undefined;
      // … unless it has no name: then the id came later than the call it belongs to.
      const waiting = this.#atIndex(entry.index) ?? this.#current;
      return waiting?.id === undefined ? waiting : undefined;
    }
    if (entry.index !== undefined) {
      const known = this.#atIndex(entry.index);
      if (known !== undefined) return this.#startsAnother(known, entry) ? undefined : known;
    }
    // Without id: a name begins a call; a continuation whose index drifts belongs to the call now open.
    return entry.name === undefined ? this.#current : undefined;
  }

  #sameOrRepeated(known: OpenCall, entry: Entry): OpenCall | 'repeat' | undefined {
    if (!known.progress.isComplete || (entry.name === undefined && entry.argumentsText.trim() === ''))
      return known;
    const sameName = entry.name === undefined || entry.name === known.name;
    if (sameName && (entry.argumentsText.trim() === '' || entry.argumentsText === known.argumentsText))
      return 'repeat';
    // The same id for a second call: it gets an id of its own.
    return undefined;
  }

  #startsAnother(known: OpenCall, entry: Entry): boolean {
    if (entry.name === undefined) return false;
    if (entry.name !== known.name) return true;
    return known.progress.isComplete && entry.argumentsText.trim() !== '';
  }

  #atIndex(index: number | undefined): OpenCall | undefined {
    return index === undefined ? undefined : this.#calls.findLast((call) => call.providerIndex === index);
  }

  #open(entry: Entry, name: string): string | undefined {
    if (this.#calls.length >= MAX_CALLS || (entry.index ?? 0) >= MAX_CALLS) {
      return t('The answer has more than {0} tool calls.', MAX_CALLS);
    }
    const isTaken = this.#calls.some((call) => call.id === entry.id);
    const call: OpenCall = {
      id: entry.id !== undefined && isTaken ? this.#freshId() : entry.id,
      name,
      argumentsText: '',
      progress: new JsonProgress(),
      providerIndex: entry.index,
      providerData: undefined,
    };
    this.#calls.push(call);
    const orphans = this.#orphanText;
    this.#orphanText = '';
    return this.#extend(call, { ...entry, argumentsText: orphans + entry.argumentsText });
  }

  #extend(call: OpenCall, entry: Entry): string | undefined {
    this.#current = call;
    call.id ??= entry.id;
    if (entry.extra !== undefined) call.providerData = entry.extra;
    if (entry.isWhole && call.argumentsText !== '') {
      if (isJson(call.argumentsText)) return undefined;
      call.argumentsText = '';
      call.progress = new JsonProgress();
    }
    call.argumentsText += entry.argumentsText;
    call.progress.feed(entry.argumentsText);
    if (call.argumentsText.length > MAX_ARGUMENT_CHARS) return tooLong();
    if (call.progress.deepest > MAX_DEPTH)
      return t('The arguments of a tool call nest deeper than {0} levels.', MAX_DEPTH);
    return undefined;
  }

  #freshId(): string {
    let id = newCallId(this.#random);
    while (this.#calls.some((call) => call.id === id)) id = newCallId(this.#random);
    return id;
  }
}

function tooLong(): string {
  return t('The arguments of a tool call are longer than {0} characters.', MAX_ARGUMENT_CHARS);
}

function readEntry(value: JsonRecord, called: JsonRecord): Entry {
  const id = textAt(value, 'id');
  const index = value['index'];
  const given = called['arguments'];
  const isWhole = typeof given === 'object' && given !== null;
  return {
    // Some clients in front of a server turn a missing id into the text "null".
    id: id === 'null' ? undefined : id,
    index: typeof index === 'number' ? index : undefined,
    name: textAt(called, 'name'),
    argumentsText: typeof given === 'string' ? given : isWhole ? JSON.stringify(given) : '',
    isWhole,
    extra: value['extra_content'] ?? undefined,
  };
}

function isIndex(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
