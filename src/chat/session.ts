// Session: one live conversation and the only writer of its state. Every change is an event → reduce → publish.
import type { ChatClient } from '../llm/client.ts';
import { attachmentLabel, type Attachment } from '../model/attachment.ts';
import {
  activePath,
  emptyConversation,
  findMessage,
  newestLeafBelow,
  type Conversation,
} from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import { reduce } from '../model/reduce.ts';
import type { FileChange, ToolDecision } from '../model/tool.ts';
import { Approvals } from '../tools/approval.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { modelMessages } from './request.ts';
import type { ChooseTarget, ChosenTarget } from './target.ts';
import { titleFrom } from './title.ts';
import type { TurnTools } from './tool-round.ts';
import { runTurn } from './turn.ts';

/** What every session needs from outside. */
export interface SessionPorts {
  readonly client: ChatClient;
  readonly tools: Toolbox;
  readonly chooseTarget: ChooseTarget;
  readonly newId: () => string;
  readonly nowMs: () => number;
  readonly log: Log;
}

/** Called with every change, after it was applied. Must not throw. */
export type SessionListener = (events: readonly ConversationEvent[]) => void;

interface RunningTurn {
  readonly messageId: string;
  readonly abort: AbortController;
}

/** One chat at work. Closing a view does not touch it: work belongs to the session. */
export class Session {
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<SessionListener>();
  readonly #approvals: Approvals;
  #conversation: Conversation;
  #running: RunningTurn | undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#approvals = new Approvals(ports.newId);
    this.#conversation = emptyConversation(ports.newId(), ports.nowMs());
  }

  /** The conversation as it stands. */
  get conversation(): Conversation {
    return this.#conversation;
  }

  /** Is an answer on its way? */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Hears every change from now on; returns the way to stop hearing. */
  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Adds the user's message and starts the answer. A running answer is stopped first; its text stays.
   * @param text may be empty when there are attachments; the caller refuses a wholly empty prompt.
   */
  submit(text: string, attachments: readonly Attachment[]): void {
    this.stop();
    const { newId, nowMs } = this.#ports;
    const parentId = this.#conversation.leafId;
    const id = newId();
    if (this.#conversation.title === '') {
      const [first] = attachments;
      const place = first?.kind === 'selection' ? first.path : first && attachmentLabel(first);
      this.#apply([{ type: 'title-set', title: titleFrom(text, place ?? 'New chat') }]);
    }
    this.#apply([
      {
        type: 'message-add',
        message: {
          role: 'user',
          id,
          ...(parentId === undefined ? {} : { parentId }),
          createdAtMs: nowMs(),
          text,
          attachments,
        },
      },
    ]);
    this.#answer(id);
  }

  /** Ends the running answer now: the change is published before this returns, the connection closes right after. */
  stop(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    this.#apply([
      {
        type: 'turn-end',
        messageId: running.messageId,
        state: 'cancelled',
        endedAtMs: this.#ports.nowMs(),
      },
    ]);
    running.abort.abort(new DOMException('Stopped by the user.', 'AbortError'));
  }

  /** Asks again for an answer to the same prompt; the old answer stays as its sibling. Unknown ids do nothing. */
  retry(messageId: string): void {
    const message = findMessage(this.#conversation, messageId);
    if (message === undefined) return;
    const promptId = message.role === 'user' ? message.id : message.parentId;
    this.stop();
    this.#answer(promptId);
  }

  /** Shows this message and the newest of what follows it. Unknown ids do nothing; a running answer goes on. */
  selectSibling(messageId: string): void {
    if (findMessage(this.#conversation, messageId) === undefined) return;
    this.#apply([{ type: 'leaf-select', messageId: newestLeafBelow(this.#conversation, messageId) }]);
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

  /** Lets a paused answer go on. Does nothing for any other, or while another answer runs. */
  continueTurn(messageId: string): void {
    const message = findMessage(this.#conversation, messageId);
    if (this.#running !== undefined || message?.role !== 'assistant' || message.pause === undefined) return;
    this.#run(messageId, this.#ports.chooseTarget(), { type: 'turn-resume', messageId });
  }

  /** Switches tools on or off for this chat, from the next request on. */
  switchTools(names: readonly string[], isOn: boolean): void {
    this.#apply(names.map((name) => ({ type: 'tool-switch', name, isOn })));
  }

  /** What tools changed in an answer, all of it anew; the answer may have ended long ago. */
  setChanges(messageId: string, changes: readonly FileChange[]): void {
    this.#apply([{ type: 'changes-update', messageId, changes }]);
  }

  #answer(promptId: string): void {
    const { newId, nowMs, chooseTarget } = this.#ports;
    const chosen = chooseTarget();
    const messageId = newId();
    this.#run(messageId, chosen, {
      type: 'message-add',
      message: {
        role: 'assistant',
        id: messageId,
        parentId: promptId,
        createdAtMs: nowMs(),
        model: chosen.model,
        providerLabel: chosen.providerLabel,
        parts: [],
        state: 'running',
      },
    });
  }

  #run(messageId: string, chosen: ChosenTarget, begin: ConversationEvent): void {
    const { client, nowMs, log } = this.#ports;
    const running: RunningTurn = { messageId, abort: new AbortController() };
    // Before the change is published: whoever hears of the answer finds it running and can stop it.
    this.#running = running;
    this.#apply([begin]);
    const turn = runTurn(
      {
        messageId,
        chosen,
        client,
        tools: this.#toolsFor(messageId),
        messages: (target) => modelMessages(this.#pathTo(messageId), target.systemPrompt, target.provider),
        nowMs,
        log,
      },
      running.abort.signal,
    );
    void this.#follow(turn, running);
  }

  #toolsFor(messageId: string): TurnTools {
    const { tools } = this.#ports;
    return {
      offer: () => tools.offer(this.#conversation.toolSwitches),
      start: (call, emit, signal) => {
        const { id: chatId, toolSwitches: switches } = this.#conversation;
        const place = { chatId, messageId, switches, approvals: this.#approvals, emit };
        return tools.start(call, place, signal);
      },
    };
  }

  /** Applies what the turn yields until it ends. A stopped turn's late events fall on an ended answer and are dropped. */
  async #follow(turn: AsyncIterable<readonly ConversationEvent[]>, running: RunningTurn): Promise<void> {
    for await (const events of turn) {
      if (this.#running === running && events.some((event) => event.type === 'turn-end')) {
        this.#running = undefined;
      }
      this.#apply(events);
    }
  }

  #pathTo(messageId: string): ReturnType<typeof activePath> {
    return activePath({ ...this.#conversation, leafId: messageId });
  }

  #apply(events: readonly ConversationEvent[]): void {
    const applied: ConversationEvent[] = [];
    for (const event of events) {
      const next = reduce(this.#conversation, event);
      if (next === this.#conversation) continue;
      this.#conversation = next;
      applied.push(event);
    }
    if (applied.length === 0) return;
    for (const listener of this.#listeners) listener(applied);
  }
}
