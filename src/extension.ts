// The one place that knows everyone: builds ports → core → view → commands. Registers, and does nothing else at start.
import './host/language.ts';
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { findAttachment } from './chat/find-attachment.ts';
import { Library } from './chat/library.ts';
import { unreadableNotice } from './chat/store-error.ts';
import { RequestPreviews } from './chat/preview-request.ts';
import type { ChosenTarget } from './chat/target.ts';
import { TitleWriter } from './chat/title-writer.ts';
import { createAnswerActions } from './host/code/answer-actions.ts';
import { registerCommands } from './host/commands/index.ts';
import { createGoogleLogin } from './host/google-cloud.ts';
import { CommitMessages } from './host/context/commit-messages.ts';
import { Attaching } from './host/context/attaching.ts';
import { attachToDraft } from './host/context/attach-to-draft.ts';
import { registerAttachmentTexts } from './host/context/attachment-texts.ts';
import { registerCodeActions } from './host/context/code-actions.ts';
import { createCompaction } from './host/context/compaction.ts';
import { createPromptPorts } from './host/context/prompt-ports.ts';
import { createRequestContext } from './host/context/request-context.ts';
import { onSurroundingsChange } from './host/context/surroundings.ts';
import { Suggestions } from './host/context/suggestions.ts';
import { TerminalCommands } from './host/context/terminals.ts';
import { httpFetch } from './host/http-fetch.ts';
import { openChatHistory } from './host/history/chat-history.ts';
import { createLogChannel } from './host/log.ts';
import { sleep } from './host/sleep.ts';
import { createKeys } from './host/secrets.ts';
import { settings } from './host/settings.ts';
import { chooseTarget, isOwnMachine } from './host/target.ts';
import { createHostTools } from './host/tools/host-tools.ts';
import { ChatView, chatViewId } from './host/view/chat-view.ts';
import { createChatClient } from './llm/client.ts';
import { ModelLists } from './llm/model-lists.ts';
import type { Attachment } from './model/attachment.ts';

/** What has to end before the extension host may. */
let ending: (() => Promise<void>) | undefined;

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
  const chooseTargetNow = (model?: string): ChosenTarget =>
    chooseTarget(settings, keys, googleLogin.grant, model);
  const history = openChatHistory(context, log, () => view.panelChanged());
  const tools = createHostTools(context, settings, log, (messageId, changes) =>
    library.sessionOf(messageId)?.setChanges(messageId, changes),
  );
  ending = async () => {
    // The history first: a running answer is stored as it stands, to be told as cut off, not as stopped by the user.
    await Promise.all([history.close(), tools.dispose()]);
  };
  const answers = createAnswerActions(tools.workspace);
  const { store, writer, drafts, workspace, recall, remember } = history;
  const requestContext = createRequestContext(settings, modelLists, context.globalState);
  const titles = new TitleWriter({
    client,
    chooseTarget: chooseTargetNow,
    isWanted: ({ provider }) => {
      const by = settings.titles();
      return by === 'model' || (by === 'local' && isOwnMachine(provider));
    },
    rename: (chatId, title) => library.rename(chatId, title),
    log,
  });
  const library: Library = new Library({
    store,
    writer,
    drafts,
    recall,
    remember,
    afterMs: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    onUnreadable: (fault) => void vscode.window.showWarningMessage(`Parley: ${unreadableNotice(fault)}`),
    onSession: (session) => titles.follow(session),
    client,
    tools: tools.toolbox,
    context: requestContext,
    chooseTarget: chooseTargetNow,
    newId: randomUUID,
    nowMs,
    log,
  });
  const prompts = createPromptPorts(context.globalStorageUri);
  const compact = createCompaction({
    sessionOf: (messageId) => library.sessionOf(messageId),
    client,
    context: requestContext,
    chooseTarget: chooseTargetNow,
    newId: randomUUID,
    nowMs,
  });
  const attach = (attachment: Attachment): void => attachToDraft({ library, drafts, view }, attachment);
  const attaching = new Attaching((text) => void vscode.window.showWarningMessage(`Parley: ${text}`));
  const suggestions = new Suggestions({
    prompts,
    runCommand: async (command, ...args) => void (await vscode.commands.executeCommand(command, ...args)),
    attach,
    attaching,
  });
  const view: ChatView = new ChatView({
    extensionUri: context.extensionUri,
    library,
    drafts,
    prompts,
    previews: new RequestPreviews({
      context: requestContext,
      chooseTarget: chooseTargetNow,
      prompts,
      offer: (switches) => tools.toolbox.offer(switches),
    }),
    compact,
    suggestions,
    attaching,
    attach,
    tokenFactor: (model) => requestContext.calibration.factor(model),
    toolbox: tools.toolbox,
    changes: tools.changes,
    answers,
    store,
    workspace,
    log,
    panelSettings: () => {
      const { model, providerLabel } = chooseTargetNow();
      return {
        model,
        providerLabel,
        sendWith: settings.sendWith(),
        problems: settings.problems(),
        unsaved: history.unsaved(),
        isTrusted: vscode.workspace.isTrusted,
        isMac: process.platform === 'darwin',
      };
    },
  });
  const terminals = new TerminalCommands();
  const commitMessages = new CommitMessages();
  context.subscriptions.push(
    terminals,
    answers,
    registerCodeActions(),
    onSurroundingsChange(() => view.surroundingsChanged()),
    registerAttachmentTexts((id) => findAttachment(id, library.active.conversation, drafts)),
    new vscode.Disposable(() => commitMessages.stop()),
    log,
    suggestions,
    view,
    vscode.window.registerWebviewViewProvider(chatViewId, view),
    registerCommands({
      library,
      drafts,
      store,
      view,
      settings,
      keys,
      log,
      client,
      chooseTarget: chooseTargetNow,
      terminals,
      proposals: answers.proposals,
      commitMessages,
      prompts,
      compact,
      listModels: async (provider, signal, refresh) =>
        modelLists.list(provider, await keys.keyFor(provider), signal, { refresh }),
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('parley')) view.panelChanged();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => view.panelChanged()),
    new vscode.Disposable(() => {
      titles.close();
      library.stopAll();
    }),
  );
}

/** Called by VS Code at the end, which waits a few seconds for it: commands are ended, and what is on its way is stored. */
export async function deactivate(): Promise<void> {
  await ending?.();
  ending = undefined;
}
