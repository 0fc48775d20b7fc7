// What a running command prints, for the panel: a few updates a second, each the end of what is new. Whoever wants all
// of it reads the result.
import { ByteTail } from './byte-tail.ts';
import { plainPiece, withoutEscapes } from './terminal-text.ts';

/** Between two updates. */
const INTERVAL_MS = 100;
/** Most of one update; a screen holds less. */
const UPDATE_BYTES = 4 * 1024;
/** A line end or escape sequence of which only the beginning has come; a longer one is taken for text. */
const openSequence = /(?:\r+|\u001b(?:\[[0-?]{0,40}[ -/]{0,4}|[\]PX^_][^\u0007\u001b\n]{0,200}\u001b?)?)$/u;

/** Passes output on in small, safe pieces. */
export class LiveOutput {
  readonly #show: (text: string) => void;
  readonly #intervalMs: number;
  readonly #tail = new ByteTail(UPDATE_BYTES);
  #decoder = new TextDecoder();
  #open = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(show: (text: string) => void, intervalMs = INTERVAL_MS) {
    this.#show = show;
    this.#intervalMs = intervalMs;
  }

  push(bytes: Uint8Array): void {
    this.#tail.push(bytes);
    this.#timer ??= setTimeout(() => this.#flush(), this.#intervalMs);
  }

  /** Shows what is still waiting. Nothing is shown afterwards. */
  end(): void {
    clearTimeout(this.#timer);
    this.#flush();
  }

  #flush(): void {
    this.#timer = undefined;
    const isCut = this.#tail.total > UPDATE_BYTES;
    const bytes = this.#tail.take();
    if (isCut) {
      this.#decoder = new TextDecoder();
      this.#open = '';
    }
    const text = this.#open + this.#decoder.decode(bytes, { stream: true });
    const open = openSequence.exec(text)?.[0] ?? '';
    this.#open = open;
    const whole = text.slice(0, text.length - open.length);
    // After a cut: from the next line on, so that half a character or half a sequence does not show.
    const shown = isCut ? `\n…\n${whole.slice(whole.indexOf('\n') + 1)}` : whole;
    if (withoutEscapes(shown) !== '') this.#show(plainPiece(shown));
  }
}
