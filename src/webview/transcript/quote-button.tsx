// "Quote", beside what is selected in an answer; with a key as well, which without a selection quotes the whole answer that
// has the focus.
import { answerText } from '../../model/conversation.ts';
import { Icon } from '../icon.tsx';
import { useEffect, useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { selectedInAnswer, withQuote, type Selected } from './quote.ts';

/** Room between the selection and the button, and kept from the edges, in CSS pixels. */
const gapPx = 6;
/** As tall as the button is; above the selection only where there is room. */
const heightPx = 30;

/** `area` is what the button is placed in. */
export function QuoteButton({ area }: { area: HTMLElement }): VNode | null {
  const { composer, store, focusComposer } = useView();
  const [selected, setSelected] = useState<Selected | undefined>(undefined);
  const quote = (text: string): void => {
    composer.edit(withQuote(composer.text.value, text));
    document.getSelection()?.removeAllRanges();
    focusComposer();
  };
  useEffect(() => {
    const follow = (): void => setSelected(selectedInAnswer(document.getSelection()));
    const onKeyDown = (event: KeyboardEvent): void => {
      // By its place: with Alt a Mac types another character.
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.code !== 'KeyQ') return;
      const text = selectedInAnswer(document.getSelection())?.text ?? focusedAnswer();
      if (text === undefined || text === '') return;
      event.preventDefault();
      quote(text);
    };
    const focusedAnswer = (): string | undefined => {
      const article = document.activeElement?.closest('.answer');
      const id = article instanceof HTMLElement ? article.dataset['messageId'] : undefined;
      const message = store.path.value.find((one) => one.id === id);
      return message?.role === 'assistant' ? answerText(message) : undefined;
    };
    document.addEventListener('selectionchange', follow);
    document.addEventListener('keydown', onKeyDown);
    area.addEventListener('scroll', follow, { capture: true, passive: true });
    return () => {
      document.removeEventListener('selectionchange', follow);
      document.removeEventListener('keydown', onKeyDown);
      area.removeEventListener('scroll', follow, { capture: true });
    };
  }, [area]);
  if (selected === undefined) return null;
  const place = placeOf(selected.range, area);
  if (place === undefined) return null;
  return (
    <button
      type="button"
      class="quote-button"
      style={{ top: `${place.topPx}px`, insetInlineStart: `${place.startPx}px` }}
      title={strings.message.quoteHint}
      // Pressing a button would take the selection away before it is read.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => quote(selected.text)}
    >
      <Icon name="quote" />
      {strings.message.quote}
    </button>
  );
}

/** Above the selection's first line, or below its last one; undefined while it is out of sight. */
function placeOf(range: Range, area: HTMLElement): { topPx: number; startPx: number } | undefined {
  const box = range.getBoundingClientRect();
  const outer = area.getBoundingClientRect();
  if (box.bottom < outer.top || box.top > outer.bottom) return undefined;
  const above = box.top - outer.top - heightPx - gapPx;
  const below = box.bottom - outer.top + gapPx;
  const topPx = above >= 0 ? above : Math.min(below, outer.height - heightPx - gapPx);
  const isRightToLeft = getComputedStyle(area).direction === 'rtl';
  const start = isRightToLeft ? outer.right - box.right : box.left - outer.left;
  return { topPx, startPx: Math.max(gapPx, Math.min(start, outer.width - 110)) };
}
