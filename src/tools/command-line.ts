// What a user should know about a command line before saying yes, and whether a yes can be remembered. It describes;
// it never finds a line harmless. A yes covers one exact line: telling which lines are “like” an allowed one has been
// got wrong too often, by everyone (CVE-2025-54377, -57771, -58370, -58374 and others), to be tried here.
import { t } from '../model/l10n.ts';
import type { ShellKind } from './command-runner.ts';
import { hiddenIn, mixedAlphabets } from './hidden-text.ts';
import { invocationsOf } from './shell/invocations.ts';
import { readLine } from './shell/read-line.ts';
import { remarkRules } from './shell/remark-rules.ts';

/** Sentences for the question to the user; none when there is nothing to say. Takes time linear in the line's length. */
export function remarks(command: string, shell: ShellKind): readonly string[] {
  const line = readLine(command, shell);
  const read = { line, invocations: invocationsOf(line, shell) };
  const hidden = hiddenIn(command, '\n\t');
  return [
    ...(hidden.length > 0 ? [hiddenRemark(hidden)] : []),
    ...remarkRules.map((rule) => rule(read)).filter((sentence) => sentence !== undefined),
  ];
}

/**
 * May a yes count for the same line again? Not when a person could take it for another line, or it could not be read.
 * What is remembered is the line itself, character by character.
 */
export function mayBeRemembered(command: string, shell: ShellKind): boolean {
  if (hiddenIn(command).length > 0) return false;
  const line = readLine(command, shell);
  const { list, problem = line.problem } = invocationsOf(line, shell);
  return problem === undefined && list.every(({ name }) => mixedAlphabets(name.text) === undefined);
}

/** Most code points named. */
const MAX_NAMED = 8;

function hiddenRemark(codes: readonly string[]): string {
  const more = codes.length - MAX_NAMED;
  const first = codes.slice(0, MAX_NAMED).join(', ');
  const named = more > 0 ? t('{0} and {1} more', first, more) : first;
  return t('Holds characters that cannot be seen or pass for others: {0}.', named);
}
