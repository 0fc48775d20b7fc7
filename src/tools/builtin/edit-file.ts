// edit_file: replaces exact text in a file, or creates one. The whole change is made up and shown before anything is
// written; a file that is not as it was then is refused.
import * as z from 'zod';
import { t } from '../../model/l10n.ts';
import { countUnseen } from '../clean-text.ts';
import { diagnosticLines, newDiagnostics } from '../diagnostic-lines.ts';
import { applyEdits } from '../exact-edits.ts';
import { bytesInWords, loadFile, requireFile, type FileText } from '../file-text.ts';
import { resolvePath, type Place } from '../paths.ts';
import type { ReadMarks } from '../read-marks.ts';
import { encode } from '../text-encoding.ts';
import { defineTool, ToolProblem, type PreparedCall, type Tool, type ToolContext } from '../tool.ts';
import { changeBetween, type TextChange } from '../unified-diff.ts';
import type { DiagnosticsAround, FileContent, ToolWorkspace } from '../workspace.ts';

const LIMIT_MS = 60_000;

/** The tool `edit_file`. */
export function editFileTool(workspace: ToolWorkspace, marks: ReadMarks): Tool {
  return defineTool({
    name: 'edit_file',
    label: t('Edit file'),
    description:
      'Changes a file by replacing text that occurs exactly once, or creates a file. Read the file first.',
    input: z.object({
      path: z.string().describe('Relative to the workspace folder'),
      edits: z
        .array(
          z.object({
            old_text: z.string().describe('Copied exactly from the file, with enough lines to be unique'),
            new_text: z.string(),
          }),
        )
        .optional()
        .describe('Replacements, made one after the other'),
      content: z.string().optional().describe('Whole text of a new file, instead of edits'),
    }),
    prepare: async ({ path, edits = [], content }, context, signal) => {
      if (edits.length > 0 === (content !== undefined)) {
        throw new ToolProblem('Give edits to change a file, or content to create one; not both.');
      }
      const place = await resolvePath(path, workspace.paths);
      if (place.kind !== 'missing') requireFile(place);
      else if (content === undefined) {
        throw new ToolProblem(`There is no file ${place.shown}. To create it, give content.`);
      }
      const before = place.kind === 'missing' ? undefined : await load(place, workspace, signal);
      const refusal = await workspace.files.refusedWrite(place);
      if (refusal !== undefined) throw new ToolProblem(refusal);
      if (before !== undefined) await marks.requireSeen(context.chatId, place, before.text);
      const text = content === undefined ? applyEdits(before?.text ?? '', replacements(edits)) : content;
      if (content !== undefined && before !== undefined && before.text !== '') {
        throw new ToolProblem(`${place.shown} already exists. Change it with edits.`);
      }
      const after = { bytes: encoded(text, before, place), text, isUnsaved: before?.isUnsaved ?? false };
      if (before !== undefined && before.text === text) throw new ToolProblem('The edit changes nothing.');
      return editCall({ place, before, after, workspace, marks, context });
    },
  });
}

function replacements(edits: readonly { readonly old_text: string; readonly new_text: string }[]) {
  return edits.map(({ old_text: oldText, new_text: newText }) => ({ oldText, newText }));
}

async function load(place: Place, workspace: ToolWorkspace, signal: AbortSignal): Promise<FileText> {
  const loaded = await loadFile(place, workspace, signal);
  switch (loaded.kind) {
    case 'text':
      return loaded.file;
    case 'binary':
      throw new ToolProblem(
        `${place.shown} is binary, ${bytesInWords(loaded.sizeBytes)}, and is not edited.`,
      );
    case 'large':
      throw new ToolProblem(
        `${place.shown} has ${bytesInWords(loaded.sizeBytes)}, too many to be edited by this tool.`,
      );
  }
}

function encoded(text: string, before: FileText | undefined, place: Place): Uint8Array {
  const bytes = encode(text, before?.encoding ?? 'utf-8');
  if (bytes !== undefined) return bytes;
  throw new ToolProblem(
    before?.encoding === 'windows-1252'
      ? `${place.shown} is written in windows-1252, which lacks a character of the new text. Use others.`
      : 'The new text holds half of a character (an unpaired surrogate).',
  );
}

interface Edit {
  readonly place: Place;
  readonly before: FileContent | undefined;
  readonly after: FileContent;
  readonly workspace: ToolWorkspace;
  readonly marks: ReadMarks;
  readonly context: ToolContext;
}

function editCall(edit: Edit): PreparedCall {
  const { place, before, after } = edit;
  const change = changeBetween(before?.text ?? '', after.text);
  const isUnsaved = before?.isUnsaved === true;
  const isGranted = !place.alwaysAsk && !isUnsaved;
  return {
    action: {
      title: before === undefined ? t('Create {0}', place.shown) : t('Edit {0}', place.shown),
      detail: { kind: 'diff', path: place.shown, isNew: before === undefined, ...change },
      warnings: warningsOf(edit),
    },
    effect: 'write',
    ...(isGranted ? { grant: { key: 'edit', words: t('edits in this workspace') } } : {}),
    timeoutMs: LIMIT_MS,
    run: async (_output, signal) => {
      const { workspace, marks, context } = edit;
      const watch = await workspace.languages.watch(place, signal);
      try {
        const changes = await workspace.files.write({ place, before, after }, context, signal);
        await marks.saw(context.chatId, place, after.text);
        return { status: 'ok', text: told(edit, change, await watch.changed()), changes };
      } finally {
        watch.dispose();
      }
    },
  };
}

function warningsOf({ place, before, after }: Edit): readonly string[] {
  const warnings: string[] = [];
  if (place.alwaysAsk) {
    warnings.push(t('This file can decide what runs on your machine or what tools may do.'));
  }
  if (before?.isUnsaved === true) {
    warnings.push(
      t('The file has unsaved changes in an editor. The edit is made on them, and all is saved.'),
    );
  }
  const hidden = countUnseen(after.text) - countUnseen(before?.text ?? '');
  if (hidden === 1) warnings.push(t('The new text holds 1 character that cannot be seen.'));
  if (hidden > 1) warnings.push(t('The new text holds {0} characters that cannot be seen.', hidden));
  return warnings;
}

/** What the model reads after the change. */
function told(
  { place, before }: Edit,
  { addedLines, removedLines }: TextChange,
  { known, now }: DiagnosticsAround,
): string {
  const done = `${before === undefined ? 'Created' : 'Edited'} ${place.shown}: ${addedLines} lines added, ${removedLines} removed.`;
  const fresh = newDiagnostics(known, now);
  if (fresh.length === 0) return done;
  return [done, 'New problems since this edit:', ...diagnosticLines(fresh)].join('\n');
}
