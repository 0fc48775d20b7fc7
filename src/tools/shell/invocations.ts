// Which programs a line runs, also those that its commands are told to run: behind sudo and env, in `sh -c '…'`, after
// `find -exec`. Follows what is written in the line; what a program does by itself is not known here.
import { t } from '../../model/l10n.ts';
import type { ShellKind } from '../command-runner.ts';
import { lineRunners, wrappers } from './programs.ts';
import { readLine } from './read-line.ts';
import type { ShellLine, ShellWord } from './shell-line.ts';

/** One program with its arguments. */
export interface Invocation {
  /** Without folder and `.exe`, in small letters. */
  readonly program: string;
  readonly name: ShellWord;
  readonly args: readonly string[];
  /** Gets what another program prints. */
  readonly isFed: boolean;
  /** What it runs follows as an invocation of its own. */
  readonly runs?: 'command' | 'line';
}

/** All of a line. */
export interface Invocations {
  readonly list: readonly Invocation[];
  /** What each command of the line, and of lines inside it, begins with. */
  readonly names: readonly string[];
  /** Variables that are set for them. */
  readonly assigned: readonly string[];
  /** Why a line inside the line could not be read. */
  readonly problem?: string;
}

/** Lines in lines in lines. */
const MAX_DEPTH = 3;
/** More are not listed; a line with so many has been called unreadable before. */
const MAX_LISTED = 200;

/** What a line runs. */
export function invocationsOf(line: ShellLine, shell: ShellKind): Invocations {
  const search = new Search();
  search.line(line, shell, 0);
  return search;
}

class Search implements Invocations {
  list: Invocation[] = [];
  names: string[] = [];
  assigned: string[] = [];
  problem?: string;

  line(line: ShellLine, shell: ShellKind, depth: number): void {
    if (line.problem !== undefined && depth > 0) this.problem ??= line.problem;
    for (const { words, assigned, isFed } of line.commands) {
      this.assigned.push(...assigned);
      if (words[0] !== undefined) this.names.push(words[0].raw);
      this.#words(words, isFed, shell, depth);
    }
  }

  #words(words: readonly ShellWord[], isFed: boolean, shell: ShellKind, depth: number): void {
    for (let rest = words; rest.length > 0 && this.list.length < MAX_LISTED;) {
      const [name, ...others] = rest;
      if (name === undefined) return;
      const program = programOf(name.text);
      const args = others.map((word) => word.text);
      const inner = innerLine(program, args, shell);
      const next = this.#behind(program, others);
      const runs = inner !== undefined ? 'line' : next.length > 0 ? 'command' : undefined;
      this.list.push({ program, name, args, isFed, ...(runs !== undefined && { runs }) });
      if (inner !== undefined) this.#inner(inner, depth);
      rest = inner === undefined ? next : [];
    }
  }

  /** The command that a wrapper runs, from its name on. */
  #behind(program: string, args: readonly ShellWord[]): readonly ShellWord[] {
    if (program === 'find') {
      const at = args.findIndex(({ text }) => /^-(?:exec|execdir|ok|okdir)$/.test(text));
      return at < 0 ? [] : args.slice(at + 1);
    }
    const wrapper = wrappers.get(program);
    if (wrapper === undefined) return [];
    let { before } = wrapper;
    for (let at = 0; at < args.length; at += 1) {
      const text = args[at]?.text ?? '';
      const variable = /^([A-Za-z_]\w*)=/.exec(text)?.[1];
      if (wrapper.valued.includes(text)) at += 1;
      else if (text.startsWith('-')) continue;
      else if (variable !== undefined) this.assigned.push(variable);
      else if (before > 0) before -= 1;
      else return args.slice(at);
    }
    return [];
  }

  #inner({ text, shell }: InnerLine, depth: number): void {
    if (depth === MAX_DEPTH) this.problem ??= t('it holds lines in lines');
    else this.line(readLine(text, shell), shell, depth + 1);
  }
}

interface InnerLine {
  readonly text: string;
  readonly shell: ShellKind;
}

/** The line in the arguments of a shell, of `eval`, or of `env -S`. */
function innerLine(program: string, args: readonly string[], shell: ShellKind): InnerLine | undefined {
  if (program === 'eval') return { text: args.join(' '), shell: 'posix' };
  if (program === 'iex' || program === 'invoke-expression')
    return { text: args.join(' '), shell: 'powershell' };
  const option = program === 'env' ? /^(?:-S|--split-string)$/ : lineRunners.get(program);
  const at = option === undefined ? -1 : args.findIndex((arg) => option.test(arg));
  if (at < 0) return undefined;
  const after = args.slice(at + 1);
  switch (program) {
    case 'cmd':
      return { text: after.join(' '), shell: 'cmd' };
    case 'powershell':
    case 'pwsh':
      return { text: after.join(' '), shell: 'powershell' };
    default:
      // To cmd, a quoted argument is one only for the program that gets it.
      return { text: (shell === 'cmd' ? after.join(' ') : after[0]) ?? '', shell: 'posix' };
  }
}

function programOf(text: string): string {
  const name = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1).toLowerCase();
  return name.replace(/(?<=.)\.(?:exe|cmd|bat|com|ps1)$/, '');
}
