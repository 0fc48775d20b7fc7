// What a shell line consists of, for all shells: commands with their words, and what else it does. Collected by one
// reader per shell; a line that a reader cannot follow to its end is said to be unreadable, never guessed at.
import { t } from '../../model/l10n.ts';

/** A word as the shell would see it. */
export interface ShellWord {
  /** As written. */
  readonly raw: string;
  /** Quotes and escapes taken off; what the shell fills in stands as written. */
  readonly text: string;
  /** Known only when the line runs: variables, substitutions, patterns. */
  readonly isMadeUp: boolean;
}

/** One command of a line, also of one inside a substitution or a block. */
export interface ShellCommand {
  /** The program's name first. May be empty, when the command only sets variables or writes. */
  readonly words: readonly ShellWord[];
  /** Variables set in front of it. */
  readonly assigned: readonly string[];
  /** Files it writes through `>` and the like. */
  readonly writes: readonly ShellWord[];
  /** Gets what another command prints. */
  readonly isFed: boolean;
}

/** Something a line does besides running commands one after another. */
export type ShellFeature =
  'substitution' | 'expansion' | 'background' | 'function' | 'here-document' | 'verbatim';

/** See the head of this file. */
export interface ShellLine {
  readonly commands: readonly ShellCommand[];
  readonly features: ReadonlySet<ShellFeature>;
  /** Why the rest of the line could not be read: “a quote is not closed”. What was read before that is there. */
  readonly problem?: string;
}

/** Most commands looked at; a line with more is not one that a person reads through. */
export const MAX_COMMANDS = 50;
/** Blocks and substitutions inside each other. */
const MAX_DEPTH = 20;

/** The line cannot be followed further. */
export class UnreadableLine extends Error {
  override readonly name = 'UnreadableLine';
}

/** A line while it is being read. */
export class ShellLineDraft {
  readonly #commands: ShellCommand[] = [];
  readonly #features = new Set<ShellFeature>();
  #depth = 0;

  /** @throws UnreadableLine when there are too many. */
  add(command: ShellCommand): void {
    if (this.#commands.length === MAX_COMMANDS) {
      throw new UnreadableLine(t('it has more than {0} commands', MAX_COMMANDS));
    }
    this.#commands.push(command);
  }

  note(feature: ShellFeature): void {
    this.#features.add(feature);
  }

  /** Reads something that may hold itself. @throws UnreadableLine when that goes too deep. */
  nested(read: () => void): void {
    if (this.#depth === MAX_DEPTH) throw new UnreadableLine(t('its brackets go too deep'));
    this.#depth += 1;
    read();
    this.#depth -= 1;
  }

  /** The line as far as `read` got. */
  finish(read: () => void): ShellLine {
    const line = { commands: this.#commands, features: this.#features };
    try {
      read();
      return line;
    } catch (error) {
      if (!(error instanceof UnreadableLine)) throw error;
      return { ...line, problem: error.message };
    }
  }
}

/** A command while it is being read. */
export class CommandDraft implements ShellCommand {
  words: ShellWord[] = [];
  assigned: string[] = [];
  writes: ShellWord[] = [];
  isFed = false;

  get isEmpty(): boolean {
    return this.words.length + this.assigned.length + this.writes.length === 0;
  }
}

/** A place in a text. */
export class Scanner {
  readonly text: string;
  index = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.index >= this.text.length;
  }

  /** The next character; empty at the end. */
  get next(): string {
    return this.text[this.index] ?? '';
  }

  at(piece: string): boolean {
    return this.text.startsWith(piece, this.index);
  }

  /** Steps over `piece` when it comes next. */
  skip(piece: string): boolean {
    const isThere = this.at(piece);
    if (isThere) this.index += piece.length;
    return isThere;
  }

  /** Steps over a match of a sticky pattern that comes next; empty when there is none. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.index;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.index += found.length;
    return found;
  }

  /** Everything up to `end`, which is stepped over. @throws UnreadableLine when it does not come. */
  until(end: string, problem: string): string {
    const at = this.text.indexOf(end, this.index);
    if (at < 0) throw new UnreadableLine(problem);
    const found = this.text.slice(this.index, at);
    this.index = at + end.length;
    return found;
  }

  /** One character, stepped over. */
  take(): string {
    const found = this.next;
    this.index += 1;
    return found;
  }
}
