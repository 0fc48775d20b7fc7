// “Apply to file”: finds out where in a file a piece of code goes, asks where that is open, and shows the change. What an
// editor has unsaved counts as the file; what an answer names goes through the checks of the tools first.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import {
  asWhole,
  fileOfDiff,
  leavesOut,
  placeByEnds,
  withDiff,
  withLines,
  withPieces,
} from '../../tools/code-placement.ts';
import type { ToolWorkspace } from '../../tools/workspace.ts';
import { displayPath } from '../context/display-path.ts';
import { codeForSelection, type LastEditor } from './last-editor.ts';
import { leadsThereStill, namedPlace, placesEndingWith, type NamedPlace } from './named-place.ts';
import type { Proposals } from './proposals.ts';

/** A piece of code of an answer. */
export interface GivenCode {
  readonly text: string;
  /** As the answer calls it; may be empty. */
  readonly language: string;
  /** The file it is for, perhaps with lines, when the answer names one. */
  readonly place?: string | undefined;
}

/** What applying needs. */
export interface ApplyPorts {
  readonly files: Pick<ToolWorkspace, 'paths' | 'files' | 'search'>;
  readonly editors: LastEditor;
  readonly proposals: Proposals;
  /** There is no such file: offers to make it. */
  readonly offerNewFile: (code: GivenCode, place: NamedPlace) => Promise<void>;
}

/** A document that is to be changed. */
interface Target {
  readonly document: vscode.TextDocument;
  readonly shown: string;
  readonly named: NamedPlace | undefined;
}

/** One way to put the code into the document. */
interface Option extends vscode.QuickPickItem {
  readonly after: string;
}

/** Shows what the file would be with this code; tells the user when that cannot be. */
export async function applyCode(code: GivenCode, ports: ApplyPorts): Promise<void> {
  const target = await findTarget(code, ports);
  if (target === undefined) return;
  const { document, shown, named } = target;
  const before = document.getText();
  const plain = before.replaceAll('\r\n', '\n');
  const option = await chooseOption(optionsFor(code, target, plain, ports), code, shown);
  if (option === undefined) return;
  if (option.after === plain) {
    void vscode.window.showInformationMessage(t('{0} already holds this code.', shown));
    return;
  }
  await ports.proposals.show({
    document,
    shown,
    before,
    after: document.eol === vscode.EndOfLine.CRLF ? option.after.replaceAll('\n', '\r\n') : option.after,
    warning:
      named?.place.alwaysAsk === true
        ? t('{0} can decide what runs on your machine. Apply the change?', shown)
        : '',
    again: () => applyCode(code, ports),
    refusal: async () => (named === undefined ? undefined : refusalNow(named, ports)),
  });
}

async function findTarget(code: GivenCode, ports: ApplyPorts): Promise<Target | undefined> {
  const place = code.place ?? (isDiff(code) ? fileOfDiff(code.text) : undefined);
  if (place === undefined) return targetOfEditor(ports);
  const given = await namedPlace(place, ports.files.paths);
  if ('refusal' in given) return tell(given.refusal);
  const named = given.place.kind === 'missing' ? await chooseInstead(code, given, ports) : given;
  if (named === undefined) return undefined;
  const { kind, shown } = named.place;
  if (kind !== 'file') return tell(t('{0} is not a file.', shown));
  const refusal = await ports.files.files.refusedWrite(named.place);
  if (refusal !== undefined)
    return tell(t('{0} cannot be changed: it is read-only, or it has several names.', shown));
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(named.place.named));
    return { document, shown, named };
  } catch {
    return tell(t('{0} cannot be opened as text.', shown));
  }
}

function targetOfEditor({ editors }: ApplyPorts): Target | undefined {
  const editor = editors.get();
  if (editor === undefined)
    return tell(t('Open the file that the code is for, then choose “Apply to file” again.'));
  const { document } = editor;
  return { document, shown: displayPath(document.uri), named: undefined };
}

async function refusalNow(
  { place }: NamedPlace,
  { files: { paths } }: ApplyPorts,
): Promise<string | undefined> {
  return (await leadsThereStill(place, paths))
    ? undefined
    : t('{0} is another file by now, so nothing was applied.', place.shown);
}

