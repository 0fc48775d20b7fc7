// Lines of sh, bash and zsh: commands, what joins them, what they write, blocks and here-documents. Where the shells
// differ, whatever any of them would run counts as run.
import { t } from '../../model/l10n.ts';
import { readArithmetic, readFilledIn, readWord } from './posix-word.ts';
import { CommandDraft, Scanner, UnreadableLine, type ShellLineDraft, type ShellWord } from './shell-line.ts';

/** Words that begin or end a block where a command is expected. */
const blockWords = new Set([
  ...['if', 'then', 'else', 'elif', 'fi', 'do', 'done', 'while', 'until', '!', '{', '}', 'coproc'],
]);
const redirection = /(?:\d+|\{\w+\})?(?:&>>|&>|>>|>\||>&|>|<<<|<<-|<<|<>|<&|<)(?!\()/y;
const assignment = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/;

interface HereDocument {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly hasTabs: boolean;
}

/** Reads a line into `draft`. @throws UnreadableLine where it cannot be followed. */
export function readPosix(line: string, draft: ShellLineDraft): void {
  new ListReader(new Scanner(line), draft).read('');
}

/** Commands up to a closing bracket or the end. */
class ListReader {
  readonly #scan: Scanner;
  readonly #draft: ShellLineDraft;
  #command = new CommandDraft();
  /** The head of a loop or a choice: its words are no program. */
  #isHead = false;
  /** `case` blocks that are open, and whether one of their patterns comes next. */
  #cases = 0;
  #isPattern = false;
  #hereDocuments: HereDocument[] = [];

  constructor(scan: Scanner, draft: ShellLineDraft) {
    this.#scan = scan;
    this.#draft = draft;
  }

  read(end: ')' | ''): void {
    const scan = this.#scan;
    for (;;) {
      scan.match(/(?:[ \t]|\\\n)+/y);
      if (scan.isAtEnd) {
        if (end !== '' || this.#cases > 0) throw new UnreadableLine(t('a bracket or block is not closed'));
        if (this.#hereDocuments.length > 0) throw new UnreadableLine(t('a here-document is not ended'));
        this.#finish();
        return;
      }
      if (scan.next === ')' && this.#cases === 0) {
        if (end === '') throw new UnreadableLine(t('a bracket is closed that was not opened'));
        scan.index += 1;
        this.#finish();
        return;
      }
      this.#step();
    }
  }

  #step(): void {
    const scan = this.#scan;
    if (scan.next === '#') scan.match(/[^\n]*/y);
    else if (scan.skip('\n')) {
      this.#finish();
      this.#readHereDocuments();
    } else if (scan.match(/;;&|;;|;&/y) !== '') {
      this.#finish();
      this.#isPattern = this.#cases > 0;
    } else if (scan.skip(';') || scan.skip('&&') || scan.skip('||')) this.#finish();
    else if (scan.skip('|&') || scan.skip('|')) {
      if (this.#isPattern) return;
      this.#finish();
      this.#command.isFed = true;
    } else if (scan.skip(')')) {
      // The end of a pattern, as `read` lets no other come here.
      this.#command = new CommandDraft();
      this.#isPattern = false;
    } else if (scan.next === '(') this.#bracket();
    else this.#redirectionOrWord();
  }

  #bracket(): void {
    const scan = this.#scan;
    if (this.#isPattern) {
      scan.index += 1;
    } else if (scan.at('((') && (this.#command.isEmpty || this.#isHead)) {
      scan.index += 2;
      const from = scan.index;
      readArithmetic(scan, (at) => (at.index += 1));
      this.#filledIn(scan.text.slice(from, scan.index));
    } else if (this.#command.isEmpty) {
      scan.index += 1;
      this.#nested();
    } else if (scan.match(/\([ \t]*\)/y) !== '' && this.#command.words.length === 1) {
      this.#draft.note('function');
      this.#command = new CommandDraft();
    } else throw new UnreadableLine(t('a bracket stands where none is expected'));
  }

  #redirectionOrWord(): void {
    const operator = this.#scan.match(redirection);
    if (operator !== '') {
      this.#redirect(operator.replace(/^(?:\d+|\{\w+\})/, ''));
      return;
    }
    if (this.#scan.match(/&(?!>)/y) !== '') {
      this.#draft.note('background');
      this.#finish();
      return;
    }
    const word = this.#word();
    if (this.#command.words.length > 0) {
      this.#further(word);
      return;
    }
    this.#first(word);
  }

  #first(word: ShellWord): void {
    const name = assignment.exec(word.raw)?.[1];
    if (name !== undefined) {
      this.#command.assigned.push(name);
      if (word.raw.endsWith('=') && this.#scan.skip('(')) this.#array();
    } else if (word.raw === 'esac' && this.#cases > 0) {
      this.#cases -= 1;
      this.#isPattern = false;
    } else if (word.raw === '[[' && !this.#isPattern) this.#test();
    else if (word.raw === 'function') {
      this.#draft.note('function');
      this.#scan.match(/[ \t]*[^\s(){};&|<>]+[ \t]*(?:\([ \t]*\))?/y);
    } else if (!blockWords.has(word.raw) || this.#isPattern) {
      this.#isHead = ['for', 'select', 'case'].includes(word.raw) && !this.#isPattern;
      this.#command.words.push(word);
    }
  }

  #further(word: ShellWord): void {
    if (this.#isHead && word.raw === 'in' && this.#command.words[0]?.raw === 'case') {
      this.#cases += 1;
      this.#isPattern = true;
      this.#isHead = false;
      this.#command = new CommandDraft();
    } else this.#command.words.push(word);
  }

  #redirect(operator: string): void {
    this.#scan.match(/(?:[ \t]|\\\n)+/y);
    const word = this.#word();
    if (operator === '<<' || operator === '<<-') {
      this.#draft.note('here-document');
      this.#hereDocuments.push({
        delimiter: word.text,
        isQuoted: word.raw !== word.text,
        hasTabs: operator === '<<-',
      });
    } else if (
      (operator.includes('>') && operator !== '>&') ||
      (operator === '>&' && !/^(?:\d+|-)$/.test(word.text))
    ) {
      this.#command.writes.push(word);
    }
  }

  /** `name=(…)` */
  #array(): void {
    const scan = this.#scan;
    for (;;) {
      scan.match(/[ \t\n]+/y);
      if (scan.skip(')')) return;
      if (scan.next === '#') scan.match(/[^\n]*/y);
      else this.#word();
    }
  }

  /** `[[ … ]]`: a test, where `<`, `&&` and the like mean something else. */
  #test(): void {
    const scan = this.#scan;
    for (;;) {
      scan.match(/[ \t\n&|()<>]+/y);
      if (this.#word().raw === ']]') return;
    }
  }

  #readHereDocuments(): void {
    const documents = this.#hereDocuments;
    this.#hereDocuments = [];
    for (const { delimiter, isQuoted, hasTabs } of documents) {
      const from = this.#scan.index;
      let lineStart = from;
      for (let line: string | undefined; line !== delimiter;) {
        if (this.#scan.isAtEnd) throw new UnreadableLine(t('a here-document is not ended'));
        lineStart = this.#scan.index;
        line = this.#scan.match(/[^\n]*/y).replace(hasTabs ? /^\t+/ : '', '');
        this.#scan.skip('\n');
      }
      if (!isQuoted) this.#filledIn(this.#scan.text.slice(from, lineStart));
    }
  }

  #word(): ShellWord {
    const from = this.#scan.index;
    const word = readWord(this.#scan, this.#draft, (scan, end) =>
      new ListReader(scan, this.#draft).read(end),
    );
    if (this.#scan.index === from)
      throw new UnreadableLine(t('something is missing before or after an operator'));
    return word;
  }

  #filledIn(body: string): void {
    readFilledIn(body, this.#draft, (scan, end) => new ListReader(scan, this.#draft).read(end));
  }

  #nested(): void {
    this.#draft.nested(() => new ListReader(this.#scan, this.#draft).read(')'));
  }

  #finish(): void {
    if (!this.#command.isEmpty && !this.#isHead) this.#draft.add(this.#command);
    this.#command = new CommandDraft();
    this.#isHead = false;
  }
}
