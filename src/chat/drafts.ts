// Drafts: what is typed and attached but not sent yet, per chat, so that changing chat or view, or closing the window, loses
// none of it.
import { isSamePlace, type Attachment } from '../model/attachment.ts';

/** The unsent message of one chat. */
export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** Port: where drafts outlive the window. Never rejects: a draft that cannot be kept is still here. */
export interface DraftKeeper {
  load(chatId: string): Promise<Draft>;
  /** `wasSent`: the text is part of the conversation now. */
  save(chatId: string, draft: Draft, wasSent: boolean): void;
}

const emptyDraft: Draft = { text: '', attachments: [] };

/** The unsent messages of the chats this window has shown. */
export class Drafts {
  readonly #drafts = new Map<string, Draft>();
  readonly #keeper: DraftKeeper;

  constructor(keeper: DraftKeeper) {
    this.#keeper = keeper;
  }

  /** Fetches what an earlier window left unsent in a chat. What has been typed here since wins. */
  async load(chatId: string): Promise<void> {
    if (this.#drafts.has(chatId)) return;
    const draft = await this.#keeper.load(chatId);
    if (!this.#drafts.has(chatId)) this.#drafts.set(chatId, draft);
  }

  /** The draft of a chat; empty when there is none. */
  of(chatId: string): Draft {
    return this.#drafts.get(chatId) ?? emptyDraft;
  }

  /** Remembers the unsent text. */
  setText(chatId: string, text: string): void {
    if (text !== this.of(chatId).text) this.#set(chatId, { ...this.of(chatId), text });
  }

  /** Adds an attachment; one with the same place replaces the older one. */
  attach(chatId: string, attachment: Attachment): void {
    const draft = this.of(chatId);
    const others = draft.attachments.filter((other) => !isSamePlace(other, attachment));
    this.#set(chatId, { ...draft, attachments: [...others, attachment] });
  }

  /** Takes an attachment off again. */
  detach(chatId: string, attachmentId: string): void {
    const draft = this.of(chatId);
    const attachments = draft.attachments.filter((attachment) => attachment.id !== attachmentId);
    this.#set(chatId, { ...draft, attachments });
  }

  /** The attachments go with a message that was not typed here; the unsent text stays. */
  takeAttachments(chatId: string): readonly Attachment[] {
    const { text, attachments } = this.of(chatId);
    if (attachments.length > 0) this.#set(chatId, { text, attachments: [] });
    return attachments;
  }

  /** The message was sent. */
  clear(chatId: string): void {
    this.#set(chatId, emptyDraft, true);
  }

  #set(chatId: string, draft: Draft, wasSent = false): void {
    this.#drafts.set(chatId, draft);
    this.#keeper.save(chatId, draft, wasSent);
  }
}
