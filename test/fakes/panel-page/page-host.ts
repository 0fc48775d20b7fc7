// Runs in the page before the view: plays the part of VS Code's webview API. Keeps what the view posts, and hands it
// what a test (or one of the states in panel-states.ts) wants it to see.
import type { Intent } from '../../../src/protocol/to-host.ts';
import type { ToView } from '../../../src/protocol/to-view.ts';
import { sampleSuggestions } from './attach-states.ts';
import { batchOf } from './panel-samples.ts';
import { panelStates } from './panel-states.ts';
import { pressedInRequestState } from './request-states.ts';
import { pressedInState } from './tool-states.ts';

/** The page's side of the fake, as tests reach it. */
export interface PageHost {
  /** Everything the view has posted, in order. */
  readonly intents: Intent[];
  /** Everything the content security policy has stopped. */
  readonly violations: string[];
  /** Hands messages to the view, each as VS Code does. */
  post(...messages: ToView[]): void;
}

declare global {
  var pageHost: PageHost;
  var acquireVsCodeApi: (() => unknown) | undefined;
}

const stateKey = 'webview-state';
const intents: Intent[] = [];
const violations: string[] = [];

const post = (...messages: ToView[]): void => {
  for (const data of messages) window.dispatchEvent(new MessageEvent('message', { data }));
};

globalThis.pageHost = { intents, violations, post };
globalThis.acquireVsCodeApi = () => {
  globalThis.acquireVsCodeApi = undefined;
  return {
    postMessage(message: Intent): void {
      intents.push(structuredClone(message));
      if (message.type === 'view-ready') showState();
      if (message.type === 'suggest') answerInState(message.queryId);
    },
    getState: (): unknown => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null') ?? undefined,
    setState(state: unknown): void {
      sessionStorage.setItem(stateKey, JSON.stringify(state));
    },
  };
};
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});

// In the state with the list open, somebody has to answer what it asks.
function answerInState(queryId: number): void {
  if (new URLSearchParams(location.search).get('state') !== 'completion') return;
  const list = { queryId, items: sampleSuggestions, isComplete: true, isCut: true };
  queueMicrotask(() => post(batchOf(1, [{ type: 'suggestions', list }])));
}

// `?state=…` shows one of the prepared states by itself, for looking at the panel without a test.
function showState(): void {
  const state = new URLSearchParams(location.search).get('state') ?? '';
  const messages = panelStates[state];
  if (messages === undefined) return;
  queueMicrotask(() => post(...messages));
  const pressed = pressedInState[state] ?? pressedInRequestState[state];
  if (pressed !== undefined)
    new MutationObserver((_, observer) => {
      const button = document.querySelector<HTMLElement>(pressed);
      if (button === null) return;
      observer.disconnect();
      button.click();
    }).observe(document.body, { childList: true, subtree: true });
}
