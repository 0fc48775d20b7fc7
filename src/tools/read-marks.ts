// Remembers what each chat has last seen of a file, so that an edit made up on an older state is refused. Holds hashes
// only, and a bounded number of them; forgetting one only makes an edit possible without having read.
import { ToolProblem } from './tool.ts';
import type { Place } from './paths.ts';

const MAX_MARKS = 5000;

/** See the head of this file. */
export class ReadMarks {
  readonly #marks = new Map<string, string>();

  /** The chat has seen this text of the file. */
  async saw(chatId: string, place: Place, text: string): Promise<void> {
    const key = keyOf(chatId, place);
    this.#marks.delete(key);
    this.#marks.set(key, await hashOf(text));
    const oldest = this.#marks.keys().next();
    if (this.#marks.size > MAX_MARKS && oldest.done !== true) this.#marks.delete(oldest.value);
  }

  /** @throws ToolProblem when the chat has seen another text. */
  async requireSeen(chatId: string, place: Place, text: string): Promise<void> {
    const seen = this.#marks.get(keyOf(chatId, place));
    if (seen === undefined || seen === (await hashOf(text))) return;
    throw new ToolProblem(
      `${place.shown} has changed since you last read it in this chat. Read it again, then repeat the edit.`,
    );
  }
}

function keyOf(chatId: string, place: Place): string {
  return `${chatId}\n${place.real}`;
}

/** SHA-256 with line ends made equal: an editor’s text has only one kind of them. */
async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text.replaceAll('\r\n', '\n'));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
