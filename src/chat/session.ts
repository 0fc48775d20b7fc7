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
import { t } from '../model/l10n.ts';
import type { Log } from '../model/log.ts';
import { reduce } from '../model/reduce.ts';
import type { FileChange } from '../model/tool.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { ChatTools } from './chat-tools.ts';
import { createComposer, type ContextPorts } from './compose-request.ts';
import type { ChooseTarget, ChosenTarget } from './target.ts';
import { titleFrom } from './title.ts';
import { runTurn } from './turn.ts';

/** What every session needs from outside. */
export interface SessionPorts {
  readonly client: ChatClient;
  readonly tools: Toolbox;
  readonly context: ContextPorts;
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
  /** Its tools: the way to answer their questions. */
  readonly tools: ChatTools;
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<SessionListener>();
  #conversation: Conversation;
  #running: RunningTurn | undefined;

  /** `conversation` is a stored one to go on with; without it an empty one is begun. */
  constructor(ports: SessionPorts, conversation?: Conversation) {
    this.#ports = ports;
    this.tools = new ChatTools(ports.tools, ports.newId, () => this.#conversation);
    this.#conversation = conversation ?? emptyConversation(ports.newId(), ports.nowMs());
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
    this.#ask(this.#conversation.leafId, text, attachments);
  }

  /** Sends a prompt anew with other words: a sibling of the old one, which stays with all that followed it. */
  editPrompt(messageId: string, text: string): void {
    const message = findMessage(this.#conversation, messageId);
    if (message?.role !== 'user') return;
    this.stop();
    this.#ask(message.parentId, text, message.attachments);
  }

  /** Gives the chat another title. */
  rename(title: string): void {
    this.#apply([{ type: 'title-set', title }]);
  }

  /** Goes on with what is stored, because another window has changed it. Nobody is told; the caller shows it anew. */
  adopt(conversation: Conversation): void {
    this.#conversation = conversation;
  }

  #ask(parentId: string | undefined, text: string, attachments: readonly Attachment[]): void {
    const { newId, nowMs } = this.#ports;
    const id = newId();
    if (this.#conversation.title === '') {
      const [first] = attachments;
      const place = first?.kind === 'selection' ? first.path : first && attachmentLabel(first);
      this.#apply([{ type: 'title-set', title: titleFrom(text, place ?? t('New chat')) }]);
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

  /** Puts a summary in the place of messages from the next request on, or takes one back. */
  changeCompactions(event: Extract<ConversationEvent, { type: `compaction-${string}` }>): void {
    this.#apply([event]);
  }

  /** What tools changed in an answer, all of it anew; the answer may have ended long ago. */
  setChanges(messageId: string, changes: readonly FileChange[]): void {
    this.#apply([{ type: 'changes-update', messageId, changes }]);
  }

  /** Shows the path that this message is on, unless it is on the one that is shown. Unknown ids do nothing. */
  showBranchOf(messageId: string): void {
    if (!activePath(this.#conversation).some((message) => message.id === messageId))
      this.selectSibling(messageId);
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
    const { client, context, nowMs, log } = this.#ports;
    const running: RunningTurn = { messageId, abort: new AbortController() };
    // Before the change is published: whoever hears of the answer finds it running and can stop it.
    this.#running = running;
    this.#apply([begin]);
    const turn = runTurn(
      {
        messageId,
        chosen,
        client,
        tools: this.tools.forTurn(messageId),
        compose: createComposer(context, () => ({
          path: activePath({ ...this.#conversation, leafId: messageId }),
          compactions: this.#conversation.compactions,
        })),
        nowMs,
        log,
      },
      running.abort.signal,
    );
    void this.#follow(turn, running);
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
