// The colours of code: what the highlighting engine offers, and fetching it when the first code block needs it.
// The engine is a script of its own (highlight-engine.ts), because most of its 100 kB are grammars.

/** What a piece of code is, as far as colours go. */
export type CodeTokenKind =
  | 'keyword'
  | 'string'
  | 'number'
  | 'comment'
  | 'type'
  | 'function'
  | 'variable'
  | 'property'
  | 'tag'
  | 'meta'
  | 'heading'
  | 'inserted'
  | 'deleted';

/** A stretch of code of one colour; without a kind it has the colour of plain text. */
export interface CodeToken {
  readonly text: string;
  readonly kind?: CodeTokenKind;
}

/** Turns code into coloured stretches. */
export interface HighlightEngine {
  /** Does it know this language, by name or alias? */
  knows(language: string): boolean;
  /**
   * Reads a piece of code that begins outside any string or comment. `isClosed`: it also ends so, and what follows
   * can be read by itself. The texts joined are the code.
   */
  highlight(code: string, language: string): { tokens: readonly CodeToken[]; isClosed: boolean };
}

declare global {
  /** Set by the engine's script once it has loaded. */
  var parleyHighlightEngine: HighlightEngine | undefined;
}

/** The engine when it is here, and a way to wait for it. */
export interface Highlighter {
  readonly engine: HighlightEngine | undefined;
  /** Loads the engine if need be; calls back when it is there. Never calls back when it cannot be loaded. */
  load(callback: () => void): void;
}

/** A highlighter that fetches the engine beside `viewScript`, with the same nonce. */
export function createHighlighter(viewScript: HTMLScriptElement | undefined): Highlighter {
  let script: HTMLScriptElement | undefined;
  return {
    get engine() {
      return globalThis.parleyHighlightEngine;
    },
    load(callback) {
      if (viewScript === undefined) return;
      if (globalThis.parleyHighlightEngine !== undefined) {
        callback();
        return;
      }
      if (script === undefined) {
        script = document.createElement('script');
        script.nonce = viewScript.nonce;
        script.src = new URL('highlight.js', viewScript.src).href;
        document.head.append(script);
      }
      script.addEventListener('load', callback);
    },
  };
}
