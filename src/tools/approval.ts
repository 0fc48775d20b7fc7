// Approvals: the questions a chat's tool calls wait for, and what the user allowed for this chat. A yes holds for the
// call that was shown and for nothing else. Kept in memory only: never in settings, the workspace or the history.
import type { ToolDecision, ToolQuestion } from '../model/tool.ts';
import type { PreparedCall, Tool } from './tool.ts';

interface OpenQuestion {
  readonly messageId: string;
  readonly callId: string;
  readonly offersChat: boolean;
  readonly answer: (decision: ToolDecision) => void;
}

/** A question, and the user's answer to it. */
export interface Asked {
  readonly question: ToolQuestion;
  /** Rejects with the signal's reason when it is aborted first. */
  readonly decision: Promise<ToolDecision>;
}

/** The approvals of one chat. */
export class Approvals {
  readonly #newNonce: () => string;
  readonly #granted = new Set<string>();
  readonly #open = new Map<string, OpenQuestion>();

  /** @param newNonce unguessable and never the same twice. */
  constructor(newNonce: () => string) {
    this.#newNonce = newNonce;
  }

  /** Did the user allow this for the whole chat? */
  isGranted(tool: Tool, { grant }: PreparedCall): boolean {
    return grant !== undefined && this.#granted.has(grantKey(tool, grant.key));
  }

  /**
   * Opens a question about a call. A yes “for this chat” is remembered under the call's grant key at once.
   * @param call the very call that will run on a yes.
   */
  ask(
    tool: Tool,
    call: PreparedCall,
    place: { readonly messageId: string; readonly callId: string },
    signal: AbortSignal,
  ): Asked {
    const nonce = this.#newNonce();
    const { grant } = call;
    const decision = new Promise<ToolDecision>((resolve, reject) => {
      const abandon = (): void => {
        this.#open.delete(nonce);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abandon, { once: true });
      this.#open.set(nonce, {
        ...place,
        offersChat: grant !== undefined,
        answer: (answer) => {
          signal.removeEventListener('abort', abandon);
          if (answer === 'chat' && grant !== undefined) this.#granted.add(grantKey(tool, grant.key));
          resolve(answer);
        },
      });
      if (signal.aborted) abandon();
    });
    return { question: { nonce, ...(grant === undefined ? {} : { chatScope: grant.words }) }, decision };
  }

  /**
   * The user's answer. False, without any effect, when no question with this nonce is open for this call, or when it
   * claims more than was offered. Each question takes one answer.
   */
  decide(
    nonce: string,
    place: { readonly messageId: string; readonly callId: string },
    decision: ToolDecision,
  ): boolean {
    const open = this.#open.get(nonce);
    if (open === undefined || open.callId !== place.callId || open.messageId !== place.messageId)
      return false;
    if (decision === 'chat' && !open.offersChat) return false;
    this.#open.delete(nonce);
    open.answer(decision);
    return true;
  }
}

function grantKey(tool: Tool, key: string): string {
  return JSON.stringify([tool.source, key]);
}
