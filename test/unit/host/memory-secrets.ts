// A secret store in memory that can be made to forget or to refuse, as a system without a keyring does.
import type { SecretStore } from '../../../src/host/secrets.ts';

/** What a store does with what it is given. */
export interface MemorySecrets extends SecretStore {
  readonly entries: Map<string, string>;
  /** `forgets`: takes everything and keeps nothing; `fails`: every call rejects. */
  mood: 'works' | 'forgets' | 'fails';
}

/** An empty store that works. */
export function createMemorySecrets(): MemorySecrets {
  const entries = new Map<string, string>();
  const secrets: MemorySecrets = {
    entries,
    mood: 'works',
    get: async (name) => {
      refuse();
      return entries.get(name);
    },
    store: async (name, value) => {
      refuse();
      if (secrets.mood === 'works') entries.set(name, value);
    },
    delete: async (name) => {
      refuse();
      entries.delete(name);
    },
  };
  function refuse(): void {
    if (secrets.mood === 'fails') throw new Error('The keyring is locked.');
  }
  return secrets;
}
