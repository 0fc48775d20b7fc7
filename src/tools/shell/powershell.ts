// Lines of PowerShell: commands, what joins them, blocks, quotes and what fills them in. Expressions are followed for
// the commands in their brackets only.
import { t } from '../../model/l10n.ts';
import { CommandDraft, Scanner, UnreadableLine, type ShellLineDraft, type ShellWord } from './shell-line.ts';

const closing = { '(': ')', '{': '}' } as const;
/** PowerShell takes typographic quotes for quotes. */
const singleQuotes = "'\u2018\u2019\u201a\u201b";
const doubleQuotes = '"\u201c\u201d\u201e';
const keywords = new Set([
  ...['if', 'elseif', 'else', 'for', 'foreach', 'while', 'do', 'until', 'switch', 'try', 'catch', 'finally'],
  ...['return', 'throw', 'param', 'begin', 'process', 'end', 'in'],
]);

/** Reads a line into `draft`. @throws UnreadableLine where it cannot be followed. */
export function readPowerShell(line: string, draft: ShellLineDraft): void {
  readList(new Scanner(line), draft, '');
}

function readList(scan: Scanner, draft: ShellLineDraft, end: ')' | '}' | ''): void {
  let command = new CommandDraft();
  let isCalled = false;
  const finish = (): void => {
    const [first] = command.words;
    // A value, such as `"text"` or `$x.Name`, is printed; only after `&` it names a program.
    if (first !== undefined && !isCalled && /^[$"'\d[@+-]/.test(first.raw)) command.words = [];
    if (!command.isEmpty) draft.add(command);
    command = new CommandDraft();
    isCalled = false;
  };
  for (;;) {
    scan.match(/(?:\s(?<![\r\n])|`\r?\n)+/y);
    if (scan.isAtEnd) {
      if (end !== '') throw new UnreadableLine(t('a bracket is not closed'));
      finish();
      return;
    }
    if (scan.next === ')' || scan.next === '}') {
      if (scan.take() !== end) throw new UnreadableLine(t('a bracket is closed that was not opened'));
      finish();
      return;
    }
    if (scan.skip('<#')) scan.until('#>', t('a comment is not closed'));
    else if (scan.next === '#') scan.match(/[^\n]*/y);
    else if (scan.match(/[;\r\n]|&&|\|\|/y) !== '') finish();
    else if (scan.skip('|')) {
      finish();
      command.isFed = true;
    } else if (scan.skip('&')) {
      // In front of a command: run what the next word names.
      isCalled ||= command.isEmpty;
      if (command.isEmpty) continue;
      draft.note('background');
      finish();
    } else if (scan.match(/@?(?=[({])/y) !== '' || scan.next === '(' || scan.next === '{') {
      readNested(scan, draft);
    } else readInto(command, scan, draft);
  }
}

/** A redirection, an assignment or a word. */
function readInto(command: CommandDraft, scan: Scanner, draft: ShellLineDraft): void {
  const redirection = scan.match(/[1-6*]?>>?(?:&[12])?/y);
  if (redirection !== '') {
    if (redirection.includes('&')) return;
    scan.match(/[ \t]+/y);
    command.writes.push(readWord(scan, draft));
    return;
  }
  if (command.words.length === 0) {
    const assignment = scan.match(/\$[\w:]+[ \t]*(?:[-+*/%]|\?\?)?=(?!=)/y);
    if (assignment !== '') {
      command.assigned.push((/^\$([\w:]+)/.exec(assignment)?.[1] ?? '').replace(/^env:/i, ''));
      return;
    }
  }
  const word = readWord(scan, draft);
  if (word.raw === '--%') {
    draft.note('verbatim');
    scan.match(/[^\n|]*/y);
  } else if (command.words.length > 0 || !keywords.has(word.raw.toLowerCase())) {
    if (command.words.length === 0 && /^(?:function|filter)$/i.test(word.raw)) {
      draft.note('function');
      scan.match(/[ \t]*[\w:-]+/y);
    } else command.words.push(word);
  }
}

function readNested(scan: Scanner, draft: ShellLineDraft): void {
  const open = scan.take();
  draft.nested(() => readList(scan, draft, open === '(' ? closing['('] : closing['{']));
}

function readWord(scan: Scanner, draft: ShellLineDraft): ShellWord {
  const from = scan.index;
  let text = '';
  let isMadeUp = false;
  const fillIn = (): void => {
    const start = scan.index;
    isMadeUp = readVariable(scan, draft) || isMadeUp;
    text += scan.text.slice(start, scan.index);
  };
  while (!scan.isAtEnd && !/[\s;|&(){}>]/.test(scan.next)) {
    if (scan.skip("@'")) text += scan.until("\n'@", t('a quoted block is not closed'));
    else if (scan.skip('@"')) {
      const body = new Scanner(scan.until('\n"@', t('a quoted block is not closed')));
      while (!body.isAtEnd) if (!readVariable(body, draft)) body.index += 1;
      isMadeUp = true;
    } else if (singleQuotes.includes(scan.next)) text += readSingle(scan);
    else if (doubleQuotes.includes(scan.next)) {
      scan.index += 1;
      for (let isOpen = true; isOpen;) {
        if (scan.isAtEnd) throw new UnreadableLine(t('a quote is not closed'));
        if (scan.skip('`')) text += scan.take();
        else if (scan.next === '$') fillIn();
        else if (!doubleQuotes.includes(scan.next)) text += scan.take();
        else {
          scan.index += 1;
          isOpen = doubleQuotes.includes(scan.next) && !scan.isAtEnd;
          if (isOpen) text += scan.take();
        }
      }
    } else if (scan.next === '$') fillIn();
    else if (scan.skip('`')) text += scan.take();
    else text += scan.take();
  }
  if (scan.index === from) throw new UnreadableLine(t('something is missing before or after an operator'));
  return { raw: scan.text.slice(from, scan.index), text, isMadeUp };
}

/** Doubled, the quote is a letter. */
function readSingle(scan: Scanner): string {
  scan.index += 1;
  let text = '';
  for (;;) {
    if (scan.isAtEnd) throw new UnreadableLine(t('a quote is not closed'));
    const next = scan.take();
    if (!singleQuotes.includes(next)) text += next;
    else if (!scan.isAtEnd && singleQuotes.includes(scan.next)) text += scan.take();
    else return text;
  }
}

/** Steps over `$name`, `${name}` or `$(…)`, or a lone `$`; was it one of the former? */
function readVariable(scan: Scanner, draft: ShellLineDraft): boolean {
  if (!scan.skip('$')) return false;
  if (scan.next === '(') {
    draft.note('substitution');
    readNested(scan, draft);
    return true;
  }
  if (scan.skip('{')) {
    scan.until('}', t('a bracket is not closed'));
    return true;
  }
  return scan.match(/[\w:?^$]+/y) !== '';
}
