// The user's language: texts are written in English where they are used, and looked up in the bundle that was set, as
// `vscode.l10n` does. Knows no language itself, and never makes a text of parts that a translator could not reorder.
import { config, t as lookUp } from '@vscode/l10n';

/** English text → text in the user's language (the form of `l10n/bundle.l10n.*.json`). */
export type Bundle = Readonly<Record<string, string>>;

/** The texts from now on; before it is called, and for what the bundle lacks, they are English. */
export function useBundle(bundle: Bundle): void {
  config({ contents: { ...bundle } });
}

/**
 * The text in the user's language. `message` is a literal, so that a test can find it; `{0}`, `{1}` … stand for `values`.
 * Call it when the text is shown or made, not in a constant of a module that may be read before `useBundle`.
 */
export function t(message: string, ...values: readonly (string | number)[]): string {
  return lookUp(message, ...values);
}
