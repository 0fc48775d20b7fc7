// The whole text lexed once a frame, but only the blocks whose source has changed rendered again: what chat panels do
// when they memoise blocks.
import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { startDriver } from './driver.ts';

startDriver((root) => {
  const shown: { source: string; element: HTMLElement }[] = [];
  return {
    show(text) {
      const sources = marked.lexer(text).map((token) => token.raw);
      for (const [index, source] of sources.entries()) {
        let block = shown[index];
        if (block?.source === source) continue;
        if (block === undefined) {
          block = { source, element: document.createElement('div') };
          root.append(block.element);
          shown.push(block);
        }
        block.source = source;
        block.element.innerHTML = DOMPurify.sanitize(marked.parse(source, { async: false, gfm: true }));
      }
      for (const surplus of shown.splice(sources.length)) surplus.element.remove();
    },
  };
});
