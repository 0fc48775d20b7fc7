// find_symbol: where functions, classes and the like are defined, as language servers know it.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { requireFile } from '../file-text.ts';
import { resolvePath } from '../paths.ts';
import { defineTool, ToolProblem, type Tool } from '../tool.ts';
import type { CodeSymbol, ToolWorkspace } from '../workspace.ts';
import { linesOr, lookingCall } from './looking.ts';

const MAX_SYMBOLS = 200;

/** The tool `find_symbol`. */
export function findSymbolTool(workspace: ToolWorkspace): Tool {
  return defineTool({
    name: 'find_symbol',
    label: t('Find symbol'),
    description:
      'Finds where a function, class, type or variable is defined: by name in the whole workspace, or all of one file.',
    input: z.object({
      name: z.string().optional().describe('Name or part of it'),
      path: z.string().optional().describe('Only in this file; without name all its symbols'),
    }),
    prepare: async ({ name = '', path }) => {
      if (path === undefined && name === '') throw new ToolProblem('Give a name, a path, or both.');
      const place = path === undefined ? undefined : await resolvePath(path, workspace.paths);
      if (place !== undefined) requireFile(place);
      const title =
        name === ''
          ? t('List symbols of {0}', place?.shown ?? '')
          : place === undefined
            ? t('Find symbol {0}', JSON.stringify(name))
            : t('Find symbol {0} in {1}', JSON.stringify(name), place.shown);
      return lookingCall(title, async (signal) => {
        const found =
          place === undefined
            ? await workspace.languages.symbols(name, signal)
            : (await workspace.languages.outline(place, signal)).filter((symbol) => fits(symbol, name));
        const lines = found.slice(0, MAX_SYMBOLS).map(told);
        if (found.length > MAX_SYMBOLS) lines.push(`${found.length - MAX_SYMBOLS} more are left out.`);
        return linesOr(lines, 'No language server knows such a symbol. Try search_text.');
      });
    },
  });
}

function fits(symbol: CodeSymbol, name: string): boolean {
  return symbol.name.toLowerCase().includes(name.toLowerCase());
}

function told({ name, kind, container, place, line, endLine }: CodeSymbol): string {
  const inside = container === '' ? '' : ` in ${container}`;
  const lines = endLine > line ? `${line}–${endLine}` : `${line}`;
  return `${place.shown}:${lines}: ${kind} ${name}${inside}`;
}
