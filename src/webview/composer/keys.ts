// Which key does what in the message box. Pure, so that the rules for input methods can be tested one by one.
import type { PanelState } from '../../protocol/to-view.ts';
import type { CompletionStep } from './completion.ts';

/** What a key press in the box asks for; undefined leaves it to the text area. */
export type ComposerKey = 'send' | 'older-prompt' | 'newer-prompt';

/** What a key press asks for while a list of suggestions is wanted or shown. */
export type CompletionKey = CompletionStep | 'enter' | 'pick' | 'close';

/** The part of a KeyboardEvent the decision needs. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** The key code browsers give to a press an input method has taken (UI Events, "keydown during composition"). */
const keyCodeOfInputMethod = 229;

/** Is an input method busy with this press? Safari ends the composition first, hence the second test. */
export function isInputMethodKey(press: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean {
  return press.isComposing || press.keyCode === keyCodeOfInputMethod;
}

/**
 * Reads a key press. `canRecall`: the box is empty or still shows a recalled prompt unchanged, so that the arrows
 * are free to walk through earlier prompts.
 */
export function readComposerKey(
  press: KeyPress,
  sendWith: PanelState['sendWith'],
  canRecall: boolean,
): ComposerKey | undefined {
  if (isInputMethodKey(press)) return undefined;
  const command = press.ctrlKey || press.metaKey;
  if (press.key === 'Enter') {
    if (press.shiftKey || press.altKey) return undefined;
    return command || sendWith === 'enter' ? 'send' : undefined;
  }
  if (!canRecall || command || press.shiftKey || press.altKey) return undefined;
  if (press.key === 'ArrowUp') return 'older-prompt';
  if (press.key === 'ArrowDown') return 'newer-prompt';
  return undefined;
}

const completionKeys: Readonly<Record<string, CompletionKey | undefined>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  PageDown: 'next-page',
  PageUp: 'previous-page',
  Enter: 'enter',
  Tab: 'pick',
  Escape: 'close',
};

/** Reads a key press while a word is being completed. Until lines are shown, only Enter waits for them. */
export function readCompletionKey(press: KeyPress, isShown: boolean): CompletionKey | undefined {
  if (isInputMethodKey(press) || press.shiftKey || press.ctrlKey || press.metaKey || press.altKey)
    return undefined;
  const key = Object.hasOwn(completionKeys, press.key) ? completionKeys[press.key] : undefined;
  return isShown || key === 'enter' ? key : undefined;
}
