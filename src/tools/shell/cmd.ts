// Lines of Windows' cmd: commands, what joins them, carets, quotes, and variables, which are filled in before anything
// else is read. Conditions and loops are not followed.
import { t } from '../../model/l10n.ts';
import { CommandDraft, Scanner, UnreadableLine, type ShellLineDraft, type ShellWord } from './shell-line.ts';

/** Reads a line into `draft`. @throws UnreadableLine where it cannot be followed. */
export function readCmd(line: string, draft: ShellLineDraft): void {
  const scan = new Scanner(line);
  let command = new CommandDraft();
  let brackets = 0;
  const finish = (): void => {
    if (!command.isEmpty) draft.add(command);
    command = new CommandDraft();
  };
  for (;;) {
    // At the start of a word, cmd takes these for blanks.
    scan.match(/(?:[ \t,;=]|\^\r?\n)+/y);
    if (scan.isAtEnd) break;
    if (scan.match(/[\r\n]|&&|\|\||&/y) !== '') finish();
    else if (scan.skip('|')) {
      finish();
      command.isFed = true;
    } else if (command.isEmpty && scan.skip('@')) continue;
    else if (command.isEmpty && scan.skip('(')) brackets += 1;
    else if (brackets > 0 && scan.skip(')')) {
      brackets -= 1;
      finish();
    } else readInto(command, scan, draft, brackets > 0);
  }
  if (brackets > 0) throw new UnreadableLine(t('a bracket is not closed'));
  finish();
}

function readInto(command: CommandDraft, scan: Scanner, draft: ShellLineDraft, isInBrackets: boolean): void {
  const redirection = scan.match(/\d?(?:>>|>|<)(?:&\d)?/y);
  if (redirection !== '') {
    if (redirection.includes('&')) return;
    scan.match(/[ \t]+/y);
    const target = readWord(scan, draft, isInBrackets);
    if (redirection.includes('>')) command.writes.push(target);
    return;
  }
  const word = readWord(scan, draft, isInBrackets);
  if (command.words.length > 0) {
    command.words.push(word);
    return;
  }
  switch (word.text.toLowerCase()) {
    case 'rem':
      scan.match(/[^\n]*/y);
      return;
    case 'if':
    case 'for':
      throw new UnreadableLine(t('it holds a condition or a loop'));
    default:
      command.words.push(word);
  }
}

function readWord(scan: Scanner, draft: ShellLineDraft, isInBrackets: boolean): ShellWord {
  const from = scan.index;
  let text = '';
  let isMadeUp = false;
  for (let isQuoted = false; !scan.isAtEnd;) {
    const { next } = scan;
    if (/[\r\n]/.test(next) || (!isQuoted && (/[\s&|<>]/.test(next) || (isInBrackets && next === ')'))))
      break;
    const variable = /[%!]/.test(next) ? scan.match(/%[^%\s]+%|%[*\d]|%~\w+|![^!\s]+!/y) : '';
    if (variable !== '') {
      draft.note('expansion');
      isMadeUp = true;
      text += variable;
    } else if (next === '"') {
      isQuoted = !isQuoted;
      scan.index += 1;
    } else if (next === '^' && !isQuoted) {
      scan.index += 1;
      text += scan.isAtEnd ? '' : scan.take();
    } else text += scan.take();
  }
  if (scan.index === from) throw new UnreadableLine(t('something is missing before or after an operator'));
  return { raw: scan.text.slice(from, scan.index), text, isMadeUp };
}
