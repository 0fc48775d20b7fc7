// Lists the models of a provider. One request a page, short limits, no retries: a chat never depends on it.
import { ChatError } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import type { ModelEntry, Provider } from '../model/provider.ts';
import type { BoundKey } from './chat-request.ts';
import type { ModelsRoute } from './dialects/dialect.ts';
import { dialectOf } from './dialects/index.ts';
import { sourceFacts, type ErrorSource } from './http-error.ts';
import { parseJson } from './json-value.ts';
import { readModelList } from './model-list.ts';
import { requestUrl, secretsOf, secureFetch, type FetchPorts } from './secure-fetch.ts';

const TIMEOUTS = { connectMs: 5000, firstByteMs: 15_000, idleMs: 15_000 };
/** OpenRouter's list, the longest known, has under 1 MB. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** The longest known list has one page; this is against a server that never says that a page was the last. */
const MAX_PAGES = 20;

/**
 * The models that can chat, in the server's order, one entry per model (aliases folded). Empty for a provider without
 * a list. A list that comes in pages is read to its end.
 * @throws ChatError when the list cannot be had; the signal's reason when it aborts.
 */
export async function listModels(
  provider: Provider,
  apiKey: BoundKey | undefined,
  signal: AbortSignal,
  ports: FetchPorts,
): Promise<readonly ModelEntry[]> {
  const route = dialectOf(provider.dialect).modelsPath(provider);
  if (route === undefined) return [];
  const models = new Map<string, ModelEntry>();
  let query = route.page?.(undefined) ?? {};
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = { ...provider, query: { ...provider.query, ...query } };
    const value = await readPage(page, route, apiKey, signal, ports);
    for (const model of readModelList(value, ports.nowMs()) ?? noList(provider, route)) {
      if (!models.has(model.id)) models.set(model.id, model);
    }
    const next = route.page?.(value);
    if (next === undefined) break;
    query = next;
  }
  return [...models.values()];
}

/** One request. @param provider with the query of the page. */
async function readPage(
  provider: Provider,
  route: ModelsRoute,
  apiKey: BoundKey | undefined,
  signal: AbortSignal,
  ports: FetchPorts,
): Promise<unknown> {
  const source = { ...sourceOf(provider, route), secrets: secretsOf(provider, apiKey) };
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
  if (answer.status < 400) return parseJson(bodyText);
  const failed = {
    ...source,
    status: answer.status,
    headers: answer.headers,
    bodyText,
    nowMs: ports.nowMs(),
  };
  throw new ChatError(dialectOf(provider.dialect).readError(failed, provider).facts);
}

function sourceOf(provider: Provider, { path }: ModelsRoute): Omit<ErrorSource, 'secrets'> {
  return { host: requestUrl(provider, path).host, provider: provider.label, model: '' };
}

function noList(provider: Provider, route: ModelsRoute): never {
  const source = { ...sourceOf(provider, route), secrets: [] };
  throw new ChatError(
    sourceFacts(source, 'protocol', t('The server sent no list of models.'), { code: 'no-list' }),
  );
}
