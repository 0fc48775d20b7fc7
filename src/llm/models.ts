// Lists the models of a provider. One request, short limits, no retries: a chat never depends on it.
import { ChatError } from '../model/error.ts';
import type { ModelEntry, Provider } from '../model/provider.ts';
import type { BoundKey } from './chat-request.ts';
import { dialectOf } from './dialects/index.ts';
import { sourceFacts } from './http-error.ts';
import { parseJson } from './json-value.ts';
import { readModelList } from './model-list.ts';
import { requestUrl, secretsOf, secureFetch, type FetchPorts } from './secure-fetch.ts';

const TIMEOUTS = { connectMs: 5000, firstByteMs: 15_000, idleMs: 15_000 };
/** OpenRouter's list, the longest known, has under 1 MB. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/**
 * The models that can chat, in the server's order, one entry per model (aliases folded). Empty for a provider without
 * a list.
 * @throws ChatError when the list cannot be had; the signal's reason when it aborts.
 */
export async function listModels(
  provider: Provider,
  apiKey: BoundKey | undefined,
  signal: AbortSignal,
  ports: FetchPorts,
): Promise<readonly ModelEntry[]> {
  const dialect = dialectOf(provider.dialect);
  const route = dialect.modelsPath(provider);
  if (route === undefined) return [];
  const { host } = requestUrl(provider, route.path);
  const source = { host, provider: provider.label, model: '', secrets: secretsOf(provider, apiKey) };
  const answer = await secureFetch(
    {
      provider,
      method: 'GET',
      path: route.path,
      accept: 'application/json',
      auth: route.auth,
      ...(apiKey === undefined ? {} : { apiKey }),
      timeouts: TIMEOUTS,
      source,
    },
    ports,
    signal,
  );
  const bodyText = (await answer.body?.readText(MAX_LIST_BYTES, TIMEOUTS.idleMs)) ?? '';
  if (answer.status >= 400) {
    const failed = {
      ...source,
      status: answer.status,
      headers: answer.headers,
      bodyText,
      nowMs: ports.nowMs(),
    };
    throw new ChatError(dialect.readError(failed, provider).facts);
  }
  const models = readModelList(parseJson(bodyText), ports.nowMs());
  if (models !== undefined) return models;
  throw new ChatError(
    sourceFacts(source, 'protocol', 'The server sent no list of models.', { code: 'no-list' }),
  );
}
