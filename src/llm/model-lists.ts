// ModelLists: what providers' servers listed, kept for ten minutes, so that opening a picker again costs no request.
// It keeps no failure and writes nothing to disk.
import type { ModelEntry, Provider } from '../model/provider.ts';
import type { BoundKey } from './chat-request.ts';
import { listModels } from './models.ts';
import type { FetchPorts } from './secure-fetch.ts';
import { SharedTask } from './shared-task.ts';

/** Long enough to choose a model twice, short enough for one that was installed in between. */
const KEPT_MS = 10 * 60 * 1000;

type Models = readonly ModelEntry[];

interface Entry {
  readonly asking: SharedTask<Models>;
  listed?: { readonly models: Models; readonly atMs: number };
}

/** See the head of this file. */
export class ModelLists {
  readonly #ports: FetchPorts;
  readonly #entries = new Map<string, Entry>();

  constructor(ports: FetchPorts) {
    this.#ports = ports;
  }

  /**
   * The models a provider's server lists, as `listModels` returns them: from memory where they came within the last ten
   * minutes. Whoever asks while a request is under way waits for that one; it is given up when nobody waits any more.
   * @param refresh asks the server even so. When that fails, what was listed before stays.
   * @throws ChatError when the list cannot be had; the signal's reason when it aborts.
   */
  async list(
    provider: Provider,
    apiKey: BoundKey | undefined,
    signal: AbortSignal,
    { refresh = false }: { readonly refresh?: boolean } = {},
  ): Promise<Models> {
    signal.throwIfAborted();
    const entry = this.#entryOf(provider, apiKey !== undefined);
    const { asking, listed } = entry;
    if (!refresh && listed !== undefined && isYoung(this.#ports.nowMs() - listed.atMs)) return listed.models;
    return asking.join(async (shared) => {
      const models = await listModels(provider, apiKey, shared, this.#ports);
      entry.listed = { models, atMs: this.#ports.nowMs() };
      return models;
    }, signal);
  }

  /** A model as its server listed it, whenever that was; undefined when no list was asked for. Asks nobody. */
  known(provider: Provider, apiKey: BoundKey | undefined, modelId: string): ModelEntry | undefined {
    return this.#knownWith(provider, apiKey !== undefined, modelId);
  }

  /** The same for whoever does not know whether there is a key. */
  knownAnyhow(provider: Provider, modelId: string): ModelEntry | undefined {
    return this.#knownWith(provider, true, modelId) ?? this.#knownWith(provider, false, modelId);
  }

  #knownWith(provider: Provider, hasKey: boolean, modelId: string): ModelEntry | undefined {
    return this.#entryOf(provider, hasKey).listed?.models.find(({ id }) => id === modelId);
  }

  /** One entry for each way of asking: everything that decides about the request, but not the key itself. */
  #entryOf(provider: Provider, hasKey: boolean): Entry {
    const { id, dialect, row, baseUrl, query, headers } = provider;
    const name = JSON.stringify([id, dialect, row, baseUrl, query, headers, hasKey]);
    const entry = this.#entries.get(name) ?? { asking: new SharedTask<Models>() };
    this.#entries.set(name, entry);
    return entry;
  }
}

/** A clock that was set back makes an age negative: then nobody knows. */
function isYoung(ageMs: number): boolean {
  return ageMs >= 0 && ageMs < KEPT_MS;
}
