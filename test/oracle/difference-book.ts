// Checks what was found against the list of agreed differences, and notices when an entry of the list no longer occurs.
import { ABSENT, type Leaf, type LeafDifference } from './leaves.ts';

/** Whom Parley is compared with. */
export type Peer = 'openai' | 'mistral' | 'together' | 'seed';

/** One agreed difference. */
export interface Difference {
  readonly peers: readonly Peer[];
  /** Exact place, or a pattern that a whole place must match. */
  readonly where: string | RegExp;
  /** What each side has there: the value, a pattern for it, or anything when left out. */
  readonly theirs?: Leaf | RegExp | typeof ABSENT;
  readonly ours?: Leaf | RegExp | typeof ABSENT;
  /** The cases it occurs in, each of which must show it; when left out: any, with each of the peers. */
  readonly in?: readonly string[];
  readonly reason: string;
}

/** Keeps count of the differences met, so that none stays in the list for longer than it exists. */
export class DifferenceBook {
  readonly #entries: readonly Difference[];
  readonly #isMine: (caseName: string) => boolean;
  readonly #met = new Map<Difference, Set<string>>();

  /** @param isMine which of the cases that entries name belong to this book; default: all. */
  constructor(entries: readonly Difference[], isMine: (caseName: string) => boolean = () => true) {
    this.#entries = entries;
    this.#isMine = isMine;
  }

  /** Those of the differences found in one case that nobody agreed to, one sentence each. */
  unexplained(peer: Peer, caseName: string, found: readonly LeafDifference[]): readonly string[] {
    return found.flatMap((difference) => {
      const entry = this.#entries.find((agreed) => explains(agreed, peer, caseName, difference));
      if (entry === undefined) {
        const { where, theirs, ours } = difference;
        return [`${caseName}: ${where} is ${shown(theirs)} with ${peer} and ${shown(ours)} with Parley`];
      }
      const met = this.#met.get(entry) ?? new Set();
      this.#met.set(entry, met.add(entry.in === undefined ? peer : caseName));
      return [];
    });
  }

  /** Where entries did not occur although they say so: they must be corrected or taken out of the list. */
  stale(): readonly string[] {
    return this.#entries.flatMap((entry) => {
      const met = this.#met.get(entry);
      const needed = entry.in === undefined ? entry.peers : entry.in.filter(this.#isMine);
      return needed
        .filter((name) => met?.has(name) !== true)
        .map((name) => `${String(entry.where)} (${entry.reason}) does not occur: ${name}`);
    });
  }
}

function explains(agreed: Difference, peer: Peer, caseName: string, found: LeafDifference): boolean {
  const { where } = agreed;
  const isPlace =
    typeof where === 'string' ? where === found.where : new RegExp(`^(?:${where.source})$`).test(found.where);
  return (
    isPlace &&
    agreed.peers.includes(peer) &&
    (agreed.in === undefined || agreed.in.includes(caseName)) &&
    (!('theirs' in agreed) || fits(agreed.theirs, found.theirs)) &&
    (!('ours' in agreed) || fits(agreed.ours, found.ours))
  );
}

function shown(value: Leaf | typeof ABSENT): string {
  return value === ABSENT ? 'absent' : JSON.stringify(value);
}

function fits(wanted: Difference['theirs'], value: Leaf | typeof ABSENT): boolean {
  return wanted instanceof RegExp ? typeof value === 'string' && wanted.test(value) : wanted === value;
}
