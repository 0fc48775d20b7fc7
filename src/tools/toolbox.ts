// Toolbox: every tool call goes through here. Finds the tool, reads the arguments, asks the user where he is to be
// asked, runs what was shown, limits time and size, and turns every failure into an outcome. It never rejects.
import type { ConversationEvent } from '../model/event.ts';
import type { MaskedSecret } from '../model/attachment.ts';
import { t } from '../model/l10n.ts';
import type { Log } from '../model/log.ts';
import type { ToolCall } from '../model/stream.ts';
import type { ToolOutcome, ToolSpec } from '../model/tool.ts';
import type { Approvals } from './approval.ts';
import { readArguments } from './call-arguments.ts';
import { cleanToolText } from './clean-text.ts';
import { capText } from './output-cap.ts';
import { within } from './time-limit.ts';
import { nameTools } from './tool-names.ts';
import { BadArguments, ToolProblem, type PreparedCall, type Tool, type ToolEffect } from './tool.ts';

/** Most tools one request may offer; servers refuse more (OpenAI's limit, also VS Code's own). */
export const maxOfferedTools = 128;

/** Longest time a call may take to be understood, in milliseconds: a language server may have to start. */
const prepareTimeoutMs = 30_000;

/** What a toolbox needs from outside; all of it is asked anew for each request and each call. */
export interface ToolboxPorts {
  readonly tools: () => readonly Tool[];
  /** Why no tool may be used at all (Restricted Mode, switched off), in words for the user; else undefined. */
  readonly offBecause: () => string | undefined;
  /** May calls that only read inside the workspace run without a question? */
  readonly allowsReads: () => boolean;
  /** Replaces the secrets in a text by marks, and says what they were: the model reads it, and may be anywhere. */
  readonly maskSecrets: (text: string) => {
    readonly text: string;
    readonly masked: readonly Pick<MaskedSecret, 'kind'>[];
  };
  readonly log: Log;
}

/** Switches of a chat: tools on or off, by name. */
export type ToolSwitches = Readonly<Record<string, boolean>>;

/** What a model is offered. */
export interface ToolOffer {
  readonly specs: readonly ToolSpec[];
  /** What the user should know about it, e.g. that not all tools fit. */
  readonly notices: readonly string[];
}

/** What a call needs besides itself. */
export interface CallPlace {
  readonly chatId: string;
  readonly messageId: string;
  readonly switches: ToolSwitches | undefined;
  readonly approvals: Approvals;
  /** Takes the events of the call as they happen; its outcome is not among them. */
  readonly emit: (event: ConversationEvent) => void;
}

/** A call that was understood and may start: with or without a question to the user. */
export interface ReadyCall {
  readonly effect: ToolEffect;
  readonly asks: boolean;
  /** Asks if need be, then runs. Never rejects. */
  run(): Promise<ToolOutcome>;
}

/** What became of understanding a call. */
export type CallStart =
  | { readonly state: 'ready'; readonly call: ReadyCall }
  /** `isInvalid`: the model made a call that could not be understood (arguments, name). */
  | { readonly state: 'refused'; readonly outcome: ToolOutcome; readonly isInvalid: boolean };

/** See the head of this file. */
export class Toolbox {
  readonly #ports: ToolboxPorts;

  constructor(ports: ToolboxPorts) {
    this.#ports = ports;
  }

  /** Why no tool may be used now; undefined when they may. */
  offBecause(): string | undefined {
    return this.#ports.offBecause();
  }

  /** All tools there are, and whether each is on for a chat with these switches. */
  list(switches: ToolSwitches | undefined): readonly { readonly tool: Tool; readonly isOn: boolean }[] {
    return this.#ports.tools().map((tool) => ({ tool, isOn: isOn(tool, switches) }));
  }

