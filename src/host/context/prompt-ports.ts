// Slash prompts in this window: the files of the user and of trusted workspaces, and what the editor shows. Whatever it
// gives has its secrets masked.
import * as vscode from 'vscode';
import type { PromptPorts } from '../../chat/expand-prompt.ts';
import { mergePrompts, type PromptSubject } from '../../context/prompts.ts';
import { maskAttachment, maskSecrets } from '../../context/secrets.ts';
import type { EditorValues } from '../../context/prompt-template.ts';
import type { Attachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';
import { selectedLines } from '../attach.ts';
import { displayPath } from './display-path.ts';
import { fileAttachment } from './file.ts';
import { changesAttachment, gitRepositories } from './git.ts';
import { readPrompts } from './project-files.ts';

/** @param storage the extension's global storage: VS Code keeps the user's prompts two folders above it. */
export function createPromptPorts(storage: vscode.Uri): PromptPorts {
  const userFolder = vscode.Uri.joinPath(storage, '..', '..', 'prompts');
  return {
    prompts: async () => mergePrompts(await readPrompts(userFolder)),
    values: editorValues,
    subject: async (subject) => maskAttachment(await subjectOf(subject)),
  };
}

async function subjectOf(subject: PromptSubject): Promise<Attachment> {
  switch (subject) {
    case 'code':
      return codeInEditor();
    case 'working-diff':
    case 'staged-diff': {
      const [repository, ...others] = await gitRepositories();
      if (repository === undefined || others.length > 0)
        throw new Error(t('There are several git repositories: attach the changes you mean first.'));
      return changesAttachment(repository, subject === 'staged-diff' ? 'staged' : 'working');
    }
  }
}

/** The selected lines; the whole file where nothing is selected. */
async function codeInEditor(): Promise<Attachment> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Error(t('Open a file, select some code or attach something first.'));
  const selection = editor.selection.isEmpty ? undefined : selectedLines();
  return selection ?? fileAttachment(editor.document.uri);
}

/** Paths as they are shown: none of the machine's own. */
function editorValues(): EditorValues {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return {};
  const { document, selection } = editor;
  const file = displayPath(document.uri);
  const name = file.slice(file.lastIndexOf('/') + 1);
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return {
    file,
    fileBasename: name,
    fileBasenameNoExtension: name.replace(/(?<=.)\.[^.]*$/, ''),
    fileDirname: file.slice(0, Math.max(0, file.length - name.length - 1)),
    ...(folder === undefined ? {} : { workspaceFolderBasename: folder.name }),
    ...textValues(document, selection),
  };
}

function textValues(document: vscode.TextDocument, selection: vscode.Selection): EditorValues {
  const { text } = maskSecrets(document.getText(selection));
  return selection.isEmpty ? {} : { selection: text, selectedText: text };
}
