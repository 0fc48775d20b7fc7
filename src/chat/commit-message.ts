// A commit message by the chosen model: one request with the diff, shown while it is written. Keeps nothing.
import { attachmentBlock } from '../context/attachments.ts';
import { builtInPrompts } from '../context/prompts.ts';
import { maskAttachment } from '../context/secrets.ts';
import type { ChatRequest } from '../llm/chat-request.ts';
import type { ChatClient } from '../llm/client.ts';
import type { DiffAttachment } from '../model/attachment.ts';
import type { ChatTarget } from './target.ts';
import { wholeAnswer } from './whole-answer.ts';

/** Longest part of a diff that a message needs, in characters. */
const maxDiff = 60_000;

/**
 * Asks for a message and shows what there is of it after every piece.
 * @returns the whole message; empty when the model gave none.
 * @throws ChatError, or the signal's reason when it aborts; what was shown stands.
 */
export async function writeCommitMessage(
  diff: DiffAttachment,
  target: ChatTarget,
  client: ChatClient,
  show: (message: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const { systemPrompt: _prompt, stream, maxRounds: _rounds, parameters, ...rest } = target;
  const {
    toolChoice: _choice,
    responseFormat: _format,
    stop: _stop,
    prediction: _prediction,
    n: _n,
    ...plain
  } = parameters;
  const text = attachmentBlock(maskAttachment({ ...diff, text: diff.text.slice(0, maxDiff) }));
  const request: ChatRequest = {
    ...rest,
    parameters: plain,
    messages: [{ role: 'user', text: `${text}\n\n${builtInPrompts.commit.template}` }],
    tools: [],
  };
  let answer = '';
  for await (const parts of stream ? client.stream(request, signal) : wholeAnswer(client, request, signal)) {
    const words = parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
    if (words === '') continue;
    answer += words;
    show(tidyMessage(answer));
  }
  return tidyMessage(answer);
}

/** Without the code fence and the quotes that models like to put around it. */
export function tidyMessage(answer: string): string {
  const text = answer.trim().replace(/^```[\w-]*(?:\r?\n|$)/, '');
  return text.replace(/\r?\n?```$/, '').trim();
}
