// Tools made small, and a toolbox around them: what tests of calls start from.
import type { ConversationEvent } from '../../../src/model/event.ts';
import { Approvals } from '../../../src/tools/approval.ts';
import type { PreparedCall, Tool, ToolResult } from '../../../src/tools/tool.ts';
import { Toolbox, type CallPlace, type ToolboxPorts } from '../../../src/tools/toolbox.ts';
import { createMemoryLog, type MemoryLog } from '../../fakes/memory-log.ts';
import { numbered } from '../chat/chat-setup.ts';

/** A tool that says `ran <name>` and may do anything else. */
export function sampleTool(
  changes: Partial<Omit<Tool, 'prepare'>> & {
    readonly call?: Partial<PreparedCall> | ((input: unknown) => Partial<PreparedCall>);
    readonly prepare?: Tool['prepare'];
  } = {},
): Tool {
  const { call = {}, ...rest } = changes;
  const name = rest.name ?? 'read_file';
  return {
    name,
    label: `Label of ${name}`,
    source: 'Parley',
    isOnByDefault: true,
    description: 'Reads.',
    inputSchema: { type: 'object' },
    prepare: async (input) => ({
      action: { title: `Do ${JSON.stringify(input)}`, warnings: [] },
      effect: 'read',
      grant: { key: name, words: `calls of ${name}` },
      timeoutMs: 5000,
      run: async (): Promise<ToolResult> => ({ status: 'ok', text: `ran ${name}` }),
      ...(typeof call === 'function' ? call(input) : call),
    }),
    ...rest,
  };
}

export interface BoxStage {
  readonly toolbox: Toolbox;
  readonly log: MemoryLog;
  readonly events: ConversationEvent[];
  readonly approvals: Approvals;
  readonly place: CallPlace;
}

/** A toolbox with these tools, and a place for calls whose events are kept. */
export function boxStage(tools: readonly Tool[], ports: Partial<ToolboxPorts> = {}): BoxStage {
  const log = createMemoryLog();
  const events: ConversationEvent[] = [];
  const approvals = new Approvals(numbered('nonce'));
  return {
    toolbox: toolboxOf(tools, { log, ...ports }),
    log,
    events,
    approvals,
    place: {
      chatId: 'chat',
      messageId: 'a1',
      switches: undefined,
      approvals,
      emit: (event) => events.push(event),
    },
  };
}

/** A toolbox with these tools; reading needs no question. */
export function toolboxOf(tools: readonly Tool[], ports: Partial<ToolboxPorts> = {}): Toolbox {
  return new Toolbox({
    tools: () => tools,
    offBecause: () => undefined,
    allowsReads: () => true,
    maskSecrets: (text) => ({ text, masked: [] }),
    log: createMemoryLog(),
    ...ports,
  });
}
