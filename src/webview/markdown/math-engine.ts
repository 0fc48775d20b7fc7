// KaTeX, built as dist/katex.js with dist/katex.css and its fonts, and loaded with the first formula. Makes elements, never
// markup, so that the page's policy needs no exception for style attributes.
import katex from 'katex';
import './katex.css';
import type { MathEngine } from './math.ts';

const engine: MathEngine = {
  typeset(tex, element, isDisplay) {
    katex.render(tex, element, {
      displayMode: isDisplay,
      throwOnError: true,
      // No links, no images, no classes or attributes of the author's choosing.
      trust: false,
      strict: false,
      // In em: nothing may cover the page. Macros may not grow without end.
      maxSize: 20,
      maxExpand: 200,
    });
  },
};

globalThis.parleyMathEngine = engine;
