// find_references: all uses of one symbol, as language servers know them. The symbol is named by file, line and name,
// because models count columns badly.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { loadFile, requireFile } from '../file-text.ts';
import { resolvePath } from '../paths.ts';
import { defineTool, ToolProblem, type Tool } from '../tool.ts';
import type { ToolWorkspace } from '../workspace.ts';
import { linesOr, lookingCall } from './looking.ts';

const MAX_REFERENCES = 200;

/** The tool `find_references`. */
export function findReferencesTool(workspace: ToolWorkspace): Tool {
  return defineTool({
    name: 'find_references',
    label: t('Find references'),
    description: 'Finds all uses of the symbol with this name in this line of a file.',
    input: z.object({
      path: z.string().describe('File in which the symbol is'),
      line: z.int().min(1).describe('Line in which it is, from 1'),
      symbol: z.string().min(1).describe('Its name as written in that line'),
    }),
    prepare: async ({ path, line, symbol }) => {
      const place = await resolvePath(path, workspace.paths);
      requireFile(place);
      return lookingCall(t('Find references to {0} ({1}:{2})', symbol, place.shown, line), async (signal) => {
        const loaded = await loadFile(place, workspace, signal);
        if (loaded.kind !== 'text') throw new ToolProblem(`${place.shown} is not a source file.`);
        const column = columnOf(loaded.file.text.split(/\r?\n/)[line - 1], symbol);
        if (column === undefined) {
          throw new ToolProblem(`Line ${line} of ${place.shown} does not hold ${JSON.stringify(symbol)}.`);
        }
        const found = await workspace.languages.references(place, line, column, signal);
        const lines = found
          .slice(0, MAX_REFERENCES)
          .map((location) => `${location.place.shown}:${location.line}: ${location.text.trim()}`);
        if (found.length > MAX_REFERENCES) lines.push(`${found.length - MAX_REFERENCES} more are left out.`);
        return linesOr(lines, 'No language server knows references to it. Try search_text.');
      });
    },
  });
}

/** From 1; a whole word before a part of one. */
function columnOf(line: string | undefined, symbol: string): number | undefined {
  if (line === undefined) return undefined;
  const starts: number[] = [];
  for (let at = line.indexOf(symbol); at >= 0; at = line.indexOf(symbol, at + 1)) starts.push(at);
  const isWord = (at: number): boolean =>
    !/[\p{L}\p{N}_$]$/u.test(line.slice(0, at)) && !/^[\p{L}\p{N}_$]/u.test(line.slice(at + symbol.length));
  const found = starts.find(isWord) ?? starts[0];
  return found === undefined ? undefined : found + 1;
}
