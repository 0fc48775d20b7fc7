// The tools as one chat has them: its switches, its approvals, its questions.
import type { Conversation } from '../model/conversation.ts';
import type { ToolDecision } from '../model/tool.ts';
import { Approvals } from '../tools/approval.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { TurnTools } from './tool-round.ts';

/** See the head of this file. */
export class ChatTools {
  readonly #toolbox: Toolbox;
  readonly #conversation: () => Conversation;
  readonly #approvals: Approvals;

  /** @param conversation as it is when asked: switches count from the next request on. */
  constructor(toolbox: Toolbox, newNonce: () => string, conversation: () => Conversation) {
    this.#toolbox = toolbox;
    this.#conversation = conversation;
    this.#approvals = new Approvals(newNonce);
  }

  /**
   * The user's answer to a tool's question. False, without any effect, unless the question with this nonce is open for
   * this very call.
   */
  decide(
    place: { readonly messageId: string; readonly callId: string },
    nonce: string,
    decision: ToolDecision,
  ): boolean {
    return this.#approvals.decide(nonce, place, decision);
  }

  /** The tools for a turn that writes this answer. */
  forTurn(messageId: string): TurnTools {
    return {
      offer: () => this.#toolbox.offer(this.#conversation().toolSwitches),
      start: (call, emit, signal) => {
        const { id: chatId, toolSwitches: switches } = this.#conversation();
        const place = { chatId, messageId, switches, approvals: this.#approvals, emit };
        return this.#toolbox.start(call, place, signal);
      },
    };
  }
}
