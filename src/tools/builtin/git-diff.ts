// git_diff: what changed since the last commit. Changes of files with secrets are left out.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { resolvePath } from '../paths.ts';
import { defineTool, type Tool } from '../tool.ts';
import type { ToolWorkspace } from '../workspace.ts';
import { linesOr, lookingCall } from './looking.ts';

const MAX_UNTRACKED = 50;

/** The tool `git_diff`. */
export function gitDiffTool(workspace: ToolWorkspace): Tool {
  return defineTool({
    name: 'git_diff',
    label: t('Git diff'),
    description: 'Shows uncommitted changes as a diff.',
    input: z.object({
      path: z.string().optional().describe('Only this file or folder'),
      staged: z.boolean().optional().describe('Only what is staged for the next commit'),
    }),
    prepare: async ({ path, staged = false }) => {
      const within = path === undefined ? undefined : await resolvePath(path, workspace.paths);
      const what = staged ? 'staged changes' : 'uncommitted changes';
      return lookingCall(titleOf(staged, within?.shown), async (signal) => {
        const { patch, untracked, hiddenFiles } = await workspace.git.diff({ staged, within }, signal);
        const lines = patch === '' ? [] : [patch.trimEnd()];
        if (untracked.length > 0) lines.push(`Not tracked by git: ${listed(untracked)}`);
        if (hiddenFiles > 0) {
          lines.push(`Changed files that may hold secrets and are not shown: ${hiddenFiles}`);
        }
        return linesOr(lines, `There are no ${what}.`);
      });
    },
  });
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_UNTRACKED;
  return [...names.slice(0, MAX_UNTRACKED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function titleOf(isStaged: boolean, place: string | undefined): string {
  if (place === undefined) return isStaged ? t('Show staged changes') : t('Show uncommitted changes');
  return isStaged ? t('Show staged changes in {0}', place) : t('Show uncommitted changes in {0}', place);
}
