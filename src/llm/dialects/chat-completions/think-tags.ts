// Splits text whose beginning may be thinking between tags, as many open models write it. Tags may be cut anywhere.
// Only a tag at the very start of an answer counts: later ones are the model's text.

const TAGS = [
  { open: '<think>', close: '</think>' },
  { open: '<thought>', close: '</thought>' },
] as const;

/** Receives the pieces in order; never called with empty text. */
export interface ThinkSink {
  text(text: string): void;
  reasoning(text: string): void;
}

/** Feed it the text of one answer in order, then call `end`. */
export class ThinkTagSplitter {
  readonly #sink: ThinkSink;
  /** What is held back: a possible tag, or blanks before one. */
  #held = '';
  #close: string | undefined;
  #state: 'start' | 'thinking' | 'after' | 'text' = 'start';

  constructor(sink: ThinkSink) {
    this.#sink = sink;
  }

  feed(text: string): void {
    switch (this.#state) {
      case 'text':
        this.#sink.text(text);
        return;
      case 'start':
        this.#start(this.#held + text);
        return;
      case 'thinking':
        this.#think(this.#held + text);
        return;
      case 'after':
        this.#after(text);
        return;
    }
  }

  /** Lets go of what was held back. @returns whether the thinking was never closed. */
  end(): boolean {
    const held = this.#held;
    this.#held = '';
    if (held !== '') {
      if (this.#state === 'thinking') this.#sink.reasoning(held);
      else this.#sink.text(held);
    }
    return this.#state === 'thinking';
  }

  #start(text: string): void {
    const begun = text.trimStart();
    const tag = TAGS.find(({ open }) => begun.startsWith(open));
    if (tag !== undefined) {
      this.#state = 'thinking';
      this.#close = tag.close;
      this.#held = '';
      this.#think(begun.slice(tag.open.length));
    } else if (TAGS.some(({ open }) => open.startsWith(begun))) {
      this.#held = text;
    } else {
      this.#state = 'text';
      this.#held = '';
      this.#sink.text(text);
    }
  }

  #think(text: string): void {
    const close = this.#close ?? '';
    const at = text.indexOf(close);
    if (at !== -1) {
      this.#held = '';
      if (at > 0) this.#sink.reasoning(text.slice(0, at));
      this.#state = 'after';
      this.#after(text.slice(at + close.length));
      return;
    }
    const keep = prefixAtEnd(text, close);
    this.#held = text.slice(text.length - keep);
    if (text.length > keep) this.#sink.reasoning(text.slice(0, text.length - keep));
  }

  /** The blank lines between thinking and answer belong to neither. */
  #after(text: string): void {
    const rest = text.trimStart();
    if (rest === '') return;
    this.#state = 'text';
    this.#sink.text(rest);
  }
}

/** How many characters at the end of `text` could be the beginning of `tag`. */
function prefixAtEnd(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
