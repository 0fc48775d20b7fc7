// Parts of a request that the user has taken out of a chat: named by ids that are stored with the chat.

/** The system prompt. */
export const systemPromptPartId = 'system-prompt';

/** An instruction file, by its path as shown: `instructions:AGENTS.md`. */
export function instructionPartId(path: string): string {
  return `instructions:${path}`;
}

/** The list with this part in it or not; the same list when that changes nothing. */
export function withPart(leftOut: readonly string[], partId: string, isLeftOut: boolean): readonly string[] {
  if (leftOut.includes(partId) === isLeftOut) return leftOut;
  return isLeftOut ? [...leftOut, partId] : leftOut.filter((other) => other !== partId);
}
