// Keys: bound to the origin they were given for, given out for no other, and for no unencrypted address.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createKeys, type Keys } from '../../../src/host/secrets.ts';
import { ChatError, type ErrorFacts } from '../../../src/model/error.ts';
import type { Provider } from '../../../src/model/provider.ts';
import { lab } from '../chat/chat-setup.ts';
import { createMemorySecrets, type MemorySecrets } from './memory-secrets.ts';

const key = 'sk-lab-0123456789';

interface Stage {
  readonly keys: Keys;
  readonly store: MemorySecrets;
}

function stage(environment: Readonly<Record<string, string | undefined>> = {}): Stage {
  const store = createMemorySecrets();
  return { store, keys: createKeys(store, environment) };
}

function at(baseUrl: string, changes: Partial<Provider> = {}): Provider {
  return { ...lab, baseUrl, ...changes };
}

async function refusal(promise: Promise<unknown>): Promise<ErrorFacts> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ChatError, 'it is refused with a ChatError');
  assert.ok(!JSON.stringify(error.facts).includes(key), 'the key is not in the error');
  return error.facts;
}

describe('a saved key', () => {
  test('is given out with its origin, and kept under the provider’s name', async () => {
    const { keys, store } = stage();
    assert.equal(await keys.keyFor(lab), undefined);
    await keys.save(lab, key);
    assert.deepEqual(await keys.keyFor(lab), { value: key, origin: 'https://lab.test' });
    assert.deepEqual([...store.entries.keys()], ['parley.key.lab']);
    assert.equal(await keys.keyFor({ ...lab, id: 'other' }), undefined, 'another provider has none');
  });

  test('serves every path of its origin', async () => {
    const { keys } = stage();
    await keys.save(lab, key);
    assert.equal((await keys.keyFor(at('https://lab.test/other/v2')))?.value, key);
    assert.equal((await keys.keyFor(at('https://lab.test:443/v1')))?.value, key);
  });

  test('is refused to every other origin, and both are named', async () => {
    const { keys } = stage();
    await keys.save(lab, key);
    for (const baseUrl of [
      'https://evil.test/v1',
      'https://lab.test.evil.test/v1',
      'https://lab.test:8443/v1',
      'http://lab.test/v1',
      'http://localhost:8080/v1',
      'https://lab.test@evil.test/v1',
    ]) {
      const facts = await refusal(keys.keyFor(at(baseUrl)));
      assert.deepEqual(
        [facts.kind, facts.code, facts.retryable],
        ['configuration', 'key-origin', false],
        baseUrl,
      );
      assert.equal(facts.host, new URL(baseUrl).host);
      for (const said of ['Lab', 'https://lab.test', new URL(baseUrl).origin, 'set the key again']) {
        assert.ok(facts.message.includes(said), `${facts.message} / ${said}`);
      }
    }
    assert.equal((await keys.keyFor(lab))?.value, key, 'control: its own origin still gets it');
  });

  test('is not replaced by the environment when it belongs to another origin', async () => {
    const { keys } = stage({ LAB_KEY: 'from-environment' });
    await keys.save(lab, key);
    const facts = await refusal(keys.keyFor(at('https://evil.test/v1', { apiKeyEnv: 'LAB_KEY' })));
    assert.equal(facts.code, 'key-origin');
  });

  test('can be saved again for a new origin, and removed', async () => {
    const { keys, store } = stage();
    const moved = at('https://new.test/v1');
    await keys.save(lab, key);
    await keys.save(moved, 'sk-new');
    assert.deepEqual(await keys.keyFor(moved), { value: 'sk-new', origin: 'https://new.test' });
    assert.equal(await keys.hasSaved('lab'), true);
    assert.equal(await keys.remove('lab'), true);
    assert.deepEqual([await keys.hasSaved('lab'), await keys.keyFor(moved)], [false, undefined]);
    assert.equal(await keys.remove('lab'), false);
    assert.equal(store.entries.size, 0);
  });
});

