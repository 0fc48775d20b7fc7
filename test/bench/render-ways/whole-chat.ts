// A whole chat rendered at once, every message of it: what a panel does that keeps no messages back.
import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

/** Ways to show a chat in an empty page. */
export interface WholeChat {
  /** Every message through marked and DOMPurify. */
  marked(texts: readonly string[]): void;
  /** Every message a component with react-markdown. */
  reactMarkdown(texts: readonly string[]): void;
}

declare global {
  var wholeChat: WholeChat;
}

function place(): HTMLElement {
  const content = document.createElement('div');
  content.className = 'messages';
  const scroller = document.createElement('div');
  scroller.className = 'scroller';
  scroller.append(content);
  document.getElementById('app')?.append(scroller);
  return content;
}

globalThis.wholeChat = {
  marked(texts) {
    const content = place();
    for (const text of texts) {
      const article = document.createElement('article');
      article.className = 'message markdown';
      article.innerHTML = DOMPurify.sanitize(marked.parse(text, { async: false, gfm: true }));
      content.append(article);
    }
  },
  reactMarkdown(texts) {
    const remarkPlugins = [remarkGfm];
    const messages = texts.map((children, key) =>
      createElement(
        'article',
        { key, className: 'message markdown' },
        createElement(Markdown, { remarkPlugins, children }),
      ),
    );
    flushSync(() => createRoot(place()).render(messages));
  },
};
