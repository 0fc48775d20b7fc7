// The table of commands: id → what it does. The manifest lists the same ids (checked by a test).
import * as vscode from 'vscode';
import {
  addFile,
  addFolder,
  addImage,
  addProblems,
  addSymbol,
  addTerminalCommand,
  addTerminalSelection,
} from './attach-commands.ts';
import { newChat, openChat, send, showLog, stop } from './chat-commands.ts';
import { exportAllChats, exportChat, importChats, recoverDraft, showHistory } from './history-commands.ts';
import { addChanges, stopCommitMessage, writeCommitMessage } from './git-commands.ts';
import { removeApiKey, setApiKey } from './key-commands.ts';
import { addPage } from './page-commands.ts';
import type { Command, Parley } from './parley.ts';
import { explainProblem, explainTerminalCommand, fixProblem } from './problem-commands.ts';
import { applyProposal, discardProposal } from './proposal-commands.ts';
import {
  addSelection,
  askAboutSelection,
  explainSelection,
  fixSelection,
  writeDocs,
  writeTests,
} from './selection-commands.ts';
import { askAnotherModel, selectModel } from './select-model.ts';

const commands: Readonly<Record<string, Command>> = {
  'parley.openChat': openChat,
  'parley.newChat': newChat,
  'parley.send': send,
  'parley.stop': stop,
  'parley.showHistory': showHistory,
  'parley.exportChat': exportChat,
  'parley.exportAllChats': exportAllChats,
  'parley.importChats': importChats,
  'parley.recoverDraft': recoverDraft,
  'parley.showLog': showLog,
  'parley.askAboutSelection': askAboutSelection,
  'parley.explainSelection': explainSelection,
  'parley.fixSelection': fixSelection,
  'parley.writeTests': writeTests,
  'parley.writeDocs': writeDocs,
  'parley.addSelection': addSelection,
  'parley.addFile': addFile,
  'parley.addFolder': addFolder,
  'parley.addImage': addImage,
  'parley.addSymbol': addSymbol,
  'parley.addProblems': addProblems,
  'parley.addTerminalSelection': addTerminalSelection,
  'parley.addTerminalCommand': addTerminalCommand,
  'parley.addChanges': addChanges,
  'parley.addPage': addPage,
  'parley.fixProblem': fixProblem,
  'parley.explainProblem': explainProblem,
  'parley.explainTerminalCommand': explainTerminalCommand,
  'parley.writeCommitMessage': writeCommitMessage,
  'parley.stopCommitMessage': stopCommitMessage,
  'parley.applyProposal': applyProposal,
  'parley.discardProposal': discardProposal,
  'parley.selectModel': selectModel,
  'parley.askAnotherModel': askAnotherModel,
  'parley.setApiKey': setApiKey,
  'parley.removeApiKey': removeApiKey,
};

/** Registers every command. A command that fails says so to the user instead of failing in silence. */
export function registerCommands(parley: Parley): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) =>
      vscode.commands.registerCommand(id, async (argument: unknown, selected: unknown) => {
        try {
          await parley.library.start();
          await command(parley, argument, selected);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          parley.log.error(`${id} failed: ${reason}`);
          void vscode.window.showErrorMessage(`Parley: ${reason}`);
        }
      }),
    ),
  );
}
