// Asks the host which places and names of answers exist in the workspace: in batches, one after the other, each candidate
// once. Knows nothing of the page; in Restricted Mode it asks nothing.
import type { Intent } from '../protocol/to-host.ts';
import type { ViewEvent } from '../protocol/to-view.ts';
import type { PlaceChecks } from './markdown/place-links.ts';

/** Most candidates in one batch (the intent takes no more). */
const maxPlaces = 50;
const maxSymbols = 20;
/** Answers kept; the oldest goes first. */
const maxKnown = 5_000;
/** So long “there is none” holds: a file may come into being. */
const missingMs = 30_000;
/** Time in which candidates gather for one batch. */
const gatherMs = 120;

/** What the questions need. */
export interface PlaceQuestionPorts {
  readonly send: (intent: Extract<Intent, { type: 'places-check' }>) => void;
  /** Calls back after so many milliseconds. */
  readonly afterMs: (delayMs: number, callback: () => void) => void;
  readonly nowMs: () => number;
  /** These elements hold something that is known to exist now. */
  readonly onFound: (elements: Iterable<Element>, kind: PlaceKind) => void;
}

/** A path with perhaps lines, or a name in code. */
export type PlaceKind = 'place' | 'symbol';

interface Known {
  readonly exists: boolean;
  readonly untilMs: number;
}

/** See the head of this file. */
export class PlaceQuestions implements PlaceChecks {
  readonly #ports: PlaceQuestionPorts;
  readonly #known = { place: new Map<string, Known>(), symbol: new Map<string, Known>() };
  /** Candidates that are not known yet, with the elements that hold them. */
  readonly #waiting = { place: new Map<string, Set<Element>>(), symbol: new Map<string, Set<Element>>() };
  #asked:
    | { readonly id: number; readonly place: readonly string[]; readonly symbol: readonly string[] }
    | undefined;
  #lastId = 0;
  #isGathering = false;
  #isAllowed = false;

  constructor(ports: PlaceQuestionPorts) {
    this.#ports = ports;
  }

  /** May the host be asked? Not in Restricted Mode. Returns whether that has just become so. */
  allow(isAllowed: boolean): boolean {
    const isNew = isAllowed && !this.#isAllowed;
    this.#isAllowed = isAllowed;
    return isNew;
  }

  place(place: string, element: Element): boolean | undefined {
    return this.#exists('place', place, element);
  }

  symbol(name: string, element: Element): boolean | undefined {
    return this.#exists('symbol', name, element);
  }

  /** The host's answer; one to a batch that was given up changes nothing. */
  answered(answer: Extract<ViewEvent, { type: 'places-found' }>): void {
    const asked = this.#asked;
    if (asked?.id !== answer.checkId) return;
    this.#asked = undefined;
    this.#learn('place', asked.place, new Set(answer.places));
    this.#learn('symbol', asked.symbol, new Set(answer.symbols));
    this.#gather();
  }

  /** The host has begun anew: what was asked last may have been lost. */
  restart(): void {
    this.#asked = undefined;
    this.#gather();
  }

  #exists(kind: PlaceKind, candidate: string, element: Element): boolean | undefined {
    if (!this.#isAllowed) return undefined;
    const known = this.#known[kind].get(candidate);
    if (known !== undefined && this.#ports.nowMs() < known.untilMs) return known.exists;
    const elements = this.#waiting[kind].get(candidate) ?? new Set();
    this.#waiting[kind].set(candidate, elements.add(element));
    this.#gather();
    return undefined;
  }

  #gather(): void {
    if (this.#isGathering || this.#asked !== undefined || !this.#hasWaiting()) return;
    this.#isGathering = true;
    this.#ports.afterMs(gatherMs, () => {
      this.#isGathering = false;
      this.#ask();
    });
  }

  #hasWaiting(): boolean {
    return this.#waiting.place.size + this.#waiting.symbol.size > 0;
  }

  #ask(): void {
    if (this.#asked !== undefined || !this.#isAllowed) return;
    const place = [...this.#waiting.place.keys()].slice(0, maxPlaces);
    const symbol = [...this.#waiting.symbol.keys()].slice(0, maxSymbols);
    if (place.length + symbol.length === 0) return;
    this.#lastId += 1;
    this.#asked = { id: this.#lastId, place, symbol };
    this.#ports.send({ type: 'places-check', checkId: this.#lastId, places: place, symbols: symbol });
  }

  #learn(kind: PlaceKind, asked: readonly string[], found: ReadonlySet<string>): void {
    const elements = new Set<Element>();
    const missingUntilMs = this.#ports.nowMs() + missingMs;
    for (const candidate of asked) {
      const exists = found.has(candidate);
      this.#known[kind].set(candidate, { exists, untilMs: exists ? Infinity : missingUntilMs });
      if (exists) for (const element of this.#waiting[kind].get(candidate) ?? []) elements.add(element);
      this.#waiting[kind].delete(candidate);
    }
    for (const oldest of this.#known[kind].keys()) {
      if (this.#known[kind].size <= maxKnown) break;
      this.#known[kind].delete(oldest);
    }
    if (elements.size > 0) this.#ports.onFound(elements, kind);
  }
}
