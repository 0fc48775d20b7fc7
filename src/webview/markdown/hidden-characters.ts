// Shows characters that would otherwise hide in code and names: direction marks, zero-width and tag characters. Code
// itself stays as it is, so that copying gives the source.
import { strings } from '../strings.ts';

// Bidirectional controls (CVE-2021-42574), zero-width characters, soft hyphen, tag characters. Joiners between other
// characters, as in emoji families, are left alone.
const hidden =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|\u034f|[\u{e0000}-\u{e007f}]/gu;

/** Appends text; each hidden character in it is wrapped in an element that names it, e.g. U+202E. */
export function appendVisibly(parent: Node, text: string): void {
  let end = 0;
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (index > end) parent.appendChild(document.createTextNode(text.slice(end, index)));
    parent.appendChild(hiddenCharacter(character));
    end = index + character.length;
  }
  if (end < text.length) parent.appendChild(document.createTextNode(text.slice(end)));
}

/** A short text, such as a path, with each hidden character replaced by its name. */
export function withHiddenNamed(text: string): string {
  return text.replaceAll(hidden, (character) => `⟨${codeOf(character)}⟩`);
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function hiddenCharacter(character: string): HTMLElement {
  const code = codeOf(character);
  const mark = document.createElement('span');
  mark.className = 'hidden-character';
  mark.dataset['code'] = code;
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', strings.markdown.hiddenCharacter(code));
  mark.title = strings.markdown.hiddenCharacter(code);
  mark.textContent = character;
  return mark;
}
