// What the next request would hold, as the panel shows it: part by part, with sizes, origins and what was masked.

/** What becomes of a part: it goes, there is no room for it, or the user took it out of this chat. */
export type PartFate = 'sent' | 'no-room' | 'taken-out';

/** Where in the list a part stands. */
export type PartGroup = 'always' | 'chat' | 'message';

/** One line of the list. */
export interface RequestPart {
  /** Unique in the list. What can be taken out for the chat has its id of left-out.ts, an attachment its own. */
  readonly id: string;
  readonly kind:
    | 'system-prompt'
    | 'instructions'
    | 'tools'
    | 'summary'
    | 'message'
    | 'tool-output'
    | 'earlier-attachment'
    | 'attachment'
    | 'prompt';
  readonly group: PartGroup;
  readonly label: string;
  /** Where it comes from, in words; may be empty. */
  readonly origin: string;
  /** An estimate; of what does not go, what it would take. */
  readonly tokens: number;
  readonly fate: PartFate;
  /** How many secrets were masked in it, and which, in words; absent without any. */
  readonly masked?: { readonly count: number; readonly text: string };
  /** What the user should know about it; absent when there is nothing. */
  readonly warning?: string;
}

/** The next request as it would be sent now. */
export interface RequestPreview {
  /** The model it goes to, as shown. */
  readonly model: string;
  readonly parts: readonly RequestPart[];
  /** Older messages of the chat that go as well and are not in the list, and their tokens. */
  readonly unlisted: { readonly count: number; readonly tokens: number };
  readonly size: RequestSize;
  /** What the user should know about all of it; one sentence each. */
  readonly warnings: readonly string[];
  /** Why nothing can be sent now, in words; then there are no parts. */
  readonly problem?: string;
}

/** How large the next request is. Estimates, corrected by what the server counted before. */
export interface RequestSize {
  readonly tokens: number;
  /** The model's context length; absent when nobody knows it. */
  readonly contextTokens?: number;
  /** Of it kept free for the answer. */
  readonly answerTokens: number;
  /** How many messages, outputs and attachments do not fit any more. */
  readonly droppedCount: number;
  /** Even the least that must go is too much. */
  readonly isTooLong: boolean;
}

/** What the composer shows of the next request without being asked. */
export interface RequestOutline {
  /** Absent while there is no usable model. */
  readonly size?: RequestSize;
  /** The instruction files that go with it. */
  readonly instructions: readonly InstructionChip[];
  /** What the user should know before sending; one sentence each. */
  readonly warnings: readonly string[];
}

/** An instruction file in the composer. */
export interface InstructionChip {
  /** Its id of left-out.ts. */
  readonly partId: string;
  readonly path: string;
  readonly tokens: number;
}
