// The frame around a piece of code: language, file, buttons, and the element that holds the code itself.
// Buttons carry a `data-action`; whoever shows the text listens for them.
import { fileNameOf, parsePlace } from '../../model/place-reference.ts';
import { iconShapes } from '../icon-shapes.ts';
import type { IconName } from '../icon-shapes.ts';
import { strings } from '../strings.ts';
import { codeActionsFor, menuActions, type CodeActionButton } from './code-actions.ts';
import { fileInFirstLine, fileInHeading, type FenceInfo } from './fence-info.ts';

/** A code block whose `code` is still empty. */
export interface CodeBlock {
  readonly element: HTMLElement;
  readonly code: HTMLElement;
}

/** Builds an empty code block. Until {@link completeCodeBlock} it can be copied and wrapped only: half of it is no code. */
export function createCodeBlock(info: FenceInfo): CodeBlock {
  const { language, file } = info;
  const element = createElement('div', 'code-block is-growing');
  element.dataset['language'] = language;
  const header = createElement('div', 'code-header');
  const title = createElement('span', 'code-title');
  const name = createElement('span', 'code-language');
  name.textContent = language === '' ? strings.code.plain : language;
  title.append(name);
  const actions = createElement('span', 'code-actions');
  const buttons = codeActionsFor(language);
  actions.append(...buttons.map(actionButton));
  if (buttons.some(({ action }) => action === 'code-run' || action === 'code-diagram'))
    actions.classList.add('has-own');
  header.append(title, actions);
  const pre = createElement('pre', '');
  // It may scroll sideways, so the keyboard must be able to reach it.
  pre.tabIndex = 0;
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', strings.code.block(language));
  const code = createElement('code', '');
  pre.append(code);
  element.append(header, pre);
  if (file !== '') nameFile(element, file);
  return { element, code };
}

/** All of the code is there: it can be used, and its file is known if the text around it names one. */
export function completeCodeBlock(code: Element): void {
  const element = code.closest<HTMLElement>('.code-block');
  if (element === null) return;
  element.classList.remove('is-growing');
  if (element.querySelector('.code-file') !== null) return;
  const file =
    fileInFirstLine(code.textContent, element.dataset['language'] ?? '') || fileInHeading(textAbove(element));
  if (file !== '') nameFile(element, file);
}

/** What a button's block is made of. */
export interface CodeAt {
  readonly element: HTMLElement;
  /** The exact source text. */
  readonly text: string;
  readonly language: string;
  /** As `file` of {@link FenceInfo}. */
  readonly file: string;
}

/** The code block that an element belongs to, as far as it is written. */
export function codeAt(inside: Element): CodeAt | undefined {
  const element = inside.closest<HTMLElement>('.code-block');
  if (element === null) return undefined;
  return {
    element,
    text: element.querySelector('code')?.textContent ?? '',
    language: element.dataset['language'] ?? '',
    file: element.querySelector<HTMLElement>('.code-file')?.dataset['file'] ?? '',
  };
}

/** Breaks long lines, or lets them scroll again. Returns whether they are broken now. */
export function toggleWrap(element: Element): boolean {
  const isWrapped = element.classList.toggle('is-wrapped');
  element.querySelector('[data-action="code-wrap"]')?.setAttribute('aria-pressed', String(isWrapped));
  return isWrapped;
}

/** Shows for a moment that a button did what it says. */
export function confirmButton(button: Element): void {
  const path = button.querySelector('path');
  if (path === null || button.classList.contains('is-confirmed')) return;
  const shape = path.getAttribute('d') ?? '';
  path.setAttribute('d', iconShapes.check);
  button.classList.add('is-confirmed');
  setTimeout(() => {
    path.setAttribute('d', shape);
    button.classList.remove('is-confirmed');
  }, 1500);
}

/** The file's own name first, its folder behind it: that is what is cut off where there is no room. */
function nameFile(element: HTMLElement, file: string): void {
  const path = parsePlace(file)?.path ?? file;
  const name = fileNameOf(path);
  const label = createElement('span', 'code-file');
  label.dataset['file'] = file;
  label.title = file;
  const own = createElement('span', 'code-file-name');
  own.textContent = `${name}${file.slice(path.length)}`;
  label.append(own);
  const folder = path.slice(0, Math.max(0, path.length - name.length - 1));
  if (folder !== '') {
    const where = createElement('span', 'code-file-folder');
    where.textContent = folder;
    label.append(where);
  }
  element.querySelector('.code-title')?.prepend(label);
  element.querySelector('pre')?.setAttribute('aria-label', strings.code.block(file));
}

/** The text of the paragraph or heading right above a block, in its section or at the end of the one before. */
function textAbove(element: Element): string {
  const section = element.parentElement;
  const above =
    element.previousElementSibling ??
    (section?.classList.contains('markdown-section') === true
      ? section.previousElementSibling?.lastElementChild
      : undefined);
  return above !== null && above !== undefined && /^(?:p|h[1-6])$/.test(above.localName)
    ? above.textContent
    : '';
}

function actionButton({ action, label, icon }: CodeActionButton): HTMLElement {
  const button = createElement('button', 'icon-button');
  button.setAttribute('type', 'button');
  button.dataset['action'] = action;
  button.setAttribute('aria-label', label);
  button.title = label;
  if (action === 'code-wrap') button.setAttribute('aria-pressed', 'false');
  if (action === 'code-more') {
    button.setAttribute('aria-haspopup', 'menu');
    button.setAttribute('aria-expanded', 'false');
  }
  if (menuActions.has(action)) button.classList.add('in-menu');
  button.append(iconElement(icon));
  return button;
}

/** An icon outside of the Preact tree. Decoration only. */
export function iconElement(icon: IconName): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', iconShapes[icon]);
  svg.append(path);
  return svg;
}

function createElement(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  return element;
}
