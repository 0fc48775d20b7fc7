// The panel `parley.chat`: a stateless page that is told everything. It can be closed, moved or reloaded at any time.
import * as vscode from 'vscode';
import { withWaitsFrom } from '../../model/retry-waits.ts';
import type { RequestPreviews } from '../../chat/preview-request.ts';
import { attachmentForChip, conversationForPanel, eventForPanel } from '../../chat/shown-attachment.ts';
import { createOutbox, type Outbox } from '../../protocol/outbox.ts';
import type { PanelState, ViewEvent } from '../../protocol/to-view.ts';
import { language } from '../language.ts';
import { ContextWatch } from './context-watch.ts';
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
  | 'suggestions'
  | 'attaching'
  | 'attach'
  | 'toolbox'
  | 'changes'
  | 'log'
  | 'store'
  | 'workspace'
  | 'answers'
> {
  readonly previews: RequestPreviews;
  readonly extensionUri: vscode.Uri;
  /** By what estimates of tokens are multiplied for a `provider/model`. */
  readonly tokenFactor: (model: string) => number;
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
  #watch: ContextWatch | undefined;
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
    this.#watch?.changed();
  }

  /** Files, editors or models changed: the next request may hold something else. */
  surroundingsChanged(): void {
    this.#watch?.changed();
  }

  /** VS Code calls this whenever the view becomes visible after its page was gone. */
  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#isReady = false;
    const { webview } = view;
    const dist = vscode.Uri.joinPath(this.#ports.extensionUri, 'dist');
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [dist] };
    const outbox = createOutbox({ post: (message) => void webview.postMessage(message), schedule });
    this.#outbox = outbox;
    const gate = new SavedGate({
      send: (events) => outbox.add(events),
      sendSnapshot: () => this.#postSnapshot(),
      whenSettled: () => this.#ports.library.whenSettled(),
    });
    this.#gate = gate;
    this.#watch?.close();
    const watch = new ContextWatch({
      ...this.#ports,
      schedule,
      send: (outline) => this.#send([{ type: 'request-outline', outline }]),
    });
    this.#watch = watch;
    this.#hearActive();
    webview.onDidReceiveMessage((message: unknown) => routeMessage(message, this.#routerPorts()));
    view.onDidDispose(() => {
      outbox.dispose();
      gate.close();
      watch.close();
      // A new page may have taken over already (the view was moved).
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#outbox = undefined;
      this.#gate = undefined;
      this.#watch = undefined;
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
    this.#watch?.close();
    this.#outbox?.dispose();
    for (const dispose of this.#disposables) dispose();
  }

  #routerPorts(): RouterPorts {
    return {
      ...this.#ports,
      showProblem: (text) => void vscode.window.showWarningMessage(text),
      send: (events: readonly ViewEvent[]) => this.#send(events),
      sendSnapshot: () => this.#gate?.snapshot(),
      panelChanged: () => this.panelChanged(),
      draftTyped: () => this.#watch?.changed(),
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
    const conversation = withWaitsFrom(conversationForPanel(library.active.conversation), Date.now());
    this.#outbox?.snapshot({ conversation, panel: this.#panel(), draft: drafts.of(conversation.id).text });
    this.#watch?.tellAnew();
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
      this.#send(events.map((event) => ({ type: 'conversation', event: eventForPanel(event) })));
      this.#watch?.heard(events);
    });
  }

  #panel(): PanelState {
    const { library, drafts, panelSettings, tokenFactor } = this.#ports;
    const settings = panelSettings();
    const factor = tokenFactor(settings.model);
    const { attachments } = drafts.of(library.active.conversation.id);
    return { ...settings, attachments: attachments.map((one) => attachmentForChip(one, factor)) };
  }
}

function schedule(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
