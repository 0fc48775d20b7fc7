// The frame around a piece of code: language, buttons, and the element that holds the code itself.
// Buttons carry a `data-action`; the transcript listens for them.
import { iconShapes } from '../icon-shapes.ts';
import type { IconName } from '../icon-shapes.ts';
import { strings } from '../strings.ts';

/** What a button of a code block asks for, as its `data-action`. */
export type CodeAction = 'code-copy' | 'code-insert';

/** A code block whose `code` is still empty. */
export interface CodeBlock {
  readonly element: HTMLElement;
  readonly code: HTMLElement;
}

/** Builds an empty code block. `language` is what the author called it, or empty. */
export function createCodeBlock(language: string): CodeBlock {
  const element = createElement('div', 'code-block');
  element.dataset['language'] = language;
  const header = createElement('div', 'code-header');
  const name = createElement('span', 'code-language');
  name.textContent = language === '' ? strings.code.plain : language;
  const actions = createElement('span', 'code-actions');
  actions.append(
    actionButton('code-copy', strings.code.copy, 'copy'),
    actionButton('code-insert', strings.code.insert, 'insert'),
  );
  header.append(name, actions);
  const pre = createElement('pre', '');
  // It may scroll sideways, so the keyboard must be able to reach it.
  pre.tabIndex = 0;
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', strings.code.block(language));
  const code = createElement('code', '');
  pre.append(code);
  element.append(header, pre);
  return { element, code };
}

/** The exact source text of the code block a button belongs to. */
export function codeTextAt(button: Element): string {
  return button.closest('.code-block')?.querySelector('code')?.textContent ?? '';
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

function actionButton(action: CodeAction, label: string, icon: IconName): HTMLElement {
  const button = createElement('button', 'icon-button');
  button.setAttribute('type', 'button');
  button.dataset['action'] = action;
  button.setAttribute('aria-label', label);
  button.title = label;
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', iconShapes[icon]);
  svg.append(path);
  button.append(svg);
  return button;
}

function createElement(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  return element;
}
