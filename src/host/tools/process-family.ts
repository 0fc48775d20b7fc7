// All processes of one command, as far as they can be known: remembers those it has seen, so that one stays known when
// its parents end.
import { familyOf, readProcesses, type ProcessRow } from './process-table.ts';

/** Whose processes. */
export interface FamilySource {
  /** The shell's process id, and that of its group and session. */
  readonly leader: number;
  /** `NAME=value` in the environment of all that it starts. */
  readonly mark: string;
  readonly platform: NodeJS.Platform;
  /** `C:\\Windows`, on Windows. */
  readonly systemRoot: string;
  readonly hasLeaderEnded: () => boolean;
}

/** See the head of this file. */
export class ProcessFamily {
  readonly #source: FamilySource;
  /** When each known process was started: another one may get its number. */
  readonly #known = new Map<number, string>();

  constructor(source: FamilySource) {
    this.#source = source;
  }

  get leader(): number {
    return this.#source.leader;
  }

  get platform(): NodeJS.Platform {
    return this.#source.platform;
  }

  get systemRoot(): string {
    return this.#source.systemRoot;
  }

  hasLeaderEnded(): boolean {
    return this.#source.hasLeaderEnded();
  }

  /** The ids of those that are alive now. */
  async living(): Promise<readonly number[]> {
    const { leader, mark, platform } = this.#source;
    const rows = await readProcesses(mark, platform);
    const isKnown = (row: ProcessRow): boolean => this.#known.get(row.pid) === row.startedAt;
    const family = familyOf(leader, rows, isKnown);
    for (const { pid, startedAt } of family) this.#known.set(pid, startedAt);
    return family.map(({ pid }) => pid);
  }
}
