// Formulas: what the typesetting engine offers, and fetching it with its fonts when the first formula needs it.
import { createLateScript, type LateScript } from './late-script.ts';

/** Typesets TeX. */
export interface MathEngine {
  /** Puts a formula into an empty element. Throws when the TeX has a mistake. */
  typeset(tex: string, element: HTMLElement, isDisplay: boolean): void;
}

declare global {
  /** Set by the engine's script once it has loaded. */
  var parleyMathEngine: MathEngine | undefined;
}

/** The engine's script and style sheet, fetched beside `viewScript`. */
export function createMath(viewScript: HTMLScriptElement | undefined): LateScript<MathEngine> {
  return createLateScript(viewScript, 'katex', () => globalThis.parleyMathEngine, { hasStyle: true });
}
