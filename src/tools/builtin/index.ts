// The table of Parley's own tools that look at the workspace and change its files.
import { ReadMarks } from '../read-marks.ts';
import type { Tool } from '../tool.ts';
import type { ToolWorkspace } from '../workspace.ts';
import { editFileTool } from './edit-file.ts';
import { findReferencesTool } from './find-references.ts';
import { findSymbolTool } from './find-symbol.ts';
import { getDiagnosticsTool } from './get-diagnostics.ts';
import { gitDiffTool } from './git-diff.ts';
import { listFilesTool } from './list-files.ts';
import { readFileTool } from './read-file.ts';
import { searchTextTool } from './search-text.ts';

/** All of them. To be called once: what each chat has read is remembered across the tools. */
export function builtinTools(workspace: ToolWorkspace): readonly Tool[] {
  const marks = new ReadMarks();
  return [
    readFileTool(workspace, marks),
    listFilesTool(workspace),
    searchTextTool(workspace),
    findSymbolTool(workspace),
    findReferencesTool(workspace),
    getDiagnosticsTool(workspace),
    gitDiffTool(workspace),
    editFileTool(workspace, marks),
  ];
}
