// Settings and keys → the model a turn asks. Says plainly what is missing before anything is sent.
import type { ChosenTarget } from '../chat/target.ts';
import { builtInSystemPrompt } from '../context/system-prompt.ts';
import { providerPresets } from '../llm/dialects/index.ts';
import { ChatError } from '../model/error.ts';
import { isLoopback, originOf, splitModelName, type Provider } from '../model/provider.ts';
import type { GrantSource } from '../llm/chat-request.ts';
import { t } from '../model/l10n.ts';
import type { Keys } from './secrets.ts';
import type { Settings } from './settings.ts';

/**
 * The target chosen by `parley.model` now, or the `model` that is given; `resolve` checks it and reads the key.
 * @param googleGrant signs requests to Google Cloud; called by the chat client when one is sent, not before.
 */
export function chooseTarget(
  settings: Settings,
  keys: Keys,
  googleGrant: GrantSource,
  model: string = settings.model(),
): ChosenTarget {
  const name = splitModelName(model);
  const provider = name === undefined ? undefined : settings.providers().providers.get(name.providerId);
  return {
    model,
    providerLabel: provider?.label ?? name?.providerId ?? '',
    resolve: async () => {
      if (name === undefined) throw unusableModelName(model, settings);
      if (provider === undefined) throw unknownProvider(name.providerId, settings);
      const apiKey = await keys.keyFor(provider);
      if (apiKey === undefined && needsKey(provider)) throw missingKey(provider);
      return {
        provider,
        model: name.modelId,
        parameters: settings.parameters(),
        extraBody: settings.extraBody(),
        ...(apiKey === undefined ? {} : { apiKey }),
        // A key that the user saved or named wins: it is a token of his own making.
        ...(apiKey === undefined && provider.dialect === 'mistral-gcp' ? { grant: googleGrant } : {}),
        retry: settings.retry(),
        timeouts: settings.timeouts(isLoopback(provider.baseUrl)),
        systemPrompt: settings.systemPrompt().trim() || builtInSystemPrompt,
        stream: settings.stream(),
        maxRounds: settings.maxRounds(),
      };
    },
  };
}

/** Does the vendor refuse every request without a key? A custom or local server is asked without one. */
export function needsKey(provider: Provider): boolean {
  const preset = providerPresets[provider.row];
  if (preset === undefined || !preset.needsKey || isLoopback(provider.baseUrl)) return false;
  // Where only the user knows the vendor's address (Azure), it is the vendor's.
  return preset.baseUrl === '' || originOf(preset.baseUrl) === originOf(provider.baseUrl);
}

const localRows: ReadonlySet<string> = new Set(['ollama', 'lmstudio', 'llamacpp', 'vllm']);

/**
 * Does asking this server cost nobody anything? Only the servers known to run models on the user's own machine do: another
 * one on this machine may pass the request on to somebody who bills it.
 */
export function isOwnMachine({ row, baseUrl }: Pick<Provider, 'row' | 'baseUrl'>): boolean {
  return localRows.has(row) && isLoopback(baseUrl);
}

function unusableModelName(model: string, settings: Settings): ChatError {
  if (model === '') {
    return configuration('no-model', t('Choose a provider and a model to chat with.'));
  }
  const known = [...settings.providers().providers.keys()].join(', ');
  return configuration(
    'model-name',
    t(
      'parley.model is “{0}”, but a model is named provider/model, for example mistral/mistral-small-latest. Providers: {1}.',
      model,
      known,
    ),
  );
}

function unknownProvider(providerId: string, settings: Settings): ChatError {
  const { providers, problems } = settings.providers();
  const entry = `parley.providers.${providerId}`;
  const fault = problems.find((problem) => [':', '.'].some((next) => problem.startsWith(entry + next)));
  return configuration(
    'provider',
    fault ??
      t(
        'There is no provider “{0}”. Known: {1}. Add your own server in parley.providers.',
        providerId,
        [...providers.keys()].join(', '),
      ),
  );
}

function missingKey(provider: Provider): ChatError {
  const variable = provider.apiKeyEnv;
  return new ChatError({
    kind: 'auth',
    code: 'no-key',
    retryable: false,
    provider: provider.label,
    message:
      variable === undefined
        ? t('No key is saved for it.')
        : t('No key is saved for it, and the environment variable {0} is empty.', variable),
  });
}

function configuration(code: string, message: string): ChatError {
  return new ChatError({ kind: 'configuration', code, message, retryable: false });
}
