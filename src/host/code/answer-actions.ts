// Everything that can be done with code and places of an answer, put together once. Registers what has to be; does nothing
// by itself.
import type { Disposable } from 'vscode';
import type { ToolWorkspace } from '../../tools/workspace.ts';
import { applyCode, type ApplyPorts, type GivenCode } from './apply-code.ts';
import { DiagramPreview } from './diagram-preview.ts';
import { insertAtCursor, LastEditor, replaceSelection } from './last-editor.ts';
import { newFile, offerNewFile } from './new-file.ts';
import { TerminalPaste } from './paste-to-terminal.ts';
import { Proposals } from './proposals.ts';
import { existingPlaces, existingSymbols, openPlace, openSymbol } from './workspace-places.ts';

/** Each tells the user of its problems itself. */
export interface AnswerActions extends Disposable {
  /** Changes that are shown and wait to be applied. */
  readonly proposals: Proposals;
  insert(code: string): Promise<void>;
  replaceSelection(code: string): Promise<void>;
  apply(code: GivenCode): Promise<void>;
  newFile(code: GivenCode): Promise<void>;
  paste(code: string): Promise<void>;
  showDiagram(source: string, language: string): Promise<void>;
  existingPlaces(places: readonly string[]): Promise<readonly string[]>;
  existingSymbols(names: readonly string[]): Promise<readonly string[]>;
  openPlace(place: string): Promise<void>;
  openSymbol(name: string): Promise<void>;
}

/** Makes them for this window. */
export function createAnswerActions(workspace: ToolWorkspace): AnswerActions {
  const editors = new LastEditor();
  const proposals = new Proposals();
  const terminals = new TerminalPaste();
  const diagrams = new DiagramPreview();
  const applyPorts: ApplyPorts = { files: workspace, editors, proposals, offerNewFile };
  const apply = (code: GivenCode): Promise<void> => applyCode(code, applyPorts);
  return {
    proposals,
    insert: (code) => insertAtCursor(editors.get(), code),
    replaceSelection: (code) => replaceSelection(editors.get(), code),
    apply,
    newFile: (code) => newFile(code, { paths: workspace.paths, apply }),
    paste: (code) => terminals.paste(code),
    showDiagram: (source, language) => diagrams.show(source, language),
    existingPlaces: (places) => existingPlaces(places, workspace),
    existingSymbols: (names) => existingSymbols(names, workspace),
    openPlace: (place) => openPlace(place, workspace),
    openSymbol: (name) => openSymbol(name, workspace),
    dispose() {
      for (const each of [editors, proposals, terminals, diagrams]) each.dispose();
    },
  };
}
