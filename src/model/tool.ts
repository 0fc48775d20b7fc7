// What a model may do, as told to it, what a call will do, as shown to the user, and what came of it. Data only.

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
  /**
   * `error` covers bad input, unknown tools and failures, `denied` the user's no, `cancelled` a stop before or during
   * the call: all of them facts for the model.
   */
  readonly status: 'ok' | 'error' | 'denied' | 'cancelled';
  /** What the model reads. Not empty. */
  readonly text: string;
  /** How many secrets were masked in it; absent when there was none. */
  readonly maskedCount?: number;
}

/** What a call will do, for the eyes of the user. Holds everything that decides what happens: nothing else is run. */
export interface ToolAction {
  /** One line without markup: “Read src/main.ts, lines 1–40”. */
  readonly title: string;
  readonly detail?: ToolDetail;
  /** What the user should know before saying yes; one sentence each. */
  readonly warnings: readonly string[];
}

/** The exact thing that would happen. */
export type ToolDetail =
  /** A line for the shell, run in `folder` (as shown to the user). Never shortened. */
  | { readonly kind: 'command'; readonly command: string; readonly folder: string; readonly shell: string }
  /** A change of one file, as a unified diff without file headers. */
  | {
      readonly kind: 'diff';
      readonly path: string;
      readonly patch: string;
      readonly isNew: boolean;
      readonly addedLines: number;
      readonly removedLines: number;
    }
  /** The arguments of a tool that is not Parley's own, as JSON. */
  | { readonly kind: 'arguments'; readonly json: string };

/** `once`: this call only; `chat`: this and the same again in this chat; `deny`: no. */
export type ToolDecision = 'once' | 'chat' | 'deny';

/** A question to the user that a call waits for. */
export interface ToolQuestion {
  /** Made by the host for this question; an answer without it counts for nothing. */
  readonly nonce: string;
  /** What “for this chat” would cover, in words; absent where only “once” is offered. */
  readonly chatScope?: string;
}

/** A file that tools changed in the course of an answer. */
export interface FileChange {
  /** As shown: relative to the workspace folder, with `/`; the folder's name first where there are several. */
  readonly path: string;
  readonly kind: 'created' | 'edited';
  readonly addedLines: number;
  readonly removedLines: number;
  /** `open`: can be kept or undone; `kept`: the user is content, or the state before is no longer remembered. */
  readonly state: 'open' | 'kept' | 'undone';
  /** Why the last undo was refused. */
  readonly problem?: string;
}
