// Gives chats their titles by the model, once, after the first exchange, where that is wanted. It never delays a chat: whatever
// the user does next ends the request, and any failure leaves the title that the rule made.
import type { ChatClient } from '../llm/client.ts';
import { activePath, answerText, type Conversation } from '../model/conversation.ts';
import type { ConversationEvent } from '../model/event.ts';
import type { Log } from '../model/log.ts';
import { askForTitle } from './model-title.ts';
import type { Session } from './session.ts';
import type { ChatTarget, ChooseTarget } from './target.ts';
import { titleOf } from './title.ts';

/** What the writer needs. */
export interface TitleWriterPorts {
  readonly client: ChatClient;
  readonly chooseTarget: ChooseTarget;
  /** May this model be asked for a title? Read for every chat. */
  readonly isWanted: (target: ChatTarget) => boolean;
  /** Gives the chat with this id its title, wherever it is by then. */
  readonly rename: (chatId: string, title: string) => Promise<void>;
  readonly log: Log;
}

/** Longest time for a title, in milliseconds; after that nobody misses it. */
const limitMs = 20_000;

/** See the head of this file. */
export class TitleWriter {
  readonly #ports: TitleWriterPorts;
  readonly #asking = new Map<Session, AbortController>();
  #isClosed = false;

  constructor(ports: TitleWriterPorts) {
    this.#ports = ports;
  }

  /** Watches a chat for the end of its first exchange. */
  follow(session: Session): void {
    session.subscribe((events) => this.#heard(session, events));
  }

  /** Ends what is asked for, and asks no more. */
  close(): void {
    this.#isClosed = true;
    for (const abort of this.#asking.values()) abort.abort();
  }

  #heard(session: Session, events: readonly ConversationEvent[]): void {
    // A question, a rename, another branch: the user has gone on.
    if (events.some(({ type }) => type !== 'turn-end' && type !== 'changes-update'))
      this.#asking.get(session)?.abort();
    const isFirstEnd = events.some((event) => event.type === 'turn-end' && event.state === 'done');
    const exchange = isFirstEnd ? firstExchange(session.conversation) : undefined;
    if (exchange === undefined || this.#isClosed || session.isRunning || this.#asking.has(session)) return;
    void this.#write(session, exchange);
  }

  async #write(session: Session, exchange: Exchange): Promise<void> {
    const { client, chooseTarget, isWanted, rename, log } = this.#ports;
    const abort = new AbortController();
    this.#asking.set(session, abort);
    try {
      const target = await chooseTarget(exchange.model).resolve();
      if (!isWanted(target)) return;
      const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(limitMs)]);
      signal.throwIfAborted();
      const title = await askForTitle(exchange, target, client, signal);
      signal.throwIfAborted();
      const { id, title: present } = session.conversation;
      if (title !== '' && present === exchange.title) await rename(id, title);
    } catch (error) {
      if (!abort.signal.aborted)
        log.info(`No title by the model: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.#asking.delete(session);
    }
  }
}

interface Exchange {
  readonly question: string;
  readonly answer: string;
  readonly model: string;
  /** The title by the rule, which it replaces. */
  readonly title: string;
}

/** The first question and its one answer; undefined once there is more, or the user chose a title. */
function firstExchange(conversation: Conversation): Exchange | undefined {
  const [prompt, answer, ...more] = activePath(conversation);
  const prompts = conversation.messages.filter(({ role }) => role === 'user');
  if (prompt?.role !== 'user' || answer?.role !== 'assistant' || more.length > 0 || prompts.length > 1)
    return undefined;
  const isOnly = conversation.messages.every(
    (message) => message.role === 'user' || message.createdAtMs >= answer.createdAtMs,
  );
  const title = titleOf(prompt.text, prompt.attachments);
  const text = answerText(answer);
  if (!isOnly || text === '' || conversation.title !== title) return undefined;
  const question = prompt.text.trim() === '' ? title : prompt.text;
  return { question, answer: text, model: answer.model, title };
}
