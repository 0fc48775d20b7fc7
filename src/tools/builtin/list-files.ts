// list_files: files of the workspace by glob. Leaves out what the workspace ignores.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { resolvePath } from '../paths.ts';
import { defineTool, ToolProblem, type Tool } from '../tool.ts';
import type { ToolWorkspace } from '../workspace.ts';
import { linesOr, lookingCall } from './looking.ts';

const MAX_FILES = 500;

/** The tool `list_files`. */
export function listFilesTool(workspace: ToolWorkspace): Tool {
  return defineTool({
    name: 'list_files',
    label: t('List files'),
    description: 'Lists files of the workspace, without those it ignores.',
    input: z.object({
      glob: z.string().optional().describe('For example **/*.ts or src/**; all files when left out'),
      path: z.string().optional().describe('Folder to list'),
    }),
    prepare: async ({ glob, path }) => {
      const within = path === undefined ? undefined : await resolvePath(path, workspace.paths);
      if (within !== undefined && within.kind !== 'folder') {
        throw new ToolProblem(
          within.kind === 'missing' ? `There is no folder ${path}.` : `${path} is not a folder.`,
        );
      }
      return lookingCall(titleOf(within?.shown, glob), async (signal) => {
        const globs = glob === undefined ? [] : [glob];
        const { items, isPartial, notes } = await workspace.search.files(
          { globs, within, maxFiles: MAX_FILES },
          signal,
        );
        const more = isPartial ? [`There are more: narrow it down with glob or path.`] : [];
        return linesOr([...items.map(({ shown }) => shown), ...more, ...notes], 'No files.');
      });
    },
  });
}

function titleOf(folder: string | undefined, glob: string | undefined): string {
  if (glob === undefined) return folder === undefined ? t('List files') : t('List files in {0}', folder);
  return folder === undefined
    ? t('List files that fit {0}', glob)
    : t('List files in {0} that fit {1}', folder, glob);
}
