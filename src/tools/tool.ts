// Tool: something a model may do. A call is first prepared (understood, checked, described; without any effect), then
// perhaps shown to the user, then run: exactly what was prepared, nothing else.
import * as z from 'zod';
import type { FileChange, ToolAction, ToolOutcome } from '../model/tool.ts';

/** For whom a tool works. */
export interface ToolContext {
  readonly chatId: string;
  /** The answer the call belongs to. */
  readonly messageId: string;
}

/** What a tool may do, for the question whether to ask: look at the workspace, change files, or run anything. */
export type ToolEffect = 'read' | 'write' | 'execute';

/** A call that was understood. What it will do is fixed from here on. */
export interface PreparedCall {
  /** What the user sees; it holds everything that decides what `run` does. */
  readonly action: ToolAction;
  readonly effect: ToolEffect;
  /**
   * What a yes “for this chat” covers: two calls with the same key are the same thing to the user. Absent: every call
   * is asked anew (sensitive files).
   */
  readonly grant?: { readonly key: string; readonly words: string };
  /** The call is stopped after this time, in milliseconds; time spent waiting for the user does not count. */
  readonly timeoutMs: number;
  /**
   * Does it. May reject with a {@link ToolProblem}; anything else thrown is a fault of ours. Ends soon after `signal`
   * is aborted, and leaves no process, socket or half-written file behind.
   * @param output takes what it prints while it runs, for the panel; may be called often.
   */
  run(output: (text: string) => void, signal: AbortSignal): Promise<ToolResult>;
}

/** What a run gave. */
export interface ToolResult {
  /** `error`: it did what it should, and that failed (a test run with failures is `ok`). */
  readonly status: Extract<ToolOutcome['status'], 'ok' | 'error'>;
  /** What the model reads; capped by the toolbox. */
  readonly text: string;
  /** All files that the tools changed in this answer; absent when this call changed none. */
  readonly changes?: readonly FileChange[];
}

/** See the head of this file. */
export interface Tool {
  /** Stable and unique; may hold characters that servers refuse (the toolbox maps names). */
  readonly name: string;
  /** For people: “Read file”. */
  readonly label: string;
  /** Whose tool it is, for people: `Parley`, `MCP: name`, `VS Code`. */
  readonly source: string;
  readonly isOnByDefault: boolean;
  /** One or two short sentences for the model. */
  readonly description: string;
  /** JSON Schema of type object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /**
   * Understands a call. Has no effect on anything, and may be called without a run after it.
   * Rejects with a {@link ToolProblem} when the call cannot be done.
   */
  prepare(input: unknown, context: ToolContext, signal: AbortSignal): Promise<PreparedCall>;
}

/** Why a call cannot be done, in words for the model: what is wrong, and what to do instead. */
export class ToolProblem extends Error {
  override readonly name = 'ToolProblem';
}

/** The arguments do not fit the tool's schema. */
export class BadArguments extends ToolProblem {}

/** A tool of Parley's own: what {@link defineTool} makes a {@link Tool} of. */
export interface ToolDefinition<Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** The arguments; each with a short `describe` where its name does not say it all. */
  readonly input: z.ZodObject<Shape>;
  prepare(
    input: z.output<z.ZodObject<Shape>>,
    context: ToolContext,
    signal: AbortSignal,
  ): Promise<PreparedCall>;
}

/** A built-in tool, on by default. Arguments that do not fit are {@link BadArguments} that name path and expectation. */
export function defineTool<Shape extends z.ZodRawShape>(definition: ToolDefinition<Shape>): Tool {
  const { name, label, description, input } = definition;
  const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(input, { io: 'input' });
  return {
    name,
    label,
    source: 'Parley',
    isOnByDefault: true,
    description,
    inputSchema,
    prepare: async (value, context, signal) => {
      const parsed = input.safeParse(value);
      if (!parsed.success) throw new BadArguments(`Bad arguments for ${name}: ${issuesOf(parsed.error)}`);
      return definition.prepare(parsed.data, context, signal);
    },
  };
}

function issuesOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.length === 0 ? 'arguments' : issue.path.join('.')}: ${issue.message}`)
    .join('; ');
}
