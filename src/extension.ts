// The one place that knows everyone: builds ports → core → view → commands. Registers, and does nothing else at start.
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { Drafts } from './chat/drafts.ts';
import { findAttachment } from './chat/find-attachment.ts';
import { Library } from './chat/library.ts';
import { noTools } from './chat/no-tools.ts';
import type { ChosenTarget } from './chat/target.ts';
import { registerCommands } from './host/commands/index.ts';
import { createGoogleLogin } from './host/google-cloud.ts';
import { CommitMessages } from './host/context/commit-messages.ts';
import { registerAttachmentTexts } from './host/context/attachment-texts.ts';
import { registerCodeActions } from './host/context/code-actions.ts';
import { TerminalCommands } from './host/context/terminals.ts';
import { httpFetch } from './host/http-fetch.ts';
import { createLogChannel } from './host/log.ts';
import { sleep } from './host/sleep.ts';
import { createKeys } from './host/secrets.ts';
import { settings } from './host/settings.ts';
import { chooseTarget } from './host/target.ts';
import { ChatView, chatViewId } from './host/view/chat-view.ts';
import { createChatClient } from './llm/client.ts';
import { ModelLists } from './llm/model-lists.ts';

/** Called by VS Code on first use of the panel or a command. No network, no disk, no timer. */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLogChannel();
  const keys = createKeys(context.secrets, process.env);
  const nowMs = (): number => Date.now();
  const clientPorts = {
    fetch: httpFetch,
    log,
    sleep,
    nowMs,
    random: () => Math.random(),
  };
  const client = createChatClient(clientPorts);
  const modelLists = new ModelLists(clientPorts);
  const googleLogin = createGoogleLogin(clientPorts, {
    environment: process.env,
    platform: process.platform,
    homeFolder: homedir(),
    workspaceFolders: () => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    log,
  });
  const chooseTargetNow = (): ChosenTarget => chooseTarget(settings, keys, googleLogin.grant);
  const library = new Library({
    client,
    tools: noTools,
    chooseTarget: chooseTargetNow,
    newId: randomUUID,
    nowMs,
    log,
  });
  const drafts = new Drafts();
  const view = new ChatView({
    extensionUri: context.extensionUri,
    library,
    drafts,
    log,
    panelSettings: () => {
      const { model, providerLabel } = chooseTargetNow();
      return {
        model,
        providerLabel,
        sendWith: settings.sendWith(),
        problems: settings.problems(),
        isMac: process.platform === 'darwin',
      };
    },
  });
  const terminals = new TerminalCommands();
  const commitMessages = new CommitMessages();
  context.subscriptions.push(
    terminals,
    registerCodeActions(),
    registerAttachmentTexts((id) => findAttachment(id, library.active.conversation, drafts)),
    new vscode.Disposable(() => commitMessages.stop()),
    log,
    view,
    vscode.window.registerWebviewViewProvider(chatViewId, view),
    registerCommands({
      library,
      drafts,
      view,
      settings,
      keys,
      log,
      client,
      chooseTarget: chooseTargetNow,
      terminals,
      commitMessages,
      listModels: async (provider, signal, refresh) =>
        modelLists.list(provider, await keys.keyFor(provider), signal, { refresh }),
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('parley')) view.panelChanged();
    }),
    new vscode.Disposable(() => library.stopAll()),
  );
}
