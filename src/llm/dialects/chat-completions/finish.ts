// The servers' words for why an answer ended → FinishReason, or the failure they stand for.
import type { ErrorKind } from '../../../model/error.ts';
import { t } from '../../../model/l10n.ts';
import type { FinishReason } from '../../../model/stream.ts';

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  completed: 'stop',
  tool_calls: 'stop',
  function_call: 'stop',
  tool_use: 'stop',
  length: 'length',
  model_length: 'length',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  content_filter: 'filtered',
  refusal: 'filtered',
  safety: 'filtered',
};

/**
 * @param word the server's word; undefined when there was none.
 * @param hasCalls calls make a tool turn whatever the word says: `stop` comes with calls from Gemini, old Ollama, and
 *   OpenAI where a tool was forced by name; `tool_calls` without any is a plain end.
 */
export function finishReasonOf(word: string | undefined, hasCalls: boolean): FinishReason {
  if (hasCalls) return 'tools';
  return word !== undefined && Object.hasOwn(reasons, word) ? (reasons[word] ?? 'unknown') : 'unknown';
}

/** Words that mean the server failed, although it closed the answer properly. */
export function failedFinish(
  word: string | undefined,
): { readonly kind: ErrorKind; readonly message: string } | undefined {
  if (word === 'error')
    return { kind: 'server', message: t('The server gave up in the middle of the answer.') };
  if (word === 'insufficient_system_resource') {
    return { kind: 'overloaded', message: t('The server ran out of resources in the middle of the answer.') };
  }
  return undefined;
}
