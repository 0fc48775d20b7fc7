// Runs in a page of its own: renders markdown with the view's renderer, cut as a test wants it, and reports the DOM.
import '../../../src/webview/markdown/highlight-engine.ts';
import type { FrameTask, FrameWork } from '../../../src/webview/frame-work.ts';
import { createHighlighter } from '../../../src/webview/markdown/highlight.ts';
import { MarkdownText } from '../../../src/webview/markdown/markdown-text.ts';

/** The probe as tests reach it. */
export interface MarkdownProbe {
  /** HTML of the text given in these pieces; the last piece also ends it. */
  render(pieces: readonly string[]): string;
  /** The first difference between a text given in pieces and given at once, or undefined. */
  difference(pieces: readonly string[]): string | undefined;
  /** HTML after each piece, before the text is ended. */
  steps(pieces: readonly string[]): string[];
  /** HTML of the source put into the page as it is: what a careless renderer would do. */
  careless(source: string): string;
}

declare global {
  var markdownProbe: MarkdownProbe;
}

// Everything asked for is done at once: what is tested here is what comes out, not when.
function createEagerWork(): FrameWork & { finish(): void } {
  const tasks = new Set<FrameTask>();
  return {
    request: (task) => void tasks.add(task),
    cancel: (task) => void tasks.delete(task),
    whenIdle: (callback) => callback(),
    finish() {
      for (const task of tasks) {
        tasks.delete(task);
        while (task.run(Number.POSITIVE_INFINITY));
      }
    },
  };
}

function renderInto(root: HTMLElement, pieces: readonly string[], onStep?: (html: string) => void): void {
  const work = createEagerWork();
  const text = new MarkdownText(root, { work, highlighter: createHighlighter(undefined) });
  let given = '';
  for (const piece of pieces) {
    given += piece;
    text.update(given, true);
    work.finish();
    onStep?.(root.innerHTML);
  }
  text.update(given, false);
  work.finish();
}

function render(pieces: readonly string[]): string {
  const root = document.createElement('div');
  document.body.append(root);
  renderInto(root, pieces);
  const html = root.innerHTML;
  root.remove();
  return html;
}

globalThis.markdownProbe = {
  render,
  difference(pieces) {
    const streamed = render(pieces);
    const whole = render([pieces.join('')]);
    if (streamed === whole) return undefined;
    let at = 0;
    while (streamed[at] === whole[at]) at += 1;
    const around = (html: string): string => html.slice(Math.max(0, at - 80), at + 160);
    return `streamed: …${around(streamed)}\nat once:  …${around(whole)}`;
  },
  steps(pieces) {
    const steps: string[] = [];
    renderInto(document.createElement('div'), pieces, (html) => steps.push(html));
    return steps;
  },
  careless(source) {
    const root = document.createElement('div');
    root.innerHTML = source;
    return root.innerHTML;
  },
};
