// Walking through earlier prompts with the arrow keys, as in a terminal. Pure but for its place in the list.

/** A place among earlier prompts. */
export interface PromptRecall {
  /** Is this text the recalled prompt, unchanged? */
  isShowing(text: string): boolean;
  /** The prompt before the one shown; undefined when there is none. `prompts`: oldest first. */
  older(prompts: readonly string[], text: string): string | undefined;
  /** The prompt after the one shown, the empty text after the newest; undefined when none was recalled. */
  newer(prompts: readonly string[], text: string): string | undefined;
}

/** Begins behind the newest prompt. */
export function createPromptRecall(): PromptRecall {
  let recalled = '';
  let index: number | undefined;

  function move(prompts: readonly string[], text: string, step: number): string | undefined {
    if (text === '' || text !== recalled) index = undefined;
    const next = (index ?? prompts.length) + step;
    if (next < 0 || next > prompts.length) return undefined;
    index = next;
    recalled = prompts[next] ?? '';
    return recalled;
  }

  return {
    isShowing: (text) => text !== '' && text === recalled,
    older: (prompts, text) => move(prompts, text, -1),
    newer: (prompts, text) => (text === '' ? undefined : move(prompts, text, 1)),
  };
}
