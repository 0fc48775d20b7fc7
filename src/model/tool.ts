// ToolSpec and ToolOutcome: what a model may do, as told to it, and what came of a call.

/** A tool as described to a model. */
export interface ToolSpec {
  /** `^[a-zA-Z0-9_-]{1,64}$`, the narrowest rule among the servers. */
  readonly name: string;
  /** One or two sentences for the model. */
  readonly description: string;
  /** JSON Schema of type object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** The result of one tool call; always exactly one per call. */
export interface ToolOutcome {
  /** `error` covers bad input, unknown tools, denials and failures: facts for the model. */
  readonly status: 'ok' | 'error' | 'cancelled';
  /** What the model reads. Not empty. */
  readonly text: string;
}
