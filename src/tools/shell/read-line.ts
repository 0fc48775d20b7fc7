// Reads a command line the way its shell would. Runs nothing, and asks nobody what a word means.
import { t } from '../../model/l10n.ts';
import type { ShellKind } from '../command-runner.ts';
import { readCmd } from './cmd.ts';
import { readPosix } from './posix.ts';
import { readPowerShell } from './powershell.ts';
import { ShellLineDraft, UnreadableLine, type ShellLine } from './shell-line.ts';

/** Longer lines are not read: nobody would read the remarks on them either. */
const MAX_LENGTH = 100_000;

/** The commands of a line, in linear time. */
export function readLine(line: string, shell: ShellKind): ShellLine {
  const draft = new ShellLineDraft();
  return draft.finish(() => {
    if (line.length > MAX_LENGTH) {
      throw new UnreadableLine(t('it has {0} characters', line.length.toLocaleString('en-US')));
    }
    switch (shell) {
      case 'posix':
        readPosix(line, draft);
        break;
      case 'powershell':
        readPowerShell(line, draft);
        break;
      case 'cmd':
        readCmd(line, draft);
        break;
    }
  });
}
