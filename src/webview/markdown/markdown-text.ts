// A markdown text on screen that may still grow: takes it in a slice at a time, within what a frame allows.
// Knows nothing of markdown itself; a text that cannot be rendered is shown as it is.
import type { FrameTask } from '../frame-work.ts';
import { MarkdownBlocks } from './blocks.ts';
import type { CodeTextPorts } from './code-text.ts';

/** Source characters taken in at once: 1 to 2 ms of work (measured), so that a long text is spread over frames. */
const sliceLength = 2_048;
/** Share of the time that may go into rendering the same open block again and again. */
const maxRenderShare = 0.2;
/** An open block longer than this that has once taken longer than that to render is shown as it is written. */
const longBlock = { length: 16_384, renderMs: 150 };
/** As much of the end of what is known is looked at to see whether a text goes on from there. */
const seamLength = 64;

/** Renders one text into one element, incrementally. */
export class MarkdownText implements FrameTask {
  readonly #root: HTMLElement;
  readonly #ports: CodeTextPorts;
  #blocks: MarkdownBlocks;
  /** The text wanted, and how much of it has been taken in. */
  #text = '';
  #taken = 0;
  #isGrowing = true;
  /** Everything is on screen, and references are being resolved. */
  #isFinishing = false;
  #isFinished = false;
  #isGivenUp = false;
  #plain: HTMLElement | undefined;
  #restUntilMs = 0;

  /** Renders into `root`, which must be empty and is this text's alone. */
  constructor(root: HTMLElement, ports: CodeTextPorts) {
    this.#root = root;
    this.#ports = ports;
    this.#blocks = new MarkdownBlocks(root, ports);
  }

  /** Shows this text; `isGrowing`: more may be appended to it later. A text that is no continuation starts afresh. */
  update(text: string, isGrowing: boolean): void {
    if (this.#isFinishing && text === this.#text) return;
    if (this.#isFinishing || !this.#continues(text, isGrowing)) this.#reset();
    this.#text = text;
    this.#isGrowing = isGrowing;
    if (this.#plain !== undefined) this.#plain.textContent = text;
    else this.#ports.work.request(this, 'text');
  }

  /** Stops all work for it. */
  dispose(): void {
    this.#ports.work.cancel(this);
    this.#blocks.dispose();
  }

  run(deadlineMs: number): boolean {
    try {
      return this.#work(deadlineMs);
    } catch {
      this.#showPlain();
      return false;
    }
  }

  // While it grows only the seam is compared: comparing all of a long text costs more than rendering what is new.
  #continues(text: string, isGrowing: boolean): boolean {
    const known = this.#text;
    if (!isGrowing) return text.startsWith(known);
    return (
      text.length >= known.length &&
      text.startsWith(known.slice(-seamLength), Math.max(0, known.length - seamLength))
    );
  }

  #work(deadlineMs: number): boolean {
    // CR LF may be cut in two: a CR at the end waits for what follows.
    const available = this.#text.length - (this.#isGrowing && this.#text.endsWith('\r') ? 1 : 0);
    while (this.#taken < available) {
      const startMs = performance.now();
      if (startMs >= deadlineMs) return true;
      if (this.#isGrowing && startMs < this.#restUntilMs && deadlineMs !== Infinity) return true;
      this.#append(this.#nextSlice(available));
      this.#restUntilMs = startMs + (performance.now() - startMs) / maxRenderShare;
    }
    if (this.#isGrowing || this.#isFinished) return false;
    return this.#finish(deadlineMs);
  }

  #nextSlice(available: number): string {
    let end = Math.min(this.#taken + sliceLength, available);
    if (this.#text.startsWith('\r\n', end - 1)) end += 1;
    // As markdown-it does itself; here because lines are counted in the result.
    const slice = this.#text.slice(this.#taken, end).replaceAll(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');
    this.#taken = end;
    return slice;
  }

  #append(slice: string): void {
    if (this.#isGivenUp) {
      this.#blocks.appendSource(slice);
      return;
    }
    const startMs = performance.now();
    this.#blocks.append(slice);
    // The next slice would cost as much and a little more, at worst four times as much: what is read again doubles at most.
    const isTooSlow =
      performance.now() - startMs > longBlock.renderMs && this.#blocks.openLength > longBlock.length;
    if (!isTooSlow) return;
    this.#isGivenUp = true;
    this.#blocks.giveUp();
  }

  #finish(deadlineMs: number): boolean {
    if (!this.#isGivenUp && !this.#isFinishing) this.#blocks.finish();
    this.#isFinishing = true;
    while (this.#blocks.resolveNext()) if (performance.now() >= deadlineMs) return true;
    this.#isFinished = true;
    return false;
  }

  #reset(): void {
    this.dispose();
    this.#root.replaceChildren();
    this.#blocks = new MarkdownBlocks(this.#root, this.#ports);
    this.#taken = 0;
    this.#isFinishing = false;
    this.#isFinished = false;
    this.#isGivenUp = false;
    this.#plain = undefined;
  }

  // Something in the text could not be rendered: the reader still gets every word of it.
  #showPlain(): void {
    this.#reset();
    this.#plain = document.createElement('div');
    this.#plain.className = 'plain-text';
    this.#plain.dir = 'auto';
    this.#plain.textContent = this.#text;
    this.#root.append(this.#plain);
  }
}
