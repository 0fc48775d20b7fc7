// Runs in a page of its own: renders markdown with the view's renderer, cut as a test wants it, and reports the DOM.
import '../../../src/webview/markdown/highlight-engine.ts';
import '../../../src/webview/markdown/highlight-rare.ts';
import '../../../src/webview/markdown/math-engine.ts';
import type { FrameTask, FrameWork } from '../../../src/webview/frame-work.ts';
import { forbiddenIn } from './forbidden.ts';
import type { MarkdownProbe } from './markdown-probe-type.ts';
import { createHighlighter } from '../../../src/webview/markdown/highlight.ts';
import { createSelectionKeeper } from '../../../src/webview/markdown/keep-selection.ts';
import { createMath } from '../../../src/webview/markdown/math.ts';
import { MarkdownText } from '../../../src/webview/markdown/markdown-text.ts';

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

/** A text that is given bit by bit; each bit is on screen when `append` returns. */
function createText(root: HTMLElement) {
  const work = createEagerWork();
  const markdown = new MarkdownText(root, {
    work,
    highlighter: createHighlighter(undefined),
    math: createMath(undefined),
    keepSelection: createSelectionKeeper(),
  });
  let given = '';
  const show = (isGrowing: boolean): void => {
    markdown.update(given, isGrowing);
    work.finish();
  };
  return {
    append(piece: string): void {
      given += piece;
      show(true);
    },
    end: () => show(false),
  };
}

function withRoot<T>(use: (root: HTMLElement) => T): T {
  const root = document.createElement('div');
  document.body.append(root);
  let result: T | undefined;
  try {
    result = use(root);
    return result;
  } finally {
    if (result instanceof Promise) void result.finally(() => root.remove());
    else root.remove();
  }
}

function render(pieces: readonly string[]): string {
  return withRoot((root) => {
    const text = createText(root);
    for (const piece of pieces) text.append(piece);
    text.end();
    return root.innerHTML;
  });
}

function difference(pieces: readonly string[]): string | undefined {
  const streamed = render(pieces);
  const whole = render([pieces.join('')]);
  if (streamed === whole) return undefined;
  let at = 0;
  while (streamed[at] === whole[at]) at += 1;
  const around = (html: string): string => html.slice(Math.max(0, at - 80), at + 160);
  return `streamed: …${around(streamed)}\nat once:  …${around(whole)}`;
}

// What cannot be rendered is shown as it is, in place of all sections.
const isBroken = (root: HTMLElement): boolean => root.querySelector(':scope > .plain-text') !== null;

/** Has the next element that is made fail: it stands for any fault in rendering. */
function breakRendering(): void {
  const { createElement } = document;
  document.createElement = () => {
    document.createElement = createElement;
    throw new Error('broken');
  };
}

function select(root: HTMLElement, words: string): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const at = node.nodeValue?.indexOf(words) ?? -1;
    if (at === -1) continue;
    document.getSelection()?.setBaseAndExtent(node, at, node, at + words.length);
    return;
  }
  throw new Error(`There is no "${words}" to select.`);
}

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});

const probe: MarkdownProbe = {
  render,
  difference,
  brokenBeginnings(text, atOnce, fault) {
    const broken: number[] = [];
    withRoot((root) => {
      const stream = createText(root);
      for (let length = 1; length <= text.length; length += 1) {
        if (fault !== undefined && length === 2) breakRendering();
        stream.append(text.slice(length - 1, length));
        if (isBroken(root)) broken.push(length);
      }
    });
    for (let length = 1; atOnce && length <= text.length; length += 1) {
      withRoot((root) => {
        const stream = createText(root);
        stream.append(text.slice(0, length));
        stream.end();
        if (isBroken(root)) broken.push(length);
      });
    }
    return broken;
  },
  steps: (pieces) =>
    withRoot((root) => {
      const text = createText(root);
      return pieces.map((piece) => {
        text.append(piece);
        return root.innerHTML;
      });
    }),
  keptElements: (first, rest) =>
    withRoot((root) => {
      const text = createText(root);
      text.append(first);
      const elements = [...root.querySelectorAll('.markdown-section > *')];
      text.append(rest);
      text.end();
      return { before: elements.length, kept: elements.filter((element) => root.contains(element)).length };
    }),
  selectionAfter: (first, words, rest) =>
    withRoot(async (root) => {
      const text = createText(root);
      text.append(first);
      select(root, words);
      // The browser reports a selection in a task of its own.
      await new Promise((resolve) => setTimeout(resolve));
      for (const piece of rest.match(/[^]{1,3}/g) ?? []) text.append(piece);
      text.end();
      return document.getSelection()?.toString() ?? '';
    }),
  renderBroken: (pieces) =>
    withRoot((root) => {
      const text = createText(root);
      breakRendering();
      for (const piece of pieces) text.append(piece);
      text.end();
      return root.textContent;
    }),
  measure: (pieces, slow) =>
    withRoot((root) => {
      const { now } = performance;
      let lateMs = 0;
      if (slow !== undefined) performance.now = () => now.call(performance) + (lateMs += 1_000);
      try {
        const text = createText(root);
        for (const piece of pieces) text.append(piece);
        text.end();
      } finally {
        performance.now = now;
      }
      return {
        letters: root.textContent.replaceAll(/[^A-Za-z ]/g, '').trim(),
        elementCount: root.querySelectorAll('*').length,
        isGivenUp: isBroken(root),
      };
    }),
  forbidden: (pieces) =>
    withRoot((root) => {
      const text = createText(root);
      for (const piece of pieces) text.append(piece);
      text.end();
      return forbiddenIn(root);
    }),
  forbiddenWhenCareless(source) {
    // In a document that is not shown: some of what there is to see would leave the page.
    const { body } = document.implementation.createHTMLDocument();
    body.innerHTML = source;
    return forbiddenIn(body);
  },
  violations,
  carelessInPage: (source) =>
    new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective), {
        once: true,
      });
      withRoot((root) => {
        root.innerHTML = source;
      });
    }),
};

globalThis.markdownProbe = probe;
