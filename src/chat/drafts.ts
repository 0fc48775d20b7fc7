// Drafts: what is typed and attached but not sent yet, per chat, so that changing chat or view loses none of it.
import { isSamePlace, type Attachment } from '../model/attachment.ts';

/** The unsent message of one chat. */
export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

const emptyDraft: Draft = { text: '', attachments: [] };

/** The unsent messages of all chats of this window. */
export class Drafts {
  readonly #drafts = new Map<string, Draft>();

  /** The draft of a chat; empty when there is none. */
  of(chatId: string): Draft {
    return this.#drafts.get(chatId) ?? emptyDraft;
  }

  /** Remembers the unsent text. */
  setText(chatId: string, text: string): void {
    this.#drafts.set(chatId, { ...this.of(chatId), text });
  }

  /** Adds an attachment; one with the same place replaces the older one. */
  attach(chatId: string, attachment: Attachment): void {
    const draft = this.of(chatId);
    const others = draft.attachments.filter((other) => !isSamePlace(other, attachment));
    this.#drafts.set(chatId, { ...draft, attachments: [...others, attachment] });
  }

  /** Takes an attachment off again. */
  detach(chatId: string, attachmentId: string): void {
    const draft = this.of(chatId);
    const attachments = draft.attachments.filter((attachment) => attachment.id !== attachmentId);
    this.#drafts.set(chatId, { ...draft, attachments });
  }

  /** The attachments go with a message that was not typed here; the unsent text stays. */
  takeAttachments(chatId: string): readonly Attachment[] {
    const { text, attachments } = this.of(chatId);
    this.#drafts.set(chatId, { text, attachments: [] });
    return attachments;
  }

  /** The message was sent. */
  clear(chatId: string): void {
    this.#drafts.delete(chatId);
  }
}
