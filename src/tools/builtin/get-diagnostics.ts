// get_diagnostics: what language servers and linters complain about.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { diagnosticLines } from '../diagnostic-lines.ts';
import { requireFile } from '../file-text.ts';
import { resolvePath } from '../paths.ts';
import { defineTool, type Tool } from '../tool.ts';
import type { ToolWorkspace } from '../workspace.ts';
import { linesOr, lookingCall } from './looking.ts';

/** The tool `get_diagnostics`. */
export function getDiagnosticsTool(workspace: ToolWorkspace): Tool {
  return defineTool({
    name: 'get_diagnostics',
    label: t('Get problems'),
    description:
      'Gives errors and warnings of language servers and linters, of one file or of all that are known.',
    input: z.object({ path: z.string().optional().describe('File to look at') }),
    prepare: async ({ path }) => {
      const place = path === undefined ? undefined : await resolvePath(path, workspace.paths);
      if (place !== undefined) requireFile(place);
      return lookingCall(
        place === undefined ? t('Look at problems') : t('Look at problems in {0}', place.shown),
        async (signal) => {
          const found = await workspace.languages.diagnostics(place, signal);
          return linesOr(diagnosticLines(found), 'No problems are known.');
        },
      );
    },
  });
}
