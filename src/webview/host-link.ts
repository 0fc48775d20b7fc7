// The one wire to the extension host. The VS Code API object is taken once and never leaves this file:
// whatever else runs in the page cannot post an intent of its own.
import type { Intent } from '../protocol/to-host.ts';
import type { ToView } from '../protocol/to-view.ts';

/** What VS Code gives a webview script. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The wire: intents up, messages down, and the small state VS Code keeps for a hidden or reloaded view. */
export interface HostLink {
  /** Posts an intent. Never waits for an answer. */
  readonly send: (intent: Intent) => void;
  /** Calls the listener for each message of the host, in order. */
  listen(listener: (message: ToView) => void): void;
  /** What `saveState` kept before the view was last torn down; anything, or undefined. */
  readState(): unknown;
  /** Keeps a plain value until the view is closed for good. */
  saveState(state: unknown): void;
}

/** Takes the API object. Throws when called twice, because VS Code hands it out once. */
export function openHostLink(): HostLink {
  const api = acquireVsCodeApi();
  return {
    send(intent) {
      api.postMessage(intent);
    },
    listen(listener) {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isToView(event.data)) listener(event.data);
      });
    },
    readState: () => api.getState(),
    saveState(state) {
      api.setState(state);
    },
  };
}

// The host is trusted; this only keeps foreign messages (developer tools, VS Code's own) out of the store.
function isToView(data: unknown): data is ToView {
  if (Array.isArray(data)) {
    return data.length === 2 && typeof data[0] === 'number' && typeof data[1] === 'string';
  }
  if (typeof data !== 'object' || data === null || !('type' in data) || !('seq' in data)) return false;
  return (data.type === 'snapshot' || data.type === 'batch') && typeof data.seq === 'number';
}
