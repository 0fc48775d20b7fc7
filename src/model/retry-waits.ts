// Waits before a failed request is sent again, told anew to a view that begins to look. Pure.
import type { Conversation } from './conversation.ts';

/** The conversation as it is told to a view that begins to look: waits are counted from `nowMs`, by the host's clock. */
export function withWaitsFrom(conversation: Conversation, nowMs: number): Conversation {
  const messages = conversation.messages.map((message) => {
    if (message.role === 'user' || message.retry === undefined) return message;
    const waitMs = Math.max(0, message.retry.untilMs - nowMs);
    return { ...message, retry: { ...message.retry, waitMs } };
  });
  return { ...conversation, messages };
}
