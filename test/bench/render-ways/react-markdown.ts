// The whole text through react-markdown with GFM, once a frame: what most chat panels do.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { startDriver } from './driver.ts';

startDriver((root) => {
  const react = createRoot(root);
  const remarkPlugins = [remarkGfm];
  return {
    show: (text) => flushSync(() => react.render(createElement(Markdown, { remarkPlugins, children: text }))),
  };
});
