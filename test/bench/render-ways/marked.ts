// The whole text through marked and DOMPurify, once a frame.
import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { startDriver } from './driver.ts';

startDriver((root) => ({
  show(text) {
    root.innerHTML = DOMPurify.sanitize(marked.parse(text, { async: false, gfm: true }));
  },
}));
