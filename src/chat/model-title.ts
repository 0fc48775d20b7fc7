// A chat's title by the model that answered in it: one short request about the beginning of the first exchange, secrets masked.
// It makes no change by itself.
import { maskSecrets } from '../context/secrets.ts';
import type { ChatRequest } from '../llm/chat-request.ts';
import type { ChatClient } from '../llm/client.ts';
import { redact } from '../llm/redact.ts';
import type { ChatTarget } from './target.ts';
import { titleFrom } from './title.ts';
import { wholeAnswer } from './whole-answer.ts';

/** How much of question and answer is sent: what a chat is about stands at its beginning. In characters. */
const maxQuestion = 2000;
const maxAnswer = 1000;
/** Room for a title, and for the thoughts of a model that cannot do without; in tokens. */
const maxTokens = 400;

const task =
  'Below is the beginning of a conversation. Write a title for it: at most six words, in the language of the question, ' +
  'without quotes and without a full stop. Answer with the title alone.';

/**
 * Asks for a title.
 * @returns the title on one line; empty when the model gave none that can be used.
 * @throws ChatError, or the signal's reason when it aborts.
 */
export async function askForTitle(
  exchange: { readonly question: string; readonly answer: string },
  target: ChatTarget,
  client: ChatClient,
  signal: AbortSignal,
): Promise<string> {
  const { systemPrompt: _prompt, stream, maxRounds: _rounds, parameters, retry, ...rest } = target;
  const { temperature, seed, user, safePrompt } = parameters;
  const question = maskSecrets(exchange.question.slice(0, maxQuestion).toWellFormed()).text;
  const answer = maskSecrets(exchange.answer.slice(0, maxAnswer).toWellFormed()).text;
  const request: ChatRequest = {
    ...rest,
    retry: { ...retry, strategy: 'none' },
    parameters: {
      maxTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...(seed === undefined ? {} : { seed }),
      ...(user === undefined ? {} : { user }),
      ...(safePrompt === undefined ? {} : { safePrompt }),
    },
    messages: [{ role: 'user', text: `${task}\n\nQuestion:\n${question}\n\nAnswer:\n${answer}` }],
    tools: [],
  };
  let text = '';
  for await (const parts of stream ? client.stream(request, signal) : wholeAnswer(client, request, signal)) {
    for (const part of parts) if (part.type === 'text-delta') text += part.text;
  }
  return tidyTitle(text);
}

/** The first line with words, without the quotes, marks and words that models put around a title; empty for none. */
export function tidyTitle(text: string): string {
  const line = titleFrom(redact(text), '')
    .replace(/^(?:title|titel|titre|título)\s*:\s*/i, '')
    .replace(/[*_`]+/g, '')
    .trim();
  const plain = line.replace(/^["'“”„«»‘’「『]+|["'“”«»‘’」』]+$/g, '').trim();
  return plain.replace(/[.。]$/, '').trim();
}
