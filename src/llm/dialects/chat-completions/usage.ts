// Token counts under the names that each server gives them → Usage. Figures that are missing stay missing.
import type { Usage } from '../../../model/stream.ts';
import { numberAt, recordAt, type JsonRecord } from '../../json-value.ts';

/**
 * @param usage the server's usage object.
 * @param excludesReasoning the server's output count leaves reasoning out (xAI).
 */
export function readUsage(usage: JsonRecord, excludesReasoning: boolean): Usage {
  const input = numberAt(usage, 'prompt_tokens') ?? numberAt(usage, 'input_tokens');
  const output = numberAt(usage, 'completion_tokens') ?? numberAt(usage, 'output_tokens');
  const reasoning = numberAt(recordAt(usage, 'completion_tokens_details'), 'reasoning_tokens');
  const cached =
    numberAt(recordAt(usage, 'prompt_tokens_details'), 'cached_tokens') ??
    // Mistral sends the misspelt twin as well.
    numberAt(recordAt(usage, 'prompt_token_details'), 'cached_tokens') ??
    numberAt(usage, 'num_cached_tokens') ??
    numberAt(usage, 'cached_tokens') ??
    numberAt(usage, 'prompt_cache_hit_tokens') ??
    numberAt(usage, 'cache_read_input_tokens');
  const total = output === undefined || !excludesReasoning ? output : output + (reasoning ?? 0);
  return {
    ...(input === undefined ? {} : { inputTokens: input }),
    ...(total === undefined ? {} : { outputTokens: total }),
    ...(cached === undefined ? {} : { cachedTokens: cached }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
  };
}
