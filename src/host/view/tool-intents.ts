// Intents about tools → actions: answers to questions, switches, and what to do with changed files.
import type { Library } from '../../chat/library.ts';
import { findMessage } from '../../model/conversation.ts';
import type { Log } from '../../model/log.ts';
import type { ToolAction } from '../../model/tool.ts';
import type { Intent } from '../../protocol/to-host.ts';
import type { ToolList, ViewEvent } from '../../protocol/to-view.ts';
import { maxOfferedTools, type Toolbox } from '../../tools/toolbox.ts';

/** Port: the files that tools changed. Each action tells the user of its problems and does not reject for them. */
export interface ChangeActions {
  /** Shows what changed: the one file at `path`, or all of the answer. */
  review(messageId: string, path?: string): Promise<void>;
  keep(messageId: string, path?: string): Promise<void>;
  undo(messageId: string, path?: string): Promise<void>;
  /** Shows the change that a call asks about, before it is made. */
  showProposed(action: ToolAction): Promise<void>;
}

/** What these intents act on. */
export interface ToolIntentPorts {
  readonly library: Library;
  readonly toolbox: Toolbox;
  readonly changes: ChangeActions;
  readonly log: Log;
  /** Sends to the view, with the next batch. */
  readonly send: (events: readonly ViewEvent[]) => void;
}

type ToolIntent = Extract<Intent, { type: `tool-${string}` | `tools-${string}` | `changes-${string}` }>;

/** Carries out an intent about tools in the shown chat. */
export async function routeToolIntent(intent: ToolIntent, ports: ToolIntentPorts): Promise<void> {
  const { library, toolbox, changes, log, send } = ports;
  const session = library.active;
  switch (intent.type) {
    case 'tool-decide': {
      const { messageId, callId, nonce, decision } = intent;
      if (!session.tools.decide({ messageId, callId }, nonce, decision))
        log.warn('An answer to a tool was dropped: no such question is open.');
      return;
    }
    case 'tool-diff-open': {
      const action = actionOf(intent, ports);
      if (action !== undefined) await changes.showProposed(action);
      return;
    }
    case 'tools-show':
      send([{ type: 'tools', tools: toolList(toolbox, session.conversation.toolSwitches) }]);
      return;
    case 'tools-switch':
      session.switchTools(intent.names, intent.isOn);
      send([{ type: 'tools', tools: toolList(toolbox, session.conversation.toolSwitches) }]);
      return;
    case 'changes-review':
      return changes.review(intent.messageId, intent.path);
    case 'changes-keep':
      return changes.keep(intent.messageId, intent.path);
    case 'changes-undo':
      return changes.undo(intent.messageId, intent.path);
  }
}

/** All tools as the panel lists them, with what each costs in every request. */
function toolList(toolbox: Toolbox, switches: Readonly<Record<string, boolean>> | undefined): ToolList {
  const offBecause = toolbox.offBecause();
  return {
    entries: toolbox.list(switches).map(({ tool, isOn }) => {
      const { name, label, source, description, inputSchema } = tool;
      return { name, label, source, description, isOn, tokens: tokensOf({ name, description, inputSchema }) };
    }),
    limit: maxOfferedTools,
    ...(offBecause === undefined ? {} : { offBecause }),
  };
}

/** About four characters of JSON make a token. */
function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / 4);
}

function actionOf(
  { messageId, callId }: { readonly messageId: string; readonly callId: string },
  { library }: ToolIntentPorts,
): ToolAction | undefined {
  const message = findMessage(library.active.conversation, messageId);
  if (message?.role !== 'assistant') return undefined;
  const part = message.parts.findLast((each) => each.type === 'tool-call' && each.callId === callId);
  return part?.type === 'tool-call' ? part.action : undefined;
}
