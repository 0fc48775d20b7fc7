// The tool runner of a chat that offers no tools. A model may call one all the same; it is told so.
import type { ToolRunner } from './turn.ts';

/** Offers nothing; every call gets the one result that says so. */
export const noTools: ToolRunner = {
  specs: () => [],
  run: async (call) => ({
    status: 'error',
    text: `There is no tool named “${call.name}”: no tools are available in this chat. Answer without tools.`,
  }),
};
