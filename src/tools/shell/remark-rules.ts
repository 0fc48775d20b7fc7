// What is worth a sentence to somebody who is asked about a command line. Every rule speaks about what is written in
// the line; no rule allows or refuses anything.
import { t } from '../../model/l10n.ts';
import { escapeHidden, mixedAlphabets } from '../hidden-text.ts';
import type { Invocation, Invocations } from './invocations.ts';
import { interpreters, networkPrograms, repositoryRunners, shellChanges, shells } from './programs.ts';
import type { ShellLine, ShellWord } from './shell-line.ts';

/** A line, as far as it was read. */
export interface ReadLine {
  readonly line: ShellLine;
  readonly invocations: Invocations;
}

type Rule = (read: ReadLine) => string | undefined;

/** In the order in which they are shown: what may mislead first, then what weighs most. */
export const remarkRules: readonly Rule[] = [
  ({ line: { problem }, invocations }) => {
    const reason = problem ?? invocations.problem;
    return reason === undefined
      ? undefined
      : t('Parley could not read this line to its end ({0}): look at all of it.', reason);
  },
  ({ invocations: { list } }) => {
    const name = list.find((run) => mixedAlphabets(run.name.text) !== undefined)?.name.text;
    return name === undefined
      ? undefined
      : t(
          'The name {0} mixes look-alike letters ({1}): it is not what it seems.',
          quoted(name),
          (mixedAlphabets(name) ?? []).join(', '),
        );
  },
  ({ invocations: { list } }) => {
    const odd = list.find(({ name }) => isDisguised(name))?.name;
    return odd === undefined
      ? undefined
      : t('{0} is a disguised way to write {1}.', quoted(odd.raw), quoted(odd.text));
  },
  about(
    (names) => t('The name of a program is made up only when the line runs: {0}.', names),
    ({ name }) => name.isMadeUp,
  ),
  about(
    (names) => t('Runs with the rights of an administrator: {0}.', names),
    (run) => ['sudo', 'doas', 'su', 'runas'].includes(run.program),
  ),
  about((names) => t('Deletes folders with everything in them: {0}.', names), isRecursiveDelete),
  about((names) => t('Throws away changes that git cannot bring back: {0}.', names), isGitLoss),
  about((names) => t('Runs whatever another command prints: {0}.', names), isFedShell),
  about((names) => t('Runs a program that is written out in the line: {0}.', names), isWrittenOut),
  about((names) => t('Gives git settings or options that can run other programs: {0}.', names), isGitTrick),
  ({ line, invocations }) => {
    const outside = writesOf(line, invocations).filter(mayBeOutside);
    return outside.length > 0
      ? t('Writes to {0}, which may be outside of the workspace.', listed(outside.map(({ raw }) => raw)))
      : undefined;
  },
  ({ line, invocations }) => {
    const inside = writesOf(line, invocations).filter((target) => !mayBeOutside(target));
    return inside.length > 0 ? t('Writes to {0}.', listed(inside.map(({ raw }) => raw))) : undefined;
  },
  about((names) => t('May send or fetch data over the network: {0}.', names), isNetwork),
  about((names) => t('Runs code of the workspace or of its packages: {0}.', names), isRepositoryCode),
  ({ invocations: { assigned } }) =>
    assigned.length > 0
      ? t('Sets variables that can change what the programs do: {0}.', listed(assigned))
      : undefined,
  about(
    (names) => t('Changes how the rest of the line works: {0}.', names),
    ({ program }) => shellChanges.has(program),
  ),
  about(
    (names) => t('Runs a command through another: {0}.', names),
    (run) => run.runs === 'command' && !isAdministrator(run),
  ),
  about(
    (names) => t('Hands over a line of its own: {0}.', names),
    ({ runs }) => runs === 'line',
  ),
  ({ line }) =>
    line.features.has('substitution') ? t('Runs commands to fill in parts of the line.') : undefined,
  ({ line }) =>
    line.features.has('expansion')
      ? t('Fills in values in ways that are hard to read off the line.')
      : undefined,
  ({ line }) => (line.features.has('function') ? t('Defines a function.') : undefined),
  ({ line }) =>
    line.features.has('verbatim') ? t('The part after --% goes to the program as it is, unread.') : undefined,
  ({ line }) =>
    line.features.has('background')
      ? t('Starts something in the background; it ends with the command.')
      : undefined,
  ({ line, invocations: { names, problem } }) => {
    if (names.length <= 1) return undefined;
    return (line.problem ?? problem) === undefined
      ? t('Runs {0} commands: {1}.', names.length, listed(names))
      : t('Runs at least {0} commands: {1}.', names.length, listed(names));
  },
];

/** A sentence that names the programs which `isMeant` picks. */
function about(sentence: (names: string) => string, isMeant: (run: Invocation) => boolean): Rule {
  return ({ invocations: { list } }) => {
    const names = list.filter(isMeant).map(({ name }) => name.raw);
    return names.length > 0 ? sentence(listed(names)) : undefined;
  };
}

