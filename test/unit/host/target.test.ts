// From settings and keys to the model that is asked: what is missing is said before anything is sent.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChosenTarget } from '../../../src/chat/target.ts';
import { builtInSystemPrompt } from '../../../src/context/system-prompt.ts';
import { readProviders } from '../../../src/host/provider-settings.ts';
import { readRequestParameters, readRetryPolicy, readTimeouts } from '../../../src/host/request-settings.ts';
import { createKeys, type Keys } from '../../../src/host/secrets.ts';
import type { Settings } from '../../../src/host/settings.ts';
import { chooseTarget as choose, needsKey } from '../../../src/host/target.ts';
import type { GrantSource } from '../../../src/llm/chat-request.ts';
import { ChatError, type ErrorFacts } from '../../../src/model/error.ts';
import { createMemorySecrets } from './memory-secrets.ts';

/** Settings as VS Code would hold them, by their names below `parley.`. */
function settingsWith(values: Readonly<Record<string, unknown>>): Settings {
  const read = (name: string): unknown => values[name];
  return {
    model: () => textOf(values['model']),
    systemPrompt: () => textOf(values['systemPrompt']),
    instructionFiles: () => true,
    sendWith: () => 'enter',
    titles: () => 'local',
    stream: () => values['request.stream'] !== false,
    maxRounds: () => 25,
    toolsEnabled: () => true,
    allowsReads: () => true,
    extraBody: () => ({ extra: 1 }),
    providers: () => readProviders(values['providers']),
    parameters: () => readRequestParameters(read).parameters,
    retry: () => readRetryPolicy(read),
    timeouts: (isLocal) => readTimeouts(read, isLocal),
    problems: () => readProviders(values['providers']).problems,
    chooseModel: async () => undefined,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function keysWith(environment: Readonly<Record<string, string>> = {}): Keys {
  return createKeys(createMemorySecrets(), environment);
}

/** Nobody asks for it while a target is resolved. */
const googleGrant: GrantSource = async () => assert.fail('A grant was asked for before anything was sent.');

function chooseTarget(settings: Settings, keys: Keys): ChosenTarget {
  return choose(settings, keys, googleGrant);
}

async function refusal(values: Readonly<Record<string, unknown>>, keys = keysWith()): Promise<ErrorFacts> {
  const error: unknown = await chooseTarget(settingsWith(values), keys)
    .resolve()
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  assert.ok(error instanceof ChatError, 'it is refused with a ChatError');
  return error.facts;
}

const local = { lab: { label: 'Lab', baseUrl: 'http://localhost:8080/v1' } };

describe('a target', () => {
  test('carries everything of a request but what was said', async () => {
    const values = {
      model: 'lab/org/model-1',
      providers: local,
      'request.temperature': 0.3,
      'retry.maxRetries': 5,
    };
    const keys = keysWith();
    const provider = readProviders(local).providers.get('lab');
    assert.ok(provider);
    await keys.save(provider, 'sk-lab');
    const chosen = chooseTarget(settingsWith(values), keys);
    assert.deepEqual([chosen.model, chosen.providerLabel], ['lab/org/model-1', 'Lab']);
    assert.deepEqual(await chosen.resolve(), {
      provider,
      model: 'org/model-1',
      parameters: { temperature: 0.3 },
      extraBody: { extra: 1 },
      apiKey: { value: 'sk-lab', origin: 'http://localhost:8080' },
      retry: { ...readRetryPolicy(() => undefined), maxRetries: 5 },
      timeouts: { connectMs: 3000, firstByteMs: 600_000, idleMs: 600_000 },
      systemPrompt: builtInSystemPrompt,
      stream: true,
      maxRounds: 25,
    });
  });

  test('of a local or custom server has no key where none is saved', async () => {
    const target = await chooseTarget(
      settingsWith({ model: 'lab/m', providers: local }),
      keysWith(),
    ).resolve();
    assert.equal('apiKey' in target, false);
  });

  test('has the user’s system prompt when it says something', async () => {
    const prompt = async (systemPrompt: string): Promise<string> =>
      (
        await chooseTarget(
          settingsWith({ model: 'lab/m', providers: local, systemPrompt }),
          keysWith(),
        ).resolve()
      ).systemPrompt;
    assert.equal(await prompt('  Speak like a pirate.\n'), 'Speak like a pirate.');
    assert.equal(await prompt(' \n'), builtInSystemPrompt);
  });

  test('is asked for one whole answer when the user wants that', async () => {
    const values = { model: 'lab/m', providers: local, 'request.stream': false };
    assert.equal((await chooseTarget(settingsWith(values), keysWith()).resolve()).stream, false);
  });

  test('waits shorter for a server elsewhere', async () => {
    const values = { model: 'lab/m', providers: { lab: { baseUrl: 'https://lab.test/v1' } } };
    assert.equal(
      (await chooseTarget(settingsWith(values), keysWith()).resolve()).timeouts.firstByteMs,
      60_000,
    );
  });
});

describe('a target on Google Cloud', () => {
  const model = 'mistral-gcp/mistral-small-2503';

  test('has a grant instead of a key, and nothing is looked up for it yet', async () => {
    const target = await chooseTarget(settingsWith({ model }), keysWith()).resolve();
    assert.equal(target.grant, googleGrant);
    assert.equal('apiKey' in target, false);
    assert.equal(target.provider.baseUrl, 'https://europe-west4-aiplatform.googleapis.com/v1');
  });

  test('has no grant where the user names a token of his own', async () => {
    const providers = { 'mistral-gcp': { project: 'p', apiKeyEnv: 'MY_TOKEN' } };
    const target = await chooseTarget(
      settingsWith({ model, providers }),
      keysWith({ MY_TOKEN: 'ya29.own' }),
    ).resolve();
    assert.deepEqual(
      [target.apiKey, target.grant],
      [{ value: 'ya29.own', origin: 'https://europe-west4-aiplatform.googleapis.com' }, undefined],
    );
  });

  test('control: no other provider gets a grant', async () => {
    const target = await chooseTarget(
      settingsWith({ model: 'lab/m', providers: local }),
      keysWith(),
    ).resolve();
    assert.equal('grant' in target, false);
  });
});

describe('what is missing is said', () => {
  test('no model', async () => {
    const facts = await refusal({});
    assert.deepEqual([facts.kind, facts.code], ['configuration', 'no-model']);
  });

  test('a model name without a provider', async () => {
    for (const model of ['mistral-small-latest', '/m', 'mistral/']) {
      const { kind, code, message } = await refusal({ model, providers: local });
      assert.deepEqual([kind, code], ['configuration', 'model-name']);
      assert.ok(
        message.includes(`“${model}”`) && message.includes('provider/model') && message.includes('lab'),
      );
    }
  });

  test('an unknown provider, with those that are known', async () => {
    const { kind, code, message } = await refusal({ model: 'nobody/m', providers: local });
    assert.deepEqual([kind, code], ['configuration', 'provider']);
    assert.match(message, /“nobody”.*mistral.*lab.*parley\.providers/);
    assert.equal(chooseTarget(settingsWith({ model: 'nobody/m' }), keysWith()).providerLabel, 'nobody');
  });

  test('a provider whose entry is wrong, with what is wrong there', async () => {
    const { code, message } = await refusal({ model: 'lab/m', providers: { lab: { baseUrl: 'nonsense' } } });
    assert.equal(code, 'provider');
    assert.match(message, /^parley\.providers\.lab\.baseUrl: “nonsense” is not a web address/);
  });

  test('and never the fault of a provider that only begins with the same letters', async () => {
    const { message } = await refusal({ model: 'lab/m', providers: { 'lab-2': { baseUrl: 'nonsense' } } });
    assert.match(message, /^There is no provider “lab”/);
  });

  test('a key that the vendor asks for', async () => {
    const facts = await refusal({ model: 'mistral/m' });
    assert.deepEqual([facts.kind, facts.code, facts.provider], ['auth', 'no-key', 'Mistral']);
    const named = await refusal({ model: 'mistral/m', providers: { mistral: { apiKeyEnv: 'MY_KEY' } } });
    assert.match(named.message, /environment variable MY_KEY is empty/);
  });

  test('control: with the key in the named variable it is asked', async () => {
    const values = { model: 'mistral/m', providers: { mistral: { apiKeyEnv: 'MY_KEY' } } };
    const target = await chooseTarget(settingsWith(values), keysWith({ MY_KEY: 'sk-1' })).resolve();
    assert.equal(target.apiKey?.value, 'sk-1');
  });

  test('a key that belongs elsewhere', async () => {
    const keys = keysWith();
    const provider = readProviders(undefined).providers.get('mistral');
    assert.ok(provider);
    await keys.save(provider, 'sk-1');
    const moved = { model: 'mistral/m', providers: { mistral: { baseUrl: 'https://evil.test/v1' } } };
    assert.equal((await refusal(moved, keys)).code, 'key-origin');
  });
});

test('a key is asked for by the vendor itself, by no custom or local server that speaks alike', () => {
  const asks = (id: string, providers: unknown): boolean => {
    const provider = readProviders(providers).providers.get(id);
    assert.ok(provider, id);
    return needsKey(provider);
  };
  assert.equal(asks('mistral', {}), true);
  assert.equal(asks('openai', {}), true);
  assert.equal(asks('work', { work: { dialect: 'mistral', baseUrl: 'https://api.mistral.ai/v1' } }), true);
  assert.equal(asks('azure-openai', { 'azure-openai': { baseUrl: 'https://me.azure.test' } }), true);
  assert.equal(asks('work', { work: { dialect: 'openai', baseUrl: 'https://proxy.test/v1' } }), false);
  assert.equal(asks('mistral', { mistral: { baseUrl: 'http://localhost:8080/v1' } }), false);
  assert.equal(asks('azure-openai', { 'azure-openai': { baseUrl: 'http://localhost:1' } }), false);
  assert.equal(asks('ollama', {}), false);
});
