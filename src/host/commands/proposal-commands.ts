// What is done with a change that is shown before it is made. Menus hand over the diff editor's document; from the palette
// the active editor is meant.
import type { Command } from './parley.ts';

/** Makes the shown change. */
export const applyProposal: Command = ({ proposals }, argument) => proposals.apply(argument);

/** Closes it; nothing is changed. */
export const discardProposal: Command = ({ proposals }, argument) => proposals.discard(argument);
