// Markdown inside the Preact tree: an element that belongs to the incremental renderer alone.
import { codeTextAt, confirmButton } from '../markdown/code-block.ts';
import { MarkdownText } from '../markdown/markdown-text.ts';
import { useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView, type View } from '../view-context.ts';

/** Shows markdown text; `isGrowing` while more may be appended to it. */
export function Markdown({ text, isGrowing }: { text: string; isGrowing: boolean }): VNode {
  const view = useView();
  const root = useRef<HTMLDivElement>(null);
  const renderer = useRef<MarkdownText>(undefined);

  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return undefined;
    const activate = (event: Event): void => activateIn(event, view);
    // Middle clicks too: VS Code and the browser would follow them by themselves.
    const kinds = ['click', 'auxclick', 'keydown'];
    for (const kind of kinds) element.addEventListener(kind, activate);
    renderer.current = new MarkdownText(element, view.rendering);
    return () => {
      for (const kind of kinds) element.removeEventListener(kind, activate);
      renderer.current?.dispose();
    };
  }, [view]);
  useLayoutEffect(() => renderer.current?.update(text, isGrowing), [text, isGrowing]);

  return <div class="markdown" ref={root} />;
}

function activateIn(event: Event, view: View): void {
  if (!(event.target instanceof Element)) return;
  if (event instanceof KeyboardEvent && (event.key !== 'Enter' || event.target.localName === 'button'))
    return;
  const link = event.target.closest('a[data-href]');
  if (link !== null) {
    event.preventDefault();
    event.stopPropagation();
    view.send({ type: 'link-open', href: link.getAttribute('data-href') ?? '' });
    return;
  }
  const button = event.target.closest<HTMLElement>('button[data-action]');
  if (button === null || event.type !== 'click') return;
  const text = codeTextAt(button);
  const action = button.dataset['action'];
  if (action === 'code-copy') {
    view.send({ type: 'text-copy', text });
    view.announcer.say(strings.announce.copied);
    confirmButton(button);
  }
  if (action === 'code-insert') view.send({ type: 'code-insert', text });
}
