// Words of sh, bash and zsh: quotes, escapes and everything the shell fills in (Shell Command Language, XCU 2.2–2.6,
// and what bash and zsh add). Commands inside of words are read by the caller.
import { t } from '../../model/l10n.ts';
import { Scanner, UnreadableLine, type ShellLineDraft, type ShellWord } from './shell-line.ts';

/** Reads the commands from here to the closing bracket, which is stepped over; to the end of the text without one. */
export type ReadCommands = (scan: Scanner, end: ')' | '') => void;

const ends = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')', '']);

/** A word while it is being read. */
class WordReader {
  readonly #scan: Scanner;
  readonly #draft: ShellLineDraft;
  readonly #commands: ReadCommands;
  text = '';
  isMadeUp = false;
  /** The word may be a pattern such as `[ab]`; `[` alone is a program. */
  #hasBracket = false;

  constructor(scan: Scanner, draft: ShellLineDraft, commands: ReadCommands) {
    this.#scan = scan;
    this.#draft = draft;
    this.#commands = commands;
  }

  unquoted(): void {
    const scan = this.#scan;
    // `<(…)`, `>(…)` and, in zsh, `=(…)`: a file that another command writes or reads.
    if (/^[<>=]\($/.test(scan.text.slice(scan.index, scan.index + 2))) {
      const from = scan.index;
      scan.index += 2;
      this.#substitution();
      this.text += scan.text.slice(from, scan.index);
    }
    // zsh: `=name` is the path of a program.
    if (scan.next === '=') this.isMadeUp = true;
    for (let brackets = 0; ;) {
      const { next } = scan;
      const isPattern = next === '(' && /[?*+@!]/.test(scan.text[scan.index - 1] ?? '') && this.text !== '';
      if (brackets === 0 && !isPattern && ends.has(next)) return;
      if (next === '') throw new UnreadableLine(t('a bracket is not closed'));
      if (next === '(') brackets += 1;
      if (next === ')') brackets -= 1;
      this.#part();
    }
  }

  #part(): void {
    const scan = this.#scan;
    switch (scan.next) {
      case '\\':
        scan.index += 1;
        if (!scan.skip('\n')) this.text += scan.take();
        return;
      case "'":
        scan.index += 1;
        this.text += scan.until("'", t('a quote is not closed'));
        return;
      case '"':
        scan.index += 1;
        this.quoted('"');
        return;
      case '$':
        this.dollar(false);
        return;
      case '`':
        this.backtick();
        return;
      case '*':
      case '?':
        this.isMadeUp = true;
        break;
      case '[':
        this.#hasBracket = true;
        break;
      case ']':
        this.isMadeUp ||= this.#hasBracket;
        break;
      case '{':
        if (/^\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}/.test(scan.text.slice(scan.index, scan.index + 1000)))
          this.isMadeUp = true;
        break;
    }
    this.text += scan.take();
  }

  /** The inside of double quotes up to `end`; with '' the body of a here-document, where quotes are letters. */
  quoted(end: '"' | ''): void {
    const scan = this.#scan;
    while (!(end === '' ? scan.isAtEnd : scan.skip(end))) {
      if (scan.isAtEnd) throw new UnreadableLine(t('a quote is not closed'));
      if (scan.skip('\\')) {
        if (scan.skip('\n')) continue;
        if (!/[$`"\\]/.test(scan.next)) this.text += '\\';
        this.text += scan.take();
      } else if (scan.next === '$') this.dollar(true);
      else if (scan.next === '`') this.backtick();
      else this.text += scan.take();
    }
  }

  dollar(isQuoted: boolean): void {
    const scan = this.#scan;
    const from = scan.index;
    scan.index += 1;
    if (!isQuoted && scan.skip("'")) {
      this.text += this.#ansiQuote();
      return;
    }
    if (!isQuoted && scan.skip('"')) {
      this.quoted('"');
      return;
    }
    if (scan.skip('((')) this.#arithmetic();
    else if (scan.skip('(')) this.#substitution();
    else if (scan.skip('{')) this.#braces();
    else if (scan.match(/\w+|[@*#?$!-]/y) === '') {
      this.text += '$';
      return;
    }
    this.isMadeUp = true;
    this.text += scan.text.slice(from, scan.index);
  }

  backtick(): void {
    const scan = this.#scan;
    const from = scan.index;
    scan.index += 1;
    let inside = '';
    while (!scan.skip('`')) {
      if (scan.isAtEnd) throw new UnreadableLine(t('a backquote is not closed'));
      if (scan.skip('\\') && !/[$`\\]/.test(scan.next)) inside += '\\';
      inside += scan.take();
    }
    this.#draft.note('substitution');
    this.isMadeUp = true;
    this.#draft.nested(() => this.#commands(new Scanner(inside), ''));
    this.text += scan.text.slice(from, scan.index);
  }

  #substitution(): void {
    this.#draft.note('substitution');
    this.isMadeUp = true;
    this.#draft.nested(() => this.#commands(this.#scan, ')'));
  }

  /** `$((…))`. A `$( (…) )` written without the blank is not told apart: unreadable. */
  #arithmetic(): void {
    this.#draft.nested(() => readArithmetic(this.#scan, (scan) => this.#inside(scan)));
  }

  /** `${…}` */
  #braces(): void {
    const scan = this.#scan;
    if (!/^\w+\}/.test(scan.text.slice(scan.index, scan.index + 100))) this.#draft.note('expansion');
    this.#draft.nested(() => {
      while (!scan.skip('}')) this.#inside(scan);
    });
  }

  /** One step inside `${…}` or `$((…))`. */
  #inside(scan: Scanner): void {
    if (scan.isAtEnd) throw new UnreadableLine(t('a bracket is not closed'));
    if (scan.skip('\\')) scan.index += 1;
    else if (scan.skip('"')) this.quoted('"');
    else if (scan.next === '$') this.dollar(true);
    else if (scan.next === '`') this.backtick();
    else scan.index += 1;
  }

  /** `$'…'`: escapes as in C. */
  #ansiQuote(): string {
    const scan = this.#scan;
    let found = '';
    while (!scan.skip("'")) {
      if (scan.isAtEnd) throw new UnreadableLine(t('a quote is not closed'));
      if (!scan.skip('\\')) {
        found += scan.take();
        continue;
      }
      const code =
        scan.match(/x[\da-f]{1,2}|u[\da-f]{1,4}/iy) ||
        scan.match(/U[\da-fA-F]{1,8}/y) ||
        scan.match(/[0-7]{1,3}/y);
      if (code === '') found += letterOf(scan.take());
      else found += characterOf(/^[0-7]/.test(code) ? parseInt(code, 8) : parseInt(code.slice(1), 16));
    }
    return found;
  }
}

/** What backslash and letter stand for. */
const controls: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  E: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function letterOf(escape: string): string {
  return controls[escape] ?? escape;
}

function characterOf(code: number): string {
  return code > 0x10_ff_ff ? '\ufffd' : String.fromCodePoint(code);
}

/** From after `((` to after `))`. @throws UnreadableLine when the brackets do not end like that. */
export function readArithmetic(scan: Scanner, step: (scan: Scanner) => void): void {
  for (let brackets = 2; brackets > 0;) {
    if (scan.isAtEnd) throw new UnreadableLine(t('a bracket is not closed'));
    if (scan.next === '(') brackets += 1;
    if (scan.next === ')') brackets -= 1;
    if (brackets === 0 && scan.text[scan.index - 1] !== ')') {
      throw new UnreadableLine(t('it is not clear whether “((” begins a calculation'));
    }
    step(scan);
  }
}

/** The word that begins here; it may be empty (`''`), but something must be there. */
export function readWord(scan: Scanner, draft: ShellLineDraft, commands: ReadCommands): ShellWord {
  const from = scan.index;
  const reader = new WordReader(scan, draft, commands);
  reader.unquoted();
  return { raw: scan.text.slice(from, scan.index), text: reader.text, isMadeUp: reader.isMadeUp };
}

/** What the body of an unquoted here-document, or a calculation, runs and fills in. */
export function readFilledIn(body: string, draft: ShellLineDraft, commands: ReadCommands): void {
  new WordReader(new Scanner(body), draft, commands).quoted('');
}
