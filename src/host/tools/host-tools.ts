// All tools of this window behind one toolbox: Parley's own and those of VS Code. Made at start, started at first use.
import process from 'node:process';
import * as vscode from 'vscode';
import { maskSecrets } from '../../context/secrets.ts';
import { t } from '../../model/l10n.ts';
import type { Log } from '../../model/log.ts';
import type { FileChange } from '../../model/tool.ts';
import { builtinTools } from '../../tools/builtin/index.ts';
import { createRunCommand, type CommandFolder } from '../../tools/builtin/run-command.ts';
import { resolvePath } from '../../tools/paths.ts';
import type { PathPort } from '../../tools/path-port.ts';
import { ToolProblem, type Tool } from '../../tools/tool.ts';
import type { ToolWorkspace } from '../../tools/workspace.ts';
import { Toolbox } from '../../tools/toolbox.ts';
import type { Settings } from '../settings.ts';
import type { ChangeActions } from '../view/tool-intents.ts';
import { HostCommandRunner } from './command-runner.ts';
import { createToolWorkspace } from './tool-workspace.ts';
import { vscodeTools } from './vscode-tools.ts';

/** What {@link createHostTools} makes. */
export interface HostTools {
  readonly toolbox: Toolbox;
  readonly changes: ChangeActions;
  /** What the built-in tools work with, for what users do themselves with an answer. */
  readonly workspace: ToolWorkspace;
  /** Ends every running command, and waits for it. */
  dispose(): Promise<void>;
}

/**
 * Makes the tools.
 * @param onChange is called with all files an answer changed when one of them changes: by an edit, Keep or Undo.
 */
export function createHostTools(
  context: Pick<vscode.ExtensionContext, 'storageUri' | 'globalStorageUri'>,
  settings: Pick<Settings, 'toolsEnabled' | 'allowsReads'>,
  log: Log,
  onChange: (messageId: string, changes: readonly FileChange[]) => void,
): HostTools {
  const parts = createToolWorkspace(context, log, onChange);
  const { workspace, changes, review } = parts;
  const { paths } = workspace;
  let runner: HostCommandRunner | undefined;
  let own: readonly Tool[] | undefined;

  function runCommand(): readonly Tool[] {
    try {
      runner = new HostCommandRunner({
        environment: process.env,
        platform: process.platform,
        workspaceFolders: () => paths.folders().map((folder) => folder.path),
        log,
      });
      return [createRunCommand({ runner, resolveFolder: (name) => commandFolder(name, paths) })];
    } catch (error) {
      log.warn(`There is no tool to run commands: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  }

  return {
    toolbox: new Toolbox({
      tools: () => {
        own ??= [...builtinTools(workspace), ...runCommand()];
        // Without a folder on disk there is nothing that Parley's own tools could work on.
        return [...(paths.folders().length > 0 ? own : []), ...vscodeTools()];
      },
      offBecause: () => {
        if (!vscode.workspace.isTrusted)
          return t('this window is in Restricted Mode. Trust the workspace to let the model use tools.');
        return settings.toolsEnabled() ? undefined : t('tools are switched off (parley.tools.enabled).');
      },
      allowsReads: settings.allowsReads,
      maskSecrets,
      log,
    }),
    workspace,
    changes: {
      review: (messageId, path) => review.review(messageId, path),
      showProposed: (action) => review.showProposed(action),
      keep: async (messageId, path) => void (await changes.keep(messageId, path)),
      undo: async (messageId, path) => void (await changes.undo(messageId, path)),
    },
    dispose: async () => {
      parts.dispose();
      await runner?.dispose();
    },
  };
}

async function commandFolder(name: string | undefined, paths: PathPort): Promise<CommandFolder> {
  const { kind, real, shown } = await resolvePath(name ?? '.', paths);
  if (kind !== 'folder') throw new ToolProblem(`There is no folder ${shown}. Name one, or leave it out.`);
  return { path: real, shown };
}
