// Markdown inside the Preact tree: an element that belongs to the incremental renderer alone.
import { MarkdownText } from '../markdown/markdown-text.ts';
import { useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { useView } from '../view-context.ts';
import { activateIn } from './answer-actions.ts';

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
