// API keys: saved in VS Code's SecretStorage together with the origin they were given for, and given out for no other.
import * as z from 'zod';
import type { BoundKey } from '../llm/chat-request.ts';
import { ChatError } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import { isLoopback, originOf, type Provider } from '../model/provider.ts';

/** The part of `vscode.SecretStorage` that keys need. */
export interface SecretStore {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
}

const savedKeySchema = z.object({ key: z.string().min(1), origin: z.string().min(1) });

/** Where the keys are. Environment variables are read at the moment of use. */
export interface Keys {
  /**
   * The key to send to this provider now: the saved one, else the variable its `apiKeyEnv` names, else none. A secret
   * store that cannot be read counts as empty: a server without a key, or with `apiKeyEnv`, must work without a keyring.
   * Rejects with a ChatError (`configuration`) when the saved key belongs to another address (code `key-origin`) or
   * would travel unencrypted (`insecure-address`).
   */
  keyFor(provider: Provider): Promise<BoundKey | undefined>;
  /** Saves a key for the provider's present origin, reads it back, and rejects with a plain Error when it was not kept. */
  save(provider: Provider, key: string): Promise<void>;
  /** Forgets the saved key; true when there was one. */
  remove(providerId: string): Promise<boolean>;
  /** Is a key saved, for whatever origin? */
  hasSaved(providerId: string): Promise<boolean>;
}

/** Keys on top of a secret store. `environment` is the process environment. */
export function createKeys(
  store: SecretStore,
  environment: Readonly<Record<string, string | undefined>>,
): Keys {
  async function saved(providerId: string): Promise<z.infer<typeof savedKeySchema> | undefined> {
    try {
      const text = await store.get(entryName(providerId));
      return text === undefined ? undefined : savedKeySchema.parse(JSON.parse(text));
    } catch {
      // An entry that cannot be read is as good as none; saving a key replaces it, or says why it cannot.
      return undefined;
    }
  }

  function environmentKey(name: string | undefined): string {
    // Not `environment[name]` alone: `constructor` is a legal name and no variable.
    return name !== undefined && Object.hasOwn(environment, name) ? (environment[name]?.trim() ?? '') : '';
  }

  return {
    async keyFor(provider) {
      const origin = originOf(provider.baseUrl);
      const entry = await saved(provider.id);
      if (entry !== undefined) {
        if (entry.origin !== origin) throw otherOrigin(provider, entry.origin, origin);
        return checked(provider, { value: entry.key, origin });
      }
      const value = environmentKey(provider.apiKeyEnv);
      return value === '' ? undefined : checked(provider, { value, origin });
    },

    async save(provider, key) {
      const entry = JSON.stringify({ key, origin: originOf(provider.baseUrl) });
      await store.store(entryName(provider.id), entry);
      // Some systems accept a secret and forget it (no keyring): better to know now than at the next start.
      if ((await store.get(entryName(provider.id))) !== entry) {
        throw new Error(t('The key was handed to VS Code’s secret storage but could not be read back.'));
      }
    },

    async remove(providerId) {
      const existed = (await store.get(entryName(providerId))) !== undefined;
      if (existed) await store.delete(entryName(providerId));
      return existed;
    },

    async hasSaved(providerId) {
      return (await saved(providerId)) !== undefined;
    },
  };
}

function entryName(providerId: string): string {
  return `parley.key.${providerId}`;
}

function checked(provider: Provider, key: BoundKey): BoundKey {
  if (provider.baseUrl.startsWith('http:') && !isLoopback(provider.baseUrl)) {
    throw new ChatError({
      kind: 'configuration',
      code: 'insecure-address',
      retryable: false,
      provider: provider.label,
      message: t(
        '{0} is set to {1}, and a key must not travel unencrypted. Use https in parley.providers, or remove the key if this server needs none.',
        provider.label,
        originOf(provider.baseUrl),
      ),
    });
  }
  return key;
}

function otherOrigin(provider: Provider, savedFor: string, now: string): ChatError {
  return new ChatError({
    kind: 'configuration',
    code: 'key-origin',
    retryable: false,
    provider: provider.label,
    host: new URL(now).host,
    message: t(
      'The key of {0} was saved for {1}, but parley.providers now points at {2}. Nothing was sent. If the new address is right, set the key again for it; otherwise correct the base URL. If the new server needs no key, run “Parley: Remove API Key”.',
      provider.label,
      savedFor,
      now,
    ),
  });
}
