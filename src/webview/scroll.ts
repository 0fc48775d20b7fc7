// Where the reader is. Follows the end only while the reader is there; otherwise what is being read stays in place.
import { signal } from './preact.ts';
import type { ReadonlySignal } from './preact.ts';

/** The place being read: an article and how far above the upper edge it begins. */
export interface ReadingPlace {
  readonly messageId: string;
  readonly offsetPx: number;
}

/** Coming down this close to the end counts as being there: less than two lines. */
const nearEndPx = 24;
/** Fractions of a pixel are no distance. */
const slackPx = 1;

/** What ends a press. */
const releases = ['pointerup', 'pointercancel', 'blur'] as const;

/** Follows the end of a scrolling element whose `content` grows. */
export class ScrollFollower {
  readonly #scroller: HTMLElement;
  readonly #isFollowing = signal(true);
  readonly #observer: ResizeObserver;
  readonly #onPlaceChange: () => void;
  /** Set while a place is being restored and the content above it may still grow. */
  #restoring: ReadingPlace | undefined;
  /** The user holds a button down: a selection is being drawn and must not move. */
  #isPressed = false;
  /** Where the last scrolling ended, to tell up from down. */
  #lastTopPx = 0;

  /** `onPlaceChange` is called after the reader has scrolled. */
  constructor(scroller: HTMLElement, content: HTMLElement, onPlaceChange: () => void) {
    this.#scroller = scroller;
    this.#onPlaceChange = onPlaceChange;
    this.#observer = new ResizeObserver(() => this.#settle());
    this.#observer.observe(content);
    this.#observer.observe(scroller);
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    scroller.addEventListener('wheel', this.#onUserMove, { passive: true });
    scroller.addEventListener('keydown', this.#onUserMove);
    scroller.addEventListener('pointerdown', this.#onPress);
    for (const kind of releases) window.addEventListener(kind, this.#onRelease);
  }

  /** Is the reader at the end, so that new text is followed? */
  get isFollowing(): ReadonlySignal<boolean> {
    return this.#isFollowing;
  }

  /** Goes to the end and follows it from now on. */
  jumpToEnd(): void {
    this.#restoring = undefined;
    this.#isFollowing.value = true;
    this.#toEnd();
  }

  /** The place being read; undefined while following the end. */
  place(): ReadingPlace | undefined {
    if (this.#isFollowing.value) return undefined;
    const top = this.#scroller.getBoundingClientRect().top;
    for (const article of this.#articles()) {
      const box = article.getBoundingClientRect();
      if (box.bottom > top) return { messageId: article.dataset['messageId'] ?? '', offsetPx: top - box.top };
    }
    return undefined;
  }

  /** Goes to a place and stays there, while content above it is still being rendered, until the user moves. */
  restore(place: ReadingPlace): void {
    this.#isFollowing.value = false;
    this.#restoring = place;
    this.#settle();
  }

  /** Lets go of the elements. */
  dispose(): void {
    this.#observer.disconnect();
    this.#scroller.removeEventListener('scroll', this.#onScroll);
    this.#scroller.removeEventListener('wheel', this.#onUserMove);
    this.#scroller.removeEventListener('keydown', this.#onUserMove);
    this.#scroller.removeEventListener('pointerdown', this.#onPress);
    for (const kind of releases) window.removeEventListener(kind, this.#onRelease);
  }

  readonly #onScroll = (): void => {
    const { scrollTop } = this.#scroller;
    const isUp = scrollTop < this.#lastTopPx - slackPx;
    const isDown = scrollTop > this.#lastTopPx + slackPx;
    this.#lastTopPx = scrollTop;
    if (this.#restoring !== undefined) return;
    // By direction, not by distance alone: text that has grown since is no reason to stop following, and a small
    // move up must not be undone by the next line.
    if (isUp && this.#distanceToEnd() > slackPx) this.#isFollowing.value = false;
    if (isDown && this.#distanceToEnd() <= nearEndPx) this.#isFollowing.value = true;
    this.#onPlaceChange();
  };

  readonly #onUserMove = (): void => {
    this.#restoring = undefined;
  };

  readonly #onPress = (event: Event): void => {
    this.#restoring = undefined;
    // A press on the scroll bar has the scroller itself as its target, and no release of it is reported.
    this.#isPressed = event.target !== this.#scroller;
  };

  readonly #onRelease = (): void => {
    if (!this.#isPressed) return;
    this.#isPressed = false;
    const isSelecting = document.getSelection()?.isCollapsed === false;
    if (isSelecting && this.#distanceToEnd() > nearEndPx) this.#isFollowing.value = false;
    else this.#settle();
  };

  #settle(): void {
    if (this.#isFollowing.value && !this.#isPressed) this.#toEnd();
    if (this.#restoring === undefined) return;
    const { messageId, offsetPx } = this.#restoring;
    const article = [...this.#articles()].find((element) => element.dataset['messageId'] === messageId);
    if (article === undefined) return;
    const top = this.#scroller.getBoundingClientRect().top;
    this.#scroller.scrollTop += article.getBoundingClientRect().top - top + offsetPx;
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#lastTopPx = this.#scroller.scrollTop;
  }

  #distanceToEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #articles(): NodeListOf<HTMLElement> {
    return this.#scroller.querySelectorAll<HTMLElement>('article');
  }
}
