// The limit: no markdown at all, each new stretch of text appended to the last of many short paragraphs.
import { startDriver } from './driver.ts';

/** About the length of a paragraph, so that the browser lays out as much as for a rendered answer. */
const paragraphLength = 400;
const paragraphsPerSection = 16;

startDriver((root) => {
  let shownLength = 0;
  return {
    show(text) {
      while (shownLength < text.length) {
        const room = paragraphLength - (shownLength % paragraphLength);
        const piece = text.slice(shownLength, shownLength + room);
        if (room === paragraphLength) openParagraph(root).append(piece);
        else root.lastElementChild?.lastElementChild?.append(piece);
        shownLength += piece.length;
      }
    },
  };
});

function openParagraph(root: HTMLElement): Element {
  let section = root.lastElementChild;
  if (section === null || section.childElementCount === paragraphsPerSection) {
    section = document.createElement('div');
    section.className = 'markdown-section';
    root.append(section);
  }
  const paragraph = document.createElement('p');
  section.append(paragraph);
  return paragraph;
}
