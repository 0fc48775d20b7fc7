// Which chip has the cursor after a key on one of them. Pure.

/**
 * Where the cursor goes: to the chip with this index, or back into the message box. Undefined for keys that are not for
 * chips; then nothing is removed either.
 * @param at the chip the key was pressed on.
 * @param count of all chips, the one that is about to be removed included.
 */
export function chipToFocus(key: string, at: number, count: number): number | 'composer' | undefined {
  if (at < 0) return undefined;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'ArrowRight':
      return at + 1 < count ? at + 1 : 'composer';
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'ArrowDown':
    case 'Escape':
      return 'composer';
    case 'Backspace':
      // As in a text: what is before it comes next.
      if (at > 0) return at - 1;
      return count > 1 ? 1 : 'composer';
    case 'Delete':
      if (at + 1 < count) return at + 1;
      return at > 0 ? at - 1 : 'composer';
    default:
      return undefined;
  }
}
