// The colours of code: what the highlighting engine offers, and fetching it when the first code block needs it.
// The engine is a script of its own (highlight-engine.ts), because most of its 100 kB are grammars.
import { createLateScript } from './late-script.ts';

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

/** Names of the languages whose grammars are in a script of their own (highlight-rare.ts, which a test compares). */
export const rareLanguages: ReadonlySet<string> = new Set(
  'apache apacheconf clojure clj edn cmake cmake.in coffeescript coffee cson iced crystal cr dart delphi dpr dfm pas pascal django jinja dos bat batch cmd elixir ex exs elm erlang erl fortran f90 f95 fsharp fs f# gherkin feature glsl gradle graphql gql groovy handlebars hbs html.hbs html.handlebars htmlbars haskell hs julia latex tex less lisp lua pluto makefile mk mak make matlab nginx nginxconf nim nix nixos objectivec mm objc obj-c obj-c++ objective-c++ ocaml ml perl pl pm powershell pwsh ps ps1 prolog properties protobuf proto r scala scheme scm scss shell console shellsession tcl tk twig craftcms vbnet vb verilog v sv svh vhdl wasm'.split(
    ' ',
  ),
);

/** The engine, fetched when it is needed, and rare grammars when they are. */
export interface Highlighter {
  /** Undefined until it is here with all it can have for this language. */
  engineFor(language: string): HighlightEngine | undefined;
  /** Fetches what the language needs; calls back when it is there. Never calls back when it cannot be loaded. */
  load(language: string, callback: () => void): void;
}

/** A highlighter with its scripts beside `viewScript`. */
export function createHighlighter(viewScript: HTMLScriptElement | undefined): Highlighter {
  const core = createLateScript(viewScript, 'highlight', () => globalThis.parleyHighlightEngine);
  const rare = createLateScript(viewScript, 'highlight-rare', () => globalThis.parleyRareGrammars);
  const isRare = (language: string): boolean => rareLanguages.has(language);
  return {
    engineFor: (language) => (isRare(language) && rare.engine === undefined ? undefined : core.engine),
    load(language, callback) {
      core.load(() => (isRare(language) ? rare.load(callback) : callback()));
    },
  };
}
