// What a workspace folder leaves out, by the user's settings.
import * as vscode from 'vscode';
import type { Excludes } from './walk-folder.ts';

/** @param folder a workspace folder, absolute, as the user opened it. */
export function excludesOf(folder: string): Excludes {
  const uri = vscode.Uri.file(folder);
  const globs = ['files', 'search'].flatMap((section) => {
    const exclude: unknown = vscode.workspace.getConfiguration(section, uri).get('exclude');
    // Conditional entries (`{ "when": … }`) depend on other files; what they hide is shown.
    return typeof exclude === 'object' && exclude !== null
      ? Object.entries(exclude).flatMap(([glob, isOn]) => (isOn === true ? [glob] : []))
      : [];
  });
  const useIgnoreFiles = vscode.workspace.getConfiguration('search', uri).get('useIgnoreFiles', true);
  return { globs, useIgnoreFiles };
}
