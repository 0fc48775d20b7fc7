// What pressing something in rendered markdown asks for: links and the buttons of code blocks. Everything becomes an intent;
// the host looks at it again before it does anything.
import { codeAt, confirmButton, toggleWrap, type CodeAt } from '../markdown/code-block.ts';
import { openCodeMenu } from '../markdown/code-menu.ts';
import { strings } from '../strings.ts';
import type { View } from '../view-context.ts';

/** Takes a click, middle click or key press in rendered markdown. */
export function activateIn(event: Event, view: View): void {
  if (!(event.target instanceof Element)) return;
  if (event instanceof KeyboardEvent && (event.key !== 'Enter' || event.target.localName === 'button'))
    return;
  const link = event.target.closest<HTMLElement>('a[data-href], [data-place], [data-symbol]');
  if (link !== null) {
    // A click that ends a selection of words is not meant for the link under it.
    if (event.type === 'click' && isSelecting(link)) return;
    event.preventDefault();
    event.stopPropagation();
    openLink(link, view);
    return;
  }
  const button = event.target.closest<HTMLElement>('button[data-action]');
  const code = button === null ? undefined : codeAt(button);
  if (button !== null && code !== undefined && event.type === 'click') actOnCode(button, code, view);
}

function openLink({ dataset }: HTMLElement, { send }: View): void {
  const { href, place, symbol } = dataset;
  if (href !== undefined) send({ type: 'link-open', href });
  else if (place !== undefined) send({ type: 'place-open', place });
  else if (symbol !== undefined) send({ type: 'symbol-open', name: symbol });
}

function isSelecting(link: Element): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(link, true);
}

function actOnCode(button: HTMLElement, { element, text, language, file }: CodeAt, view: View): void {
  const { send, announcer } = view;
  const place = file === '' ? {} : { place: file };
  switch (button.dataset['action'] ?? '') {
    case 'code-copy':
      send({ type: 'text-copy', text });
      announcer.say(strings.announce.copied);
      confirmButton(button);
      return;
    case 'code-insert':
      send({ type: 'code-insert', text });
      return;
    case 'code-replace':
      send({ type: 'code-replace', text });
      return;
    case 'code-apply':
      send({ type: 'code-apply', text, language, ...place });
      return;
    case 'code-new-file':
      send({ type: 'code-new-file', text, language, ...place });
      return;
    case 'code-run':
      send({ type: 'code-run', text });
      return;
    case 'code-diagram':
      send({ type: 'diagram-show', text, language });
      return;
    case 'code-wrap':
      toggleWrap(element);
      return;
    case 'code-more':
      openCodeMenu(button);
  }
}
