// streamdown, made for streamed answers: it memoises blocks and renders in transitions.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { Streamdown } from 'streamdown';
import { startDriver } from './driver.ts';

startDriver((root) => {
  const react = createRoot(root);
  return {
    show: (text, isGrowing) =>
      flushSync(() => react.render(createElement(Streamdown, { isAnimating: isGrowing, children: text }))),
  };
});