/** No file has this path: the user may mean one whose path ends so, or a new one. */
async function chooseInstead(
  code: GivenCode,
  missing: NamedPlace,
  ports: ApplyPorts,
): Promise<NamedPlace | undefined> {
  const found = await placesEndingWith(missing.reference.path, ports.files.search);
  if (found.length === 0) {
    await ports.offerNewFile(code, missing);
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(
    [
      ...found.map((place) => ({ label: place.shown, place })),
      { label: t('New file {0}', missing.place.shown), place: undefined },
    ],
    { placeHolder: t('There is no {0}. Which file is the code for?', missing.place.shown) },
  );
  if (chosen?.place !== undefined) return { ...missing, place: chosen.place };
  if (chosen !== undefined) await ports.offerNewFile(code, missing);
  return undefined;
}

/** The likeliest first. What the user selected, or the answer named, is surer than what is found. */
function optionsFor(code: GivenCode, target: Target, plain: string, ports: ApplyPorts): readonly Option[] {
  const text = code.text.replaceAll('\r\n', '\n');
  if (isDiff(code)) {
    const after = withDiff(plain, text);
    return after === undefined ? [] : [{ label: t('Apply the diff'), after }];
  }
  const lineCount = plain.split('\n').length;
  const options: Option[] = [];
  const { line, endLine = line } = target.named?.reference ?? {};
  const selected = selectionOption(text, target, ports);
  if (selected !== undefined) options.push(selected);
  if (leavesOut(text)) {
    const after = withPieces(plain, text);
    if (after !== undefined) options.push({ label: t('Replace the parts that are there'), after });
    return options;
  }
  if (line !== undefined && endLine !== undefined && endLine <= lineCount) {
    options.push(linesOption(line, endLine, withLines(plain, { startLine: line, endLine }, text)));
  }
  const found = placeByEnds(plain, text);
  const whole = asWhole(plain, text);
  if (found !== undefined) {
    const after = withLines(plain, found, found.code);
    if (after.trimEnd() !== whole.trimEnd()) options.push(linesOption(found.startLine, found.endLine, after));
  }
  options.push({
    label: t('Replace the whole file'),
    description: t('{0} → {1} lines', plain === '' ? 0 : lineCount, whole.split('\n').length),
    after: whole,
  });
  const known = new Set<string>();
  return options.filter(({ after }) => !known.has(after) && known.add(after));
}

function selectionOption(text: string, { document }: Target, { editors }: ApplyPorts): Option | undefined {
  const active = editors.get();
  const editor =
    active?.document === document
      ? active
      : vscode.window.visibleTextEditors.find((each) => each.document === document);
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  const { selection } = editor;
  const all = document.getText();
  const before = all.slice(0, document.offsetAt(selection.start));
  const after = all.slice(document.offsetAt(selection.end));
  const first = selection.start.line + 1;
  const last = selection.end.character === 0 ? selection.end.line : selection.end.line + 1;
  return {
    label: t('Replace the selection'),
    description: linesInWords(first, Math.max(first, last)),
    after: `${before}${codeForSelection(document, selection, text)}${after}`.replaceAll('\r\n', '\n'),
  };
}

function linesOption(first: number, last: number, after: string): Option {
  const label = first === last ? t('Replace line {0}', first) : t('Replace lines {0} to {1}', first, last);
  return { label, after };
}

function linesInWords(first: number, last: number): string {
  return first === last ? t('Line {0}', first) : t('Lines {0} to {1}', first, last);
}

async function chooseOption(
  options: readonly Option[],
  code: GivenCode,
  shown: string,
): Promise<Option | undefined> {
  if (options.length > 1) {
    return vscode.window.showQuickPick(options, {
      title: t('Apply to {0}', shown),
      placeHolder: t('What does the code replace? The change is shown before it is made.'),
    });
  }
  if (options.length === 0) {
    tell(
      isDiff(code)
        ? t('The diff does not fit {0} as it is now.', shown)
        : t(
            'The code leaves parts of {0} out. Select the lines that it replaces, then choose “Apply to file” again.',
            shown,
          ),
    );
  }
  return options[0];
}

function isDiff({ language }: GivenCode): boolean {
  return /^(?:diff|patch)$/i.test(language);
}

function tell(text: string): undefined {
  void vscode.window.showWarningMessage(text);
  return undefined;
}
