// ChatTarget: which model a turn asks, and how. The port behind which settings and keys live.
import type { ChatRequest } from '../llm/chat-request.ts';

/** Everything of a request but what was said: read anew for every turn, so that a changed key or setting counts. */
export interface ChatTarget extends Omit<ChatRequest, 'messages' | 'tools'> {
  readonly systemPrompt: string;
  /** `false`: ask for one whole answer. */
  readonly stream: boolean;
  /** Most model requests one turn may make. */
  readonly maxRounds: number;
}

/** The target chosen at one moment. */
export interface ChosenTarget {
  /** `provider/model`; empty when none is chosen. */
  readonly model: string;
  readonly providerLabel: string;
  /** Resolves provider and key. Rejects with a ChatError (`configuration` or `auth`) that says what is missing. */
  resolve(): Promise<ChatTarget>;
}

/** Port: the target as chosen now; or, with a `provider/model`, that one, with everything else as it is set now. */
export type ChooseTarget = (model?: string) => ChosenTarget;
