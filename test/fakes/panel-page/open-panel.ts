// Opens the panel in a headless browser for a test: posts what a host would send, reads what the view answers.
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Intent } from '../../../src/protocol/to-host.ts';
import type { ToView } from '../../../src/protocol/to-view.ts';
import { locateBrowser } from '../../vscode/locate-browser.ts';
import { servePanel, type PanelServer } from './panel-server.ts';
import { bodyClass, type ThemeName } from './themes.ts';

/** A browser and a server, shared by the tests of a file. */
export class PanelBrowser {
  readonly #browser: Browser;
  readonly #server: PanelServer;
  /** Pages of panels that were closed: the next panel in one of them needs no new process and reads its script from the cache. */
  readonly #idle: Page[] = [];

  private constructor(browser: Browser, server: PanelServer) {
    this.#browser = browser;
    this.#server = server;
  }

  /** Starts both. */
  static async start(): Promise<PanelBrowser> {
    const located = await locateBrowser((step) => console.error(step));
    const server = await servePanel();
    const env = { ...(process.env as Record<string, string>), ...located.env };
    const browser = await chromium.launch({
      executablePath: located.executablePath,
      args: located.args,
      env,
    });
    return new PanelBrowser(browser, server);
  }

  /** Opens a fresh panel; it has loaded and asked for its snapshot when this resolves. */
  async open(options: PanelOptions = {}): Promise<Panel> {
    const { theme = 'dark', width = 400, height = 720, state = '' } = options;
    const page = this.#idle.pop() ?? (await (await this.#browser.newContext()).newPage());
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference' });
    const panel = new Panel(page, () => this.#idle.push(page));
    await page.goto(`${this.#server.origin}/?theme=${theme}&state=${state}`);
    await panel.intent('view-ready');
    return panel;
  }

  /** Opens the markdown probe (see markdown-probe.ts) in a page of its own. */
  async openProbe(): Promise<Page> {
    const page = await this.#browser.newPage();
    await page.goto(`${this.#server.origin}/probe`);
    return page;
  }

  /** Ends both. */
  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}

/** How a panel is opened. */
export interface PanelOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** A name from panel-states.ts, shown at once. */
  readonly state?: string;
  readonly reducedMotion?: boolean;
}

/** One open panel. */
export class Panel {
  readonly page: Page;
  /** Errors thrown in the page. */
  readonly errors: string[] = [];
  readonly #giveBack: () => void;
  #isSpoilt = false;
  readonly #onError = (error: Error): number => this.errors.push(error.message);

  /** `giveBack`: the page may be used for another panel. */
  constructor(page: Page, giveBack: () => void) {
    this.page = page;
    this.#giveBack = giveBack;
    page.on('pageerror', this.#onError);
  }

  /** Hands messages to the view and waits until they are on screen and no text is left to render. */
  async post(...messages: readonly ToView[]): Promise<void> {
    await this.page.evaluate((list) => globalThis.pageHost.post(...list), messages);
    await this.settle();
  }

  /** Waits for two frames: one applies what arrived, the next shows it. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    );
  }

  /** Changes the theme of the open page, as VS Code does: its variables and the class of the body. */
  async setTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate(
      ([name, className]) =>
        new Promise<void>((resolve) => {
          document.body.className = className;
          const old = document.querySelector<HTMLLinkElement>('link[href*="theme.css"]');
          if (old === null) throw new Error('The page has no theme.');
          const link = document.createElement('link');
          link.rel = 'stylesheet';
          link.href = old.href.replace(/theme=.*/, `theme=${name}`);
          link.addEventListener('load', () => resolve());
          old.replaceWith(link);
        }),
      [theme, bodyClass[theme]] as const,
    );
    await this.settle();
  }

  /** Everything the view has posted, or only the intents of one type. */
  intents(): Promise<Intent[]>;
  intents<T extends Intent['type']>(type: T): Promise<Extract<Intent, { type: T }>[]>;
  async intents(type?: Intent['type']): Promise<Intent[]> {
    const all = await this.page.evaluate(() => globalThis.pageHost.intents);
    return type === undefined ? all : all.filter((intent) => intent.type === type);
  }

  /** Waits for the newest intent of a type. */
  async intent<T extends Intent['type']>(type: T): Promise<Extract<Intent, { type: T }>> {
    const handle = await this.page.waitForFunction(
      (wanted) => globalThis.pageHost.intents.findLast((intent) => intent.type === wanted),
      type,
      { timeout: 5_000 },
    );
    return (await handle.jsonValue()) as Extract<Intent, { type: T }>;
  }

  /** What the content security policy stopped. */
  violations(): Promise<string[]> {
    return this.page.evaluate(() => globalThis.pageHost.violations);
  }

  /** The page is for no other panel after this: its clock, say, is not the real one any more. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  async close(): Promise<void> {
    const { page } = this;
    if (this.#isSpoilt) return page.context().close();
    // What a page keeps for its view, and where the mouse was, is not for the next one.
    await page.mouse.move(-1, -1);
    await page.evaluate(() => sessionStorage.clear());
    page.off('pageerror', this.#onError);
    this.#giveBack();
  }
}
