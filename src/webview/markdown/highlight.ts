// The colours of code: what the highlighting engine offers, and fetching it when the first code block needs it.
// The engine is a script of its own (highlight-engine.ts), because most of its 100 kB are grammars.
import { createLateScript, type LateScript } from './late-script.ts';

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

/** The engine's script, fetched beside `viewScript`. */
export function createHighlighter(viewScript: HTMLScriptElement | undefined): LateScript<HighlightEngine> {
  return createLateScript(viewScript, 'highlight', () => globalThis.parleyHighlightEngine);
}