describe('a key from the environment', () => {
  const named = { ...lab, apiKeyEnv: 'LAB_KEY' };

  test('is used when the provider names the variable, trimmed, and bound to where it goes', async () => {
    const { keys } = stage({ LAB_KEY: `  ${key}\n` });
    assert.deepEqual(await keys.keyFor(named), { value: key, origin: 'https://lab.test' });
    assert.equal(await keys.keyFor(lab), undefined, 'never without being named');
  });

  test('comes second to a saved one', async () => {
    const { keys } = stage({ LAB_KEY: 'from-environment' });
    await keys.save(named, key);
    assert.equal((await keys.keyFor(named))?.value, key);
  });

  test('is none when the variable is missing or blank', async () => {
    assert.equal(await stage().keys.keyFor(named), undefined);
    assert.equal(await stage({ LAB_KEY: ' \n' }).keys.keyFor(named), undefined);
    for (const apiKeyEnv of ['constructor', '__proto__', 'toString']) {
      assert.equal(await stage().keys.keyFor({ ...lab, apiKeyEnv }), undefined, apiKeyEnv);
    }
  });

  test('is read at the moment of use', async () => {
    const environment: Record<string, string> = {};
    const { keys } = stage(environment);
    assert.equal(await keys.keyFor(named), undefined);
    environment['LAB_KEY'] = key;
    assert.equal((await keys.keyFor(named))?.value, key);
  });
});

describe('an address without encryption', () => {
  test('gets no key, saved or from the environment, unless it is this machine', async () => {
    const remote = at('http://lab.test/v1', { apiKeyEnv: 'LAB_KEY' });
    const { keys } = stage({ LAB_KEY: key });
    const fromEnvironment = await refusal(keys.keyFor(remote));
    assert.deepEqual([fromEnvironment.kind, fromEnvironment.code], ['configuration', 'insecure-address']);
    await keys.save(remote, key);
    const saved = await refusal(keys.keyFor(remote));
    assert.equal(saved.code, 'insecure-address');
    assert.match(saved.message, /http:\/\/lab\.test.*https/);
  });

  test('control: on this machine it does', async () => {
    for (const baseUrl of ['http://localhost:8080/v1', 'http://127.0.0.1:1/v1', 'http://[::1]/v1']) {
      const { keys } = stage();
      await keys.save(at(baseUrl), key);
      assert.equal((await keys.keyFor(at(baseUrl)))?.value, key, baseUrl);
    }
  });

  test('is no matter where there is no key', async () => {
    assert.equal(await stage().keys.keyFor(at('http://lab.test/v1')), undefined);
  });
});

describe('a store that does not work', () => {
  test('and forgets is found out when a key is saved', async () => {
    const { keys, store } = stage();
    store.mood = 'forgets';
    await assert.rejects(keys.save(lab, key), (error: Error) => {
      assert.match(error.message, /could not be read back/);
      assert.ok(!error.message.includes(key));
      return true;
    });
  });

  test('and rejects is found out when a key is saved', async () => {
    const { keys, store } = stage();
    store.mood = 'fails';
    await assert.rejects(keys.save(lab, key), /keyring is locked/);
  });

  test('and rejects is in nobody’s way who needs no saved key', async () => {
    const { keys, store } = stage({ LAB_KEY: key });
    store.mood = 'fails';
    assert.equal(await keys.keyFor(lab), undefined);
    assert.equal((await keys.keyFor({ ...lab, apiKeyEnv: 'LAB_KEY' }))?.value, key);
    assert.equal(await keys.hasSaved('lab'), false);
  });

  test('and holds what is none of ours counts as empty, until a key is saved', async () => {
    for (const entry of [
      '',
      'not json',
      '"text"',
      'null',
      '{}',
      '{"key":"","origin":"https://lab.test"}',
      '{"key":"k"}',
    ]) {
      const { keys, store } = stage();
      store.entries.set('parley.key.lab', entry);
      assert.deepEqual([await keys.keyFor(lab), await keys.hasSaved('lab')], [undefined, false], entry);
      await keys.save(lab, key);
      assert.equal((await keys.keyFor(lab))?.value, key);
    }
  });

  test('such an entry can be removed', async () => {
    const { keys, store } = stage();
    store.entries.set('parley.key.lab', 'not json');
    assert.equal(await keys.remove('lab'), true);
    assert.equal(store.entries.size, 0);
  });
});
