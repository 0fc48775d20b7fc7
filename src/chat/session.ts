// Session: one live conversation and the only writer of its state. Every change is an event → reduce → publish.
import type { ChatClient } from '../llm/client.ts';
import type { Attachment } from '../model/attachment.ts';
import {
  activePath,
  emptyConversation,
  findMessage,
  type AssistantMessage,
  type Conversation,
} from '../model/conversation.ts';
import { continuationOf, textBefore } from '../model/cut-answer.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import { reduce } from '../model/reduce.ts';
import type { FileChange } from '../model/tool.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { ChatTools } from './chat-tools.ts';
import { cancellation, type RunningTurn } from './running-turn.ts';
import { branchSelection, deletion, restoration, selection } from './tree-events.ts';
import { newAnswer, newPrompt, type MessageBirth } from './new-message.ts';
import { createComposer } from './compose-request.ts';
import type { ContextPorts } from './plan-request.ts';
import type { ChooseTarget, ChosenTarget } from './target.ts';
import { titleOf } from './title.ts';
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
    this.#ask(activePath(this.#conversation).at(-1)?.id, text, attachments);
  }

  /** Sends a prompt anew with other words: a sibling of the old one, which stays with all that followed it. */
  editPrompt(messageId: string, text: string, attachments: readonly Attachment[]): void {
    const message = findMessage(this.#conversation, messageId);
    if (message?.role !== 'user') return;
    this.stop();
    this.#ask(message.parentId, text, attachments);
  }

  /** Takes a message away with all that follows it; it can be brought back. An answer that runs there is stopped. */
  deleteMessage(messageId: string): void {
    const event = deletion(this.#conversation, messageId, this.#ports.nowMs());
    if (this.#running !== undefined && event.messageIds.includes(this.#running.messageId)) this.stop();
    this.#apply([event]);
  }

  /** Brings a deleted message back with all that went with it. `leafId` ended the path that was shown before. */
  restoreMessage(messageId: string, leafId?: string): void {
    this.#apply(restoration(this.#conversation, messageId, leafId));
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
    const message = newPrompt(this.#birth(), parentId, text, attachments);
    if (this.#conversation.title === '') {
      this.#apply([{ type: 'title-set', title: titleOf(text, attachments) }]);
    }
    this.#apply([{ type: 'message-add', message }]);
    this.#answer(message.id);
  }

  /** Ends the running answer now: the change is published before this returns, the connection closes right after. */
  stop(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    this.#apply(cancellation(running, this.#ports.nowMs()));
    running.abort.abort(new DOMException('Stopped by the user.', 'AbortError'));
  }

  /**
   * Asks again for an answer to the same prompt; the old answer stays as its sibling. Unknown ids do nothing.
   * @param model `provider/model` to ask this once, in the place of the chosen one.
   */
  retry(messageId: string, model?: string): void {
    const message = findMessage(this.#conversation, messageId);
    if (message === undefined) return;
    const promptId = message.role === 'user' ? message.id : message.parentId;
    this.stop();
    this.#answer(promptId, model);
  }

  /** Shows this message and the newest of what follows it. Unknown ids do nothing; a running answer goes on. */
  selectSibling(messageId: string): void {
    this.#apply(selection(this.#conversation, messageId));
  }

  /** Lets a paused or cut answer go on in the same message. Does nothing for any other, or while another answer runs. */
  continueTurn(messageId: string): void {
    const message = findMessage(this.#conversation, messageId);
    if (this.#running !== undefined || message?.role !== 'assistant') return;
    if (continuationOf(message) === undefined) return;
    // By the model that began it, whatever was chosen since: one answer has one author.
    const chosen = this.#ports.chooseTarget(message.model === '' ? undefined : message.model);
    const resumedAtMs = this.#ports.nowMs();
    this.#run(message, chosen, { type: 'turn-resume', messageId, resumedAtMs }, textBefore(message));
  }

  /** Switches tools on or off for this chat, from the next request on. */
  switchTools(names: readonly string[], isOn: boolean): void {
    this.#apply(names.map((name) => ({ type: 'tool-switch', name, isOn })));
  }

  /** Takes a part of every request (left-out.ts) out of this chat, or puts it back, from the next request on. */
  leaveOut(partId: string, isLeftOut: boolean): void {
    this.#apply([{ type: 'part-leave-out', partId, isLeftOut }]);
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
    this.#apply(branchSelection(this.#conversation, messageId));
  }

  #answer(promptId: string, model?: string): void {
    const chosen = this.#ports.chooseTarget(model);
    const message = newAnswer(this.#birth(), promptId, chosen);
    this.#run(message, chosen, { type: 'message-add', message });
  }

  #birth(): MessageBirth {
    return { id: this.#ports.newId(), createdAtMs: this.#ports.nowMs() };
  }

  #run(
    { id: messageId, parentId }: AssistantMessage,
    chosen: ChosenTarget,
    begin: ConversationEvent,
    before?: string,
  ): void {
    const { client, context, nowMs, log } = this.#ports;
    const running: RunningTurn = { messageId, siblingIds: [], abort: new AbortController() };
    // Before the change is published: whoever hears of the answer finds it running and can stop it.
    this.#running = running;
    this.#apply([begin]);
    const turn = runTurn(
      {
        messageId,
        ...(before === undefined ? {} : { textBefore: before }),
        newSibling: () => newAnswer(this.#birth(), parentId, chosen),
        chosen,
        client,
        tools: this.tools.forTurn(messageId),
        compose: createComposer(context, () => ({
          ...this.#conversation,
          path: activePath({ ...this.#conversation, leafId: messageId }),
        })),
        nowMs,
        log,
      },
      running.abort.signal,
    );
    void this.#follow(turn, running);
  }

  /** Applies what the turn yields until it ends. Of a stopped one, only what its tools did still counts. */
  async #follow(turn: AsyncIterable<readonly ConversationEvent[]>, running: RunningTurn): Promise<void> {
    for await (const events of turn) {
      const isStopped = this.#running !== running;
      for (const event of events) {
        if (event.type === 'message-add') running.siblingIds.push(event.message.id);
        if (event.type === 'turn-end' && event.messageId === running.messageId && !isStopped)
          this.#running = undefined;
      }
      // The same answer may have been gone on with since: what was said too late is not said in it.
      this.#apply(isStopped ? events.filter(({ type }) => type === 'tool-outcome') : events);
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
