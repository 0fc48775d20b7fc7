// read_file: lines of one file with their numbers. Gives a bounded part and says how to go on; tells binary files as such.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { bytesInWords, loadFile, requireFile } from '../file-text.ts';
import { readWindow, windowOf, type LineWindow } from '../line-window.ts';
import { resolvePath } from '../paths.ts';
import type { ReadMarks } from '../read-marks.ts';
import { defineTool, ToolProblem, type Tool } from '../tool.ts';
import type { ToolWorkspace } from '../workspace.ts';
import { lookingCall } from './looking.ts';

/** The tool `read_file`. */
export function readFileTool(workspace: ToolWorkspace, marks: ReadMarks): Tool {
  return defineTool({
    name: 'read_file',
    label: t('Read file'),
    description:
      'Reads a text file of the workspace. Each line comes with its number and a tab, which are not part of the file.',
    input: z.object({
      path: z.string().describe('Relative to the workspace folder'),
      start_line: z.int().min(1).optional().describe('First line, from 1'),
      end_line: z.int().min(1).optional().describe('Last line'),
    }),
    prepare: async ({ path, start_line: start = 1, end_line: end }, { chatId }) => {
      if (end !== undefined && end < start) throw new ToolProblem('end_line is before start_line.');
      const place = await resolvePath(path, workspace.paths);
      requireFile(place);
      return lookingCall(titleOf(place.shown, start, end), async (signal) => {
        const loaded = await loadFile(place, workspace, signal);
        switch (loaded.kind) {
          case 'binary':
            return `${place.shown} is binary, ${bytesInWords(loaded.sizeBytes)}.`;
          case 'text': {
            await marks.saw(chatId, place, loaded.file.text);
            const note = loaded.file.isUnsaved ? 'unsaved changes of an open editor included' : undefined;
            return told(place.shown, windowOf(loaded.file.text, start, end), start, note);
          }
          case 'large': {
            const window = await readWindow(await workspace.files.open(place, signal), start, end, signal);
            if (window === 'binary') return `${place.shown} is binary, ${bytesInWords(loaded.sizeBytes)}.`;
            return told(place.shown, window, start, bytesInWords(loaded.sizeBytes));
          }
        }
      });
    },
  });
}

function titleOf(path: string, start: number, end: number | undefined): string {
  if (end === undefined) return start === 1 ? t('Read {0}', path) : t('Read {0}, from line {1}', path, start);
  return start === end
    ? t('Read {0}, line {1}', path, start)
    : t('Read {0}, lines {1}–{2}', path, start, end);
}

function told(shown: string, window: LineWindow, start: number, note: string | undefined): string {
  const { lines, totalLines, hasMore } = window;
  const more = note === undefined ? '' : `, ${note}`;
  if (totalLines === 0) return `${shown} is empty${more}.`;
  if (lines.length === 0) {
    throw new ToolProblem(`${shown} has ${totalLines} lines only; start_line is ${start}.`);
  }
  const last = start + lines.length - 1;
  const of = totalLines === undefined ? '' : ` of ${totalLines}`;
  const next = hasMore ? ` Go on with start_line ${last + 1}.` : '';
  const numbered = lines.map((line, at) => `${start + at}\t${line}`);
  return [`${shown}, lines ${start}–${last}${of}${more}.${next}`, ...numbered].join('\n');
}
