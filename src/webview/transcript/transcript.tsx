// The conversation: a scrolling log of articles. Shows the newest messages and adds older ones as the reader asks.
import { compactionOf, type Message } from '../../model/conversation.ts';
import { Icon } from '../icon.tsx';
import { useEffect, useLayoutEffect, useRef, useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { ScrollFollower, type ReadingPlace } from '../scroll.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { EmptyState } from './empty-state.tsx';
import { MessageRow } from './message-row.tsx';
import { QuoteButton } from './quote-button.tsx';
import { SummaryLine } from './summary-line.tsx';

/** How many messages are shown at first, and how many are added at a time: more than fit, few enough for one frame. */
const pageLength = 16;

/** `place`: where a former life of this view was being read; `onPlaceChange` gets the place after scrolling. */
export function Transcript(props: {
  place: ReadingPlace | undefined;
  onPlaceChange: (place: ReadingPlace | undefined) => void;
}): VNode {
  const { store, revealed } = useView();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [follower, setFollower] = useState<ScrollFollower | undefined>(undefined);
  const path = store.path.value;
  const { id: chatId, compactions } = store.conversation.value ?? {};
  const compaction = compactions === undefined ? undefined : compactionOf(path, compactions);
  const [shown, setShown] = useState({ chatId, count: pageLength });
  const count = Math.max(
    shown.chatId === chatId ? shown.count : pageLength,
    placeCount(path, props.place),
    placeCount(path, revealed.value),
  );
  const hiddenCount = Math.max(0, path.length - count);

  useLayoutEffect(() => {
    if (scroller.current === null || content.current === null) return undefined;
    const created = new ScrollFollower(scroller.current, content.current, () =>
      props.onPlaceChange(created.place()),
    );
    if (placeCount(path, props.place) > 0 && props.place !== undefined) created.restore(props.place);
    setFollower(created);
    return () => created.dispose();
  }, []);
  // Another chat opens at its end, and so does one's own new message.
  const lastPromptId = path.findLast((message) => message.role === 'user')?.id;
  const known = useRef({ chatId, lastPromptId });
  useEffect(() => {
    const isNews = known.current.chatId !== undefined && known.current.lastPromptId !== lastPromptId;
    known.current = { chatId, lastPromptId };
    if (isNews) follower?.jumpToEnd();
  }, [chatId, lastPromptId, follower]);
  // A message that was searched for: rendered first, then gone to, also in a chat that has just been opened.
  const wish = revealed.value;
  const canShow = placeCount(path, wish) > 0;
  useEffect(() => {
    if (wish === undefined || !canShow) return undefined;
    setShown({ chatId, count });
    follower?.restore({ messageId: wish.messageId, offsetPx: -16 });
    const article = content.current?.querySelector(`[data-message-id="${CSS.escape(wish.messageId)}"]`);
    article?.classList.add('is-found');
    const timer = setTimeout(() => article?.classList.remove('is-found'), 2000);
    return () => clearTimeout(timer);
  }, [wish, canShow, follower]);

  return (
    <div class="transcript">
      <div
        class="scroller"
        ref={scroller}
        role="log"
        aria-label={strings.conversation}
        aria-live="off"
        tabIndex={0}
      >
        <div class="messages" ref={content}>
          {path.length === 0 && chatId !== undefined && <EmptyState />}
          {hiddenCount > 0 && (
            <EarlierButton
              count={hiddenCount}
              onShow={() => setShown({ chatId, count: count + pageLength })}
            />
          )}
          {path
            .slice(hiddenCount)
            .flatMap((message, index, visible) => [
              <MessageRow key={message.id} message={message} isLast={index === visible.length - 1} />,
              compaction?.upToMessageId === message.id && (
                <SummaryLine key={compaction.id} compaction={compaction} count={hiddenCount + index + 1} />
              ),
            ])}
        </div>
      </div>
      {follower !== undefined && <JumpButton follower={follower} />}
      {follower !== undefined && scroller.current !== null && <QuoteButton area={scroller.current} />}
    </div>
  );
}

function JumpButton({ follower }: { follower: ScrollFollower }): VNode | null {
  if (follower.isFollowing.value) return null;
  return (
    <button type="button" class="jump" onClick={() => follower.jumpToEnd()}>
      <Icon name="down" />
      {strings.jump}
    </button>
  );
}

/** Shows older messages when pressed, and by itself when it scrolls into view. */
function EarlierButton({ count, onShow }: { count: number; onShow: () => void }): VNode {
  const button = useRef<HTMLButtonElement>(null);
  const show = useRef(onShow);
  show.current = onShow;
  useEffect(() => {
    const scroller = button.current?.closest('.scroller') ?? null;
    if (button.current === null || scroller === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        // What is read stays where it is (scroll anchoring), except at the very top: browsers leave that alone.
        scroller.scrollTop = Math.max(1, scroller.scrollTop);
        show.current();
      },
      { root: scroller, rootMargin: '200px 0px 0px 0px' },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [count]);
  return (
    <button type="button" class="button button-quiet earlier" ref={button} onClick={onShow}>
      {strings.message.showEarlier(count)}
    </button>
  );
}

function placeCount(path: readonly Message[], place: Pick<ReadingPlace, 'messageId'> | undefined): number {
  const index = path.findIndex((message) => message.id === place?.messageId);
  return index === -1 ? 0 : path.length - index;
}
