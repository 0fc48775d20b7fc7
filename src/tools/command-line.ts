// What a user should know about a command line before saying yes. So far: nothing, and nothing is remembered.
import type { ShellKind } from './command-runner.ts';

/** Sentences for the question to the user. */
export function remarks(_line: string, _shell: ShellKind): readonly string[] {
  return [];
}

/** May a yes to this line count for the same line again? */
export function mayBeRemembered(_line: string, _shell: ShellKind): boolean {
  return false;
}