/** Most names in a sentence, and letters of a name. The line itself is shown in full beside it. */
const MAX_NAMES = 6;
const MAX_NAME_LENGTH = 60;

function listed(names: readonly string[]): string {
  const different = [...new Set(names)];
  const more = different.length - MAX_NAMES;
  const first = different.slice(0, MAX_NAMES).map(quoted).join(', ');
  return more > 0 ? t('{0} and {1} more', first, more) : first;
}

function quoted(name: string): string {
  return `“${escapeHidden(name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name)}”`;
}

/** Quotes or escapes within the name. Around all of it, or before blanks, they are the way to write a path. */
function isDisguised({ raw, text, isMadeUp }: ShellWord): boolean {
  const isQuotedWhole = raw.slice(1, -1) === text && /^["'].*["']$/s.test(raw);
  return !isMadeUp && !isQuotedWhole && raw.replaceAll('\\ ', ' ') !== text;
}

function hasOption(args: readonly string[], short: RegExp, ...long: readonly string[]): boolean {
  return args.some((arg) => short.test(arg) || long.includes(arg.toLowerCase()));
}

function isAdministrator({ program }: Invocation): boolean {
  return ['sudo', 'doas', 'su', 'runas'].includes(program);
}

function isRecursiveDelete({ program, args }: Invocation): boolean {
  switch (program) {
    case 'rm':
    case 'remove-item':
    case 'ri':
    case 'del':
    case 'erase':
    case 'rd':
    case 'rmdir':
      return hasOption(args, /^-[a-z]*r|^\/s$/i, '--recursive');
    case 'find':
      return args.includes('-delete');
    case 'rimraf':
      return true;
    default:
      return false;
  }
}

function isGitLoss({ program, args }: Invocation): boolean {
  if (program !== 'git') return false;
  const [command = '', ...rest] = args.filter((arg) => !arg.startsWith('-'));
  switch (command) {
    case 'clean':
    case 'restore':
      return true;
    case 'reset':
      return args.includes('--hard');
    case 'checkout':
    case 'switch':
      return hasOption(args, /^(?:--|-f|\.)$/, '--force', '--discard-changes');
    case 'stash':
      return rest[0] === 'drop' || rest[0] === 'clear';
    case 'push':
      return hasOption(args, /^(?:-f|-d|\+.*)$/, '--force', '--force-with-lease', '--delete', '--mirror');
    default:
      return false;
  }
}

/** git runs programs that its settings name; some options switch that on or write files. */
function isGitTrick({ program, args }: Invocation): boolean {
  return (
    program === 'git' &&
    args.some((arg) =>
      /^(?:-c$|-c.*=|--config-env|--exec-path=|--ext-diff$|--output(?:=|$)|--upload-pack|-C$)/.test(arg),
    )
  );
}

function isFedShell({ program, args, isFed }: Invocation): boolean {
  // With a script named or written out, what comes through the pipe is data.
  return (
    isFed &&
    shells.has(program) &&
    args.every((arg) => arg.startsWith('-') && !interpreters.get(program)?.test(arg))
  );
}

function isWrittenOut({ program, args }: Invocation): boolean {
  const option = interpreters.get(program);
  const isEncoded =
    /^(?:pwsh|powershell)$/.test(program) && args.some((arg) => /^-e(?:nc|ncodedcommand)?$/i.test(arg));
  return isEncoded || (option !== undefined && args.some((arg) => option.test(arg)));
}

function isNetwork({ program, args }: Invocation): boolean {
  if (!networkPrograms.has(program)) return false;
  const commands = networkPrograms.get(program);
  return commands === undefined || args.some((arg) => commands.includes(arg));
}

/** A known runner, a script given to an interpreter or shell, or a program named by a relative path. */
function isRepositoryCode(run: Invocation): boolean {
  const { program, name, args, runs } = run;
  if (repositoryRunners.has(program)) return true;
  if (/[\\/]/.test(name.text)) return !/^(?:[\\/]|[a-z]:|~)/i.test(name.text);
  const hasScript = args.some((arg) => !arg.startsWith('-'));
  return runs === undefined && shells.has(program) && hasScript && !isWrittenOut(run);
}

/** Files that the line itself opens for writing, devices that take and forget aside. */
function writesOf(line: ShellLine, { list }: Invocations): readonly ShellWord[] {
  const redirected = line.commands.flatMap(({ writes }) => writes);
  const copied = list
    .filter(({ program }) => program === 'tee' || program === 'tee-object')
    .flatMap(({ args }) => args.filter((arg) => !arg.startsWith('-')))
    .map((text) => ({ raw: text, text, isMadeUp: text.includes('$') }));
  return [...redirected, ...copied].filter(
    ({ text }) => !/^(?:\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)|\$null|nul)$/i.test(text),
  );
}

function mayBeOutside({ text, isMadeUp }: ShellWord): boolean {
  return isMadeUp || /^(?:[\\/~]|[a-z]:)|(?:^|[\\/])\.\.(?:[\\/]|$)/i.test(text);
}
