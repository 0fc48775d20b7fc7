// search_text: lines of the workspace’s files with a text or a regular expression. Leaves out what the workspace ignores.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { resolvePath } from '../paths.ts';
import { defineTool, ToolProblem, type Tool } from '../tool.ts';
import type { ToolWorkspace } from '../workspace.ts';
import { linesOr, lookingCall } from './looking.ts';

const MAX_MATCHES = 200;

/** The tool `search_text`. */
export function searchTextTool(workspace: ToolWorkspace): Tool {
  return defineTool({
    name: 'search_text',
    label: t('Search text'),
    description: 'Finds lines in the files of the workspace. Gives path, line number and line.',
    input: z.object({
      query: z.string().min(1).describe('Text to find'),
      regex: z.boolean().optional().describe('query is a regular expression'),
      case_sensitive: z.boolean().optional(),
      glob: z.string().optional().describe('Only in files that fit, for example **/*.ts'),
      path: z.string().optional().describe('Folder or file to search in'),
    }),
    prepare: async (input) => {
      const { query: pattern, regex = false, case_sensitive: isCaseSensitive = false, glob, path } = input;
      const within = path === undefined ? undefined : await resolvePath(path, workspace.paths);
      if (within?.kind === 'missing') throw new ToolProblem(`There is no file or folder ${path}.`);
      if (/[\r\n]/.test(pattern)) throw new ToolProblem('Search for one line at a time: query has several.');
      const title =
        within === undefined
          ? t('Search for {0}', JSON.stringify(pattern))
          : t('Search for {0} in {1}', JSON.stringify(pattern), within.shown);
      return lookingCall(title, async (signal) => {
        const globs = glob === undefined ? [] : [glob];
        const query = { pattern, isRegex: regex, isCaseSensitive, globs, within, maxMatches: MAX_MATCHES };
        const { items, isPartial, notes } = await workspace.search.text(query, signal);
        const lines = items.map(({ place, line, text }) => `${place.shown}:${line}: ${text}`);
        const more = isPartial ? ['There are more: narrow it down with glob, path or a longer query.'] : [];
        return linesOr([...lines, ...more, ...notes], 'Nothing found.');
      });
    },
  });
}
