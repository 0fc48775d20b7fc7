// The chat-completions dialect: one engine, one row per vendor.
import type { Provider } from '../../../model/provider.ts';
import { readHttpError } from '../../http-error.ts';
import type { Dialect } from '../dialect.ts';
import { ChatCompletionsDecoder } from './decode.ts';
import { encodeChat } from './encode.ts';
import { resolveRow, type Row } from './row.ts';
import { rows } from './rows.ts';

const optionalFields: ReadonlySet<string> = new Set([
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'min_tokens',
  'stop',
  'seed',
  'random_seed',
  'n',
  'presence_penalty',
  'frequency_penalty',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning_effort',
  'reasoning',
  'safe_prompt',
  'user',
  'prediction',
  'stream_options',
]);

/** Speaks to every server of the family; the provider's row says how. */
export const chatCompletions: Dialect = {
  id: 'chat-completions',
  optionalFields,
  encode: (request, stream) =>
    encodeChat(request, resolveRow(rowOf(request.provider), request.provider, request.model), stream),
  decode: (context) => {
    const { provider, model } = context.request;
    return new ChatCompletionsDecoder(resolveRow(rowOf(provider), provider, model), context);
  },
  readError: (answer, provider) => readHttpError(answer, provider.label),
  modelsPath: (provider) => {
    const { modelsPath, auth } = rowOf(provider);
    return modelsPath === undefined ? undefined : { path: modelsPath, auth };
  },
  retry500: (request) =>
    resolveRow(rowOf(request.provider), request.provider, request.model).switches.retry500,
};

const fallbackId = 'openai-compatible';

function rowOf(provider: Provider): Row {
  const row = rows[Object.hasOwn(rows, provider.row) ? provider.row : fallbackId];
  if (row === undefined) throw new RangeError(`There is no row “${fallbackId}”.`);
  return row;
}