  /** What to offer to the model in this chat now. */
  offer(switches: ToolSwitches | undefined): ToolOffer {
    const all = [...this.#named(switches)];
    const offered = all.slice(0, maxOfferedTools);
    return {
      specs: offered.map(([name, tool]) => ({
        name,
        description: tool.description,
        inputSchema: tool.inputSchema,
      })),
      notices:
        all.length > offered.length
          ? [
              t(
                '{0} tools are on, but a request takes at most {1}: the last {2} were left out. Switch off those you do not need (Tools).',
                all.length,
                maxOfferedTools,
                all.length - offered.length,
              ),
            ]
          : [],
    };
  }

  /** Understands a call; nothing happens yet. Never rejects; ends soon after the signal is aborted. */
  async start(call: ToolCall, place: CallPlace, signal: AbortSignal): Promise<CallStart> {
    const off = this.#ports.offBecause();
    if (off !== undefined) return refused(`No tool can be used now: ${off}`, false);
    const named = this.#named(place.switches);
    const tool = named.get(call.name);
    if (tool === undefined) return refused(unknownTool(call.name, [...named.keys()]), true);
    const input = readArguments(call.argumentsText);
    if ('problem' in input) return refused(`Not run. ${input.problem}`, true);
    try {
      const prepared = await within(
        (limited) => tool.prepare(input.value, { chatId: place.chatId, messageId: place.messageId }, limited),
        prepareTimeoutMs,
        signal,
      );
      place.emit({
        type: 'tool-describe',
        messageId: place.messageId,
        callId: call.callId,
        label: tool.label,
        action: prepared.action,
      });
      const asks = !this.#mayRun(tool, prepared, place.approvals);
      return {
        state: 'ready',
        call: {
          effect: prepared.effect,
          asks,
          run: () => this.#run(call, tool, prepared, place, signal),
        },
      };
    } catch (error) {
      return {
        state: 'refused',
        outcome: this.#failure(tool, error, signal),
        isInvalid: error instanceof BadArguments,
      };
    }
  }

  #named(switches: ToolSwitches | undefined): ReadonlyMap<string, Tool> {
    if (this.#ports.offBecause() !== undefined) return new Map();
    return nameTools(this.#ports.tools().filter((tool) => isOn(tool, switches)));
  }

  #mayRun(tool: Tool, call: PreparedCall, approvals: Approvals): boolean {
    if (call.grant === undefined) return false;
    return (call.effect === 'read' && this.#ports.allowsReads()) || approvals.isGranted(tool, call);
  }

  async #run(
    call: ToolCall,
    tool: Tool,
    prepared: PreparedCall,
    place: CallPlace,
    signal: AbortSignal,
  ): Promise<ToolOutcome> {
    const { messageId, approvals, emit } = place;
    const { callId } = call;
    try {
      signal.throwIfAborted();
      // Asked again here: the answer to an earlier question may have covered this call, too.
      if (!this.#mayRun(tool, prepared, approvals)) {
        const { question, decision } = approvals.ask(tool, prepared, { messageId, callId }, signal);
        emit({ type: 'tool-ask', messageId, callId, question });
        const answer = await decision;
        emit({ type: 'tool-decide', messageId, callId, decision: answer });
        if (answer === 'deny') return deniedOutcome;
      }
      const result = await within(
        (limited) => prepared.run((text) => emit({ type: 'tool-output', messageId, callId, text }), limited),
        prepared.timeoutMs,
        signal,
      );
      if (result.changes !== undefined) emit({ type: 'changes-update', messageId, changes: result.changes });
      return this.#outcome(result.status, result.text);
    } catch (error) {
      return this.#failure(tool, error, signal);
    }
  }

  #failure(tool: Tool, error: unknown, signal: AbortSignal): ToolOutcome {
    if (signal.aborted)
      return { status: 'cancelled', text: 'The user stopped this call before it was done.' };
    if (error instanceof ToolProblem) return this.#outcome('error', error.message);
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return { status: 'error', text: `The tool was stopped: ${error.message}` };
    this.#ports.log.error(
      `Tool ${tool.name} failed: ${error instanceof Error ? error.stack : String(error)}`,
    );
    const said = error instanceof Error ? error.message : String(error);
    return this.#outcome('error', `The tool failed: ${said}`);
  }

  /** What a tool gave, as the model may read it: without what cannot be seen, of a bounded size, secrets masked. */
  #outcome(status: ToolOutcome['status'], given: string): ToolOutcome {
    const { text, masked } = this.#ports.maskSecrets(readable(given));
    return masked.length === 0
      ? { status, text }
      : { status, text: `${text}\n${maskedNote(masked)}`, maskedCount: masked.length };
  }
}

function maskedNote(masked: readonly Pick<MaskedSecret, 'kind'>[]): string {
  const kinds = [...new Set(masked.map(({ kind }) => kind))].join(', ');
  const count = masked.length === 1 ? '1 secret is' : `${masked.length} secrets are`;
  return `[${count} masked above: ${kinds}. What the marks stand for is unchanged; it cannot be read or edited here.]`;
}

/** What the model reads when the user said no. */
const deniedOutcome: ToolOutcome = {
  status: 'denied',
  text: 'The user denied this call. Do not try it again in another form; ask the user, or go on without it.',
};

function isOn(tool: Tool, switches: ToolSwitches | undefined): boolean {
  // An own property only: a tool may be named like something every object has.
  return switches !== undefined && Object.hasOwn(switches, tool.name)
    ? switches[tool.name] === true
    : tool.isOnByDefault;
}

function refused(text: string, isInvalid: boolean): CallStart {
  return { state: 'refused', outcome: { status: 'error', text: readable(text) }, isInvalid };
}

function unknownTool(name: string, known: readonly string[]): string {
  return known.length === 0
    ? `There is no tool “${name}”; no tool is switched on.`
    : `There is no tool “${name}”. The tools are: ${known.join(', ')}.`;
}

function readable(text: string): string {
  const capped = capText(cleanToolText(text));
  return capped.trim() === '' ? '(no output)' : capped;
}
