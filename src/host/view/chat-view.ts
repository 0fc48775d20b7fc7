// The panel `parley.chat`: a stateless page that is told everything. It can be closed, moved or reloaded at any time.
import * as vscode from 'vscode';
import { withWaitsFrom } from '../../model/conversation.ts';
import { createOutbox, type Outbox } from '../../protocol/outbox.ts';
import type { PanelState, ViewEvent } from '../../protocol/to-view.ts';
import { language } from '../language.ts';
import { createNonce, panelPage } from './html.ts';
import { routeMessage, type RouterPorts } from './router.ts';
import { SavedGate } from './saved-gate.ts';

/** The view's id in the manifest. */
export const chatViewId = 'parley.chat';

/** What the panel needs. */
export interface ChatViewPorts extends Pick<
  RouterPorts,
  | 'library'
  | 'drafts'
  | 'prompts'
  | 'compact'
  | 'toolbox'
  | 'changes'
  | 'log'
  | 'store'
  | 'workspace'
  | 'answers'
> {
  readonly extensionUri: vscode.Uri;
  /** The panel state without what the chat itself holds. */
  readonly panelSettings: () => Omit<PanelState, 'attachments'>;
}

/** The provider of the panel. At most one page lives at a time. */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #ports: ChatViewPorts;
  readonly #disposables: (() => void)[] = [];
  #view: vscode.WebviewView | undefined;
  #outbox: Outbox | undefined;
  #gate: SavedGate | undefined;
  /** Has the present page asked for its first snapshot? */
  #isReady = false;
  /** The cursor goes into the composer once the page is ready. */
  #focusWhenReady = false;
  /** The history is shown once the page is ready. */
  #historyWhenReady = false;
  #stopHearing: () => void = () => {};

  constructor(ports: ChatViewPorts) {
    this.#ports = ports;
    this.#disposables.push(
      ports.library.onActiveChange(() => this.#showActive()),
      ports.library.onListChange(() => this.#send([{ type: 'history-changed' }])),
    );
  }

  /** Shows the panel with the history in it. */
  async revealHistory(): Promise<void> {
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    this.#historyWhenReady = true;
    if (this.#isReady) this.#showHistory();
  }

  /** Shows the panel and puts the cursor into the composer. */
  async reveal(): Promise<void> {
    this.#focusWhenReady = true;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    if (this.#isReady) this.#focusComposer();
  }

  /** The draft of the shown chat was changed from outside of the panel. */
  draftChanged(): void {
    const { library, drafts } = this.#ports;
    this.#send([{ type: 'draft-set', text: drafts.of(library.active.conversation.id).text }]);
  }

  /** Settings, model, key or attachments changed. */
  panelChanged(): void {
    this.#send([{ type: 'panel', panel: this.#panel() }]);
  }

  /** VS Code calls this whenever the view becomes visible after its page was gone. */
  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#isReady = false;
    const { webview } = view;
    const dist = vscode.Uri.joinPath(this.#ports.extensionUri, 'dist');
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [dist] };
    const outbox = createOutbox({
      post: (message) => void webview.postMessage(message),
      schedule: (callback, delayMs) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    });
    this.#outbox = outbox;
    const gate = new SavedGate({
      send: (events) => outbox.add(events),
      sendSnapshot: () => this.#postSnapshot(),
      whenSettled: () => this.#ports.library.whenSettled(),
    });
    this.#gate = gate;
    this.#hearActive();
    webview.onDidReceiveMessage((message: unknown) => routeMessage(message, this.#routerPorts()));
    view.onDidDispose(() => {
      outbox.dispose();
      gate.close();
      // A new page may have taken over already (the view was moved).
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#outbox = undefined;
      this.#gate = undefined;
      this.#isReady = false;
      this.#stopHearing();
    });
    webview.html = panelPage({
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'view.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'view.css')).toString(),
      cspSource: webview.cspSource,
      nonce: createNonce(),
      language: language.name,
      bundle: language.bundle,
    });
  }

  /** Ends the link to the page. */
  dispose(): void {
    this.#stopHearing();
    this.#gate?.close();
    this.#outbox?.dispose();
    for (const dispose of this.#disposables) dispose();
  }

  #routerPorts(): RouterPorts {
    const { library, drafts, prompts, compact, toolbox, changes, log, store, workspace, answers } =
      this.#ports;
    return {
      library,
      drafts,
      prompts,
      compact,
      toolbox,
      changes,
      log,
      store,
      workspace,
      answers,
      showProblem: (text) => void vscode.window.showWarningMessage(text),
      send: (events: readonly ViewEvent[]) => this.#send(events),
      sendSnapshot: () => this.#gate?.snapshot(),
      panelChanged: () => this.panelChanged(),
      runCommand: async (command: string, ...args: readonly unknown[]) => {
        await vscode.commands.executeCommand(command, ...args);
      },
    };
  }

  #send(events: readonly ViewEvent[]): void {
    this.#gate?.pass(events);
  }

  #postSnapshot(): void {
    const { library, drafts } = this.#ports;
    const conversation = withWaitsFrom(library.active.conversation, Date.now());
    this.#outbox?.snapshot({ conversation, panel: this.#panel(), draft: drafts.of(conversation.id).text });
    this.#isReady = true;
    if (this.#focusWhenReady) this.#focusComposer();
    if (this.#historyWhenReady) this.#showHistory();
  }

  #showHistory(): void {
    this.#historyWhenReady = false;
    this.#send([{ type: 'history-show' }]);
  }

  #focusComposer(): void {
    this.#focusWhenReady = false;
    this.#send([{ type: 'composer-focus' }]);
  }

  #showActive(): void {
    if (this.#gate === undefined) return;
    this.#hearActive();
    this.#gate.snapshot();
  }

  #hearActive(): void {
    this.#stopHearing();
    this.#stopHearing = this.#ports.library.active.subscribe((events) => {
      this.#send(events.map((event) => ({ type: 'conversation', event })));
    });
  }

  #panel(): PanelState {
    const { library, drafts, panelSettings } = this.#ports;
    return { ...panelSettings(), attachments: drafts.of(library.active.conversation.id).attachments };
  }
}
