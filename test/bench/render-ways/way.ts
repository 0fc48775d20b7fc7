// What every way of rendering offers to the driver (driver.ts), in a page of its own.

/** A way to show a growing markdown text in an element. */
export interface RenderWay {
  /** Shows this text, which begins with the one shown before; later frames may finish the work. */
  show(text: string, isGrowing: boolean): void;
}

/** Makes a way for an empty element. */
export type CreateWay = (root: HTMLElement) => RenderWay;

/** The ways by name; each is the file of that name in this folder. */
export const wayNames = [
  'plain-text',
  'parley',
  'block-memo',
  'streamdown',
  'marked',
  'react-markdown',
] as const;

/** See {@link wayNames}. */
export type WayName = (typeof wayNames)[number];
