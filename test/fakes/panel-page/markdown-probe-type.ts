// What the markdown probe (markdown-probe.ts, in the page) offers to tests.

/** The probe as tests reach it. */
export interface MarkdownProbe {
  /** HTML of the text given in these pieces; the last piece also ends it. */
  render(pieces: readonly string[]): string;
  /** The first difference between a text given in pieces and given at once, or undefined. */
  difference(pieces: readonly string[]): string | undefined;
  /**
   * Lengths of the beginnings of a text that could not be rendered and are shown as they are: those a stream passes
   * letter by letter, and with `atOnce` also each by itself. With a `fault`, rendering is made to fail.
   */
  brokenBeginnings(text: string, atOnce: boolean, fault?: 'the second one fails'): number[];
  /** HTML after each piece, before the text is ended. */
  steps(pieces: readonly string[]): string[];
  /** How many elements of blocks there were after `first`, and how many of them are still there after `rest`. */
  keptElements(first: string, rest: string): { before: number; kept: number };
  /** Selects `words` in the rendered `first`, appends `rest`, and returns the text that is selected then. */
  selectionAfter(first: string, words: string, rest: string): Promise<string>;
  /** The text on screen when blocks cannot be rendered. */
  renderBroken(pieces: readonly string[]): string;
  /** What the text given in these pieces has become. `slow`: each look at the clock finds it a second later. */
  measure(
    pieces: readonly string[],
    slow?: 'on a slow machine',
  ): { letters: string; elementCount: number; isGivenUp: boolean };
  /** What the text given in these pieces has become that is not allowed (forbidden.ts); looked at in the page itself. */
  forbidden(pieces: readonly string[]): string[];
  /** The same for the source put into a page as it is: what a careless renderer would do. */
  forbiddenWhenCareless(source: string): string[];
  /** What the page's policy has stopped so far. */
  readonly violations: readonly string[];
  /** Puts the source into the page itself; resolves to the directive of the policy that stops it. */
  carelessInPage(source: string): Promise<string>;
}

declare global {
  var markdownProbe: MarkdownProbe;
}
