// Parley's own renderer, as the view builds it.
import { frameTimeMs, onNextFrame } from '../../../src/webview/frame.ts';
import { createFrameWork } from '../../../src/webview/frame-work.ts';
import { createHighlighter } from '../../../src/webview/markdown/highlight.ts';
import { createSelectionKeeper } from '../../../src/webview/markdown/keep-selection.ts';
import { createMath } from '../../../src/webview/markdown/math.ts';
import { MarkdownText } from '../../../src/webview/markdown/markdown-text.ts';
import { startDriver } from './driver.ts';

const { currentScript } = document;
const script = currentScript instanceof HTMLScriptElement ? currentScript : undefined;
const ports = {
  work: createFrameWork(onNextFrame, frameTimeMs),
  highlighter: createHighlighter(script),
  math: createMath(script),
  keepSelection: createSelectionKeeper(),
};

startDriver((root) => {
  const text = new MarkdownText(root, ports);
  return { show: (shown, isGrowing) => text.update(shown, isGrowing) };
});
