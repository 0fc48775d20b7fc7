// Runs in the page: feeds a text to the way of rendering under test, a frame at a time. What that costs is read from the
// browser's own trace (frame-costs.ts).
import { ScrollFollower } from '../../../src/webview/scroll.ts';
import type { CreateWay, RenderWay } from './way.ts';

/** Characters of one delta. */
const deltaLength = 4;
/** Frames without a change after which nothing more is expected. */
const quietFrames = 4;

/** The driver as the benchmark reaches it. */
export interface RenderDriver {
  /** Begins with an empty page and shows the first characters, to be continued. */
  begin(text: string, shownLength: number): Promise<void>;
  /** Streams on, back to back: so many frames of so many deltas, or until the text is all there. */
  stream(frameCount: number, deltasPerFrame: number): Promise<void>;
  /** Streams on in real time. Resolves to the gaps between frames in milliseconds. */
  pace(deltasPerSecond: number, durationMs: number): Promise<number[]>;
  /** Ends the text where it is. */
  end(): Promise<void>;
  /** Shows the whole text at once, in an empty page; resolves when nothing changes any more. */
  showAtOnce(text: string): Promise<void>;
  /** The text on screen. */
  shownText(): string;
}

declare global {
  var renderDriver: RenderDriver;
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Waits until the element has not changed for some frames. */
async function settle(root: HTMLElement): Promise<void> {
  let quiet = 0;
  const observer = new MutationObserver(() => {
    quiet = 0;
  });
  observer.observe(root, { childList: true, characterData: true, subtree: true, attributes: true });
  while (quiet < quietFrames) {
    quiet += 1;
    await nextFrame();
  }
  observer.disconnect();
}

/** Offers the driver for a way of rendering to the benchmark. */
export function startDriver(create: CreateWay): void {
  // As in the panel: the text in an article that scrolls with it.
  const article = document.createElement('article');
  article.className = 'message answer';
  const content = document.createElement('div');
  content.className = 'messages';
  content.append(article);
  const scroller = document.createElement('div');
  scroller.className = 'scroller';
  scroller.append(content);
  document.getElementById('app')?.append(scroller);
  new ScrollFollower(scroller, content, () => {});

  let root = document.createElement('div');
  let way: RenderWay | undefined;
  let text = '';
  let shown = '';

  function clear(): RenderWay {
    root = document.createElement('div');
    root.className = 'markdown';
    article.replaceChildren(root);
    shown = '';
    way = create(root);
    return way;
  }

  function feed(deltaCount: number): void {
    // Joined as the view joins what it receives.
    for (let index = 0; index < deltaCount; index += 1) {
      shown += text.slice(shown.length, shown.length + deltaLength);
    }
    way?.show(shown, true);
  }

  globalThis.renderDriver = {
    async begin(wanted, shownLength) {
      const created = clear();
      text = wanted;
      shown = text.slice(0, shownLength);
      if (shownLength > 0) created.show(shown, true);
      await settle(root);
    },
    async stream(frameCount, deltasPerFrame) {
      for (let index = 0; index < frameCount && shown.length < text.length; index += 1) {
        await nextFrame();
        feed(deltasPerFrame);
      }
      await settle(root);
    },
    async pace(deltasPerSecond, durationMs) {
      const gapsMs: number[] = [];
      const startMs = await nextFrame();
      let lastMs = startMs;
      let fed = 0;
      while (lastMs - startMs < durationMs) {
        const nowMs = await nextFrame();
        gapsMs.push(nowMs - lastMs);
        lastMs = nowMs;
        const due = Math.floor(((nowMs - startMs) / 1000) * deltasPerSecond) - fed;
        fed += due;
        feed(due);
      }
      return gapsMs;
    },
    async end() {
      way?.show(shown, false);
      await settle(root);
    },
    async showAtOnce(wanted) {
      const created = clear();
      await nextFrame();
      created.show(wanted, false);
      await settle(root);
    },
    shownText: () => root.textContent,
  };
}
