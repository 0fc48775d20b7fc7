// Messages as they begin: a prompt as it was sent, an answer before its first word. Pure.
import type { Attachment } from '../model/attachment.ts';
import type { AssistantMessage, UserMessage } from '../model/conversation.ts';
import type { ChosenTarget } from './target.ts';

/** Where a message begins: its id and the time, milliseconds since the epoch. */
export interface MessageBirth {
  readonly id: string;
  readonly createdAtMs: number;
}

/** A prompt. `parentId` is absent for the first of a chat. */
export function newPrompt(
  birth: MessageBirth,
  parentId: string | undefined,
  text: string,
  attachments: readonly Attachment[],
): UserMessage {
  return { role: 'user', ...birth, ...(parentId === undefined ? {} : { parentId }), text, attachments };
}

/** An answer by the chosen model that is about to be written. */
export function newAnswer(
  birth: MessageBirth,
  parentId: string,
  { model, providerLabel }: Pick<ChosenTarget, 'model' | 'providerLabel'>,
): AssistantMessage {
  return { role: 'assistant', ...birth, parentId, model, providerLabel, parts: [], state: 'running' };
}
