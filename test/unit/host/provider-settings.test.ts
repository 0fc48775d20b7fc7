// parley.providers: what is right works, what is wrong is named with its key, and the rest goes on.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { readBaseUrl, readProviders } from '../../../src/host/provider-settings.ts';
import { providerPresets } from '../../../src/llm/dialects/index.ts';
import type { Provider } from '../../../src/model/provider.ts';

function providerOf(id: string, value: unknown): Provider {
  const { providers, problems } = readProviders(value);
  assert.deepEqual(problems, []);
  const provider = providers.get(id);
  assert.ok(provider, `there is ${id}`);
  return provider;
}

const usable = Object.values(providerPresets).filter(({ baseUrl }) => baseUrl !== '');

describe('without settings', () => {
  test('the providers whose address is known are there', () => {
    for (const value of [undefined, {}]) {
      const { providers, problems } = readProviders(value);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        [...providers.keys()],
        usable.map(({ id }) => id),
      );
    }
    for (const id of ['mistral', 'openai', 'together', 'beezy'])
      assert.ok(readProviders({}).providers.has(id), id);
  });

  test('no preset reads the environment unasked, sends headers or has an unclean address', () => {
    for (const provider of readProviders(undefined).providers.values()) {
      assert.deepEqual(
        ['apiKeyEnv' in provider, provider.headers, provider.query, provider.models, provider.quirks],
        [false, {}, {}, providerPresets[provider.id]?.models ?? [], {}],
      );
      assert.deepEqual(readBaseUrl(provider.baseUrl), { url: provider.baseUrl });
      assert.ok(Object.hasOwn(providerPresets, provider.row));
    }
  });
});

describe('an entry', () => {
  test('of a custom server needs a base URL only', () => {
    assert.deepEqual(providerOf('my-server', { 'my-server': { baseUrl: 'http://localhost:8080/v1' } }), {
      id: 'my-server',
      label: 'my-server',
      dialect: 'chat-completions',
      row: 'openai-compatible',
      baseUrl: 'http://localhost:8080/v1',
      query: {},
      headers: {},
      models: [],
      quirks: {},
    });
  });

  test('may say everything the settings know', () => {
    const entry = {
      label: 'Work',
      dialect: 'mistral',
      baseUrl: 'https://work.test/llm',
      apiKeyEnv: 'WORK_KEY',
      headers: { 'X-Team': 'blue' },
      query: { 'api-version': '2' },
      models: [{ id: 'm', contextLength: 8, maxOutput: 4, tools: true, vision: false }],
      quirks: { askUsage: false },
      project: 'p',
      region: 'r',
    };
    const provider = providerOf('work', { work: entry });
    const { label, baseUrl, apiKeyEnv, headers, query, models, quirks, project, region } = entry;
    assert.deepEqual(provider, {
      id: 'work',
      row: 'mistral',
      dialect: 'chat-completions',
      label,
      baseUrl,
      apiKeyEnv,
      headers,
      query,
      models,
      quirks,
      project,
      region,
    });
  });

  test('of a regional provider has its address from the region, under any id, and knows models beforehand', () => {
    const base = (id: string, entry: unknown): string => providerOf(id, { [id]: entry }).baseUrl;
    assert.equal(
      base('mistral-gcp', { region: 'us-central1' }),
      'https://us-central1-aiplatform.googleapis.com/v1',
    );
    assert.equal(base('mistral-gcp', {}), 'https://europe-west4-aiplatform.googleapis.com/v1');
    assert.equal(
      base('work', { dialect: 'mistral-gcp', region: 'global' }),
      'https://aiplatform.googleapis.com/v1',
    );
    assert.equal(
      base('mistral-gcp', { baseUrl: 'http://localhost:1/v1', region: 'eu' }),
      'http://localhost:1/v1',
    );
    const known = providerOf('mistral-gcp', { 'mistral-gcp': { project: 'p' } });
    assert.ok(known.models.some(({ id }) => id === 'mistral-small-2503'));
    assert.deepEqual([known.project, known.region, known.dialect], ['p', 'europe-west4', 'mistral-gcp']);
    const own = providerOf('mistral-gcp', { 'mistral-gcp': { models: [{ id: 'mine' }] } });
    assert.deepEqual(own.models, [{ id: 'mine' }]);
  });

  test('cannot smuggle another host in as a region', () => {
    for (const region of [
      'evil.test/',
      'a-b@evil.test',
      'europe-west4.evil.test',
      'europe_west4',
      '',
      '-',
      'A-b1',
    ]) {
      const { providers, problems } = readProviders({ 'mistral-gcp': { region } });
      assert.equal(providers.has('mistral-gcp'), false, region);
      assert.match(problems.join(), /^parley\.providers\.mistral-gcp\.region: must be a region/);
    }
    const control = readProviders({ 'mistral-gcp': { region: 'northamerica-northeast1' } });
    assert.deepEqual(control.problems, [], 'control');
  });

  test('with the id of a preset changes what it names and keeps the rest', () => {
    const preset = providerPresets['mistral'];
    assert.ok(preset);
    const moved = providerOf('mistral', { mistral: { baseUrl: 'https://eu.mistral.test/v1' } });
    assert.deepEqual(
      [moved.label, moved.row, moved.baseUrl],
      [preset.label, 'mistral', 'https://eu.mistral.test/v1'],
    );
    const renamed = providerOf('mistral', { mistral: { label: 'Le Chat' } });
    assert.deepEqual([renamed.label, renamed.baseUrl], ['Le Chat', preset.baseUrl]);
  });

  test('with the id of a preset and another dialect is not sent to that dialect’s vendor', () => {
    const { problems, providers } = readProviders({ mistral: { dialect: 'openai' } });
    assert.match(problems.join(), /^parley\.providers\.mistral\.baseUrl: is missing/);
    assert.equal(providers.has('mistral'), false);
  });

  test('may be called like something built in', () => {
    const text =
      '{"__proto__":{"baseUrl":"http://a.test"},"constructor":{"baseUrl":"http://b.test"},"toString":{"baseUrl":"http://c.test"}}';
    const { providers, problems } = readProviders(JSON.parse(text));
    assert.deepEqual(problems, []);
    for (const [id, baseUrl] of [
      ['__proto__', 'http://a.test'],
      ['constructor', 'http://b.test'],
      ['toString', 'http://c.test'],
    ] as const) {
      const provider = providers.get(id);
      assert.deepEqual(
        [provider?.row, provider?.baseUrl, provider?.label],
        ['openai-compatible', baseUrl, id],
      );
    }
    const wrong = readProviders(JSON.parse('{"__proto__":7,"constructor":{"dialect":"constructor"}}'));
    assert.match(
      wrong.problems.join('\n'),
      /^parley\.providers\.__proto__: [^]*^parley\.providers\.constructor\.dialect: /m,
    );
    assert.equal(Object.getPrototypeOf({}), Object.prototype);
  });
});

describe('a wrong entry', () => {
  const good = { baseUrl: 'https://good.test/v1' };
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['a text', 'https://x.test', /^parley\.providers\.bad: .*expected object/],
    ['null', null, /^parley\.providers\.bad: .*expected object/],
    ['nothing in it', {}, /^parley\.providers\.bad\.baseUrl: is missing\. Write it like https:\/\/host\/v1/],
    [
      'an unknown key',
      { ...good, basUrl: 'x' },
      /^parley\.providers\.bad: unknown “basUrl”\. Known: label, dialect, baseUrl/,
    ],
    [
      'no web address',
      { baseUrl: 'localhost:1234' },
      /^parley\.providers\.bad\.baseUrl: “localhost:1234” is not a web/,
    ],
    ['another scheme', { baseUrl: 'file:///etc/passwd' }, /^parley\.providers\.bad\.baseUrl: /],
    ['a number for a URL', { baseUrl: 7 }, /^parley\.providers\.bad\.baseUrl: .*expected string/],
    [
      'a query in the URL',
      { baseUrl: 'https://x.test/v1?api-version=2' },
      /^parley\.providers\.bad\.baseUrl: .*"query"/,
    ],
    [
      'an unknown dialect',
      { ...good, dialect: 'klingon' },
      /^parley\.providers\.bad\.dialect: “klingon” is not known\. Known: mistral, /,
    ],
    ['an empty label', { ...good, label: '' }, /^parley\.providers\.bad\.label: /],
    [
      'a key as a variable',
      { ...good, apiKeyEnv: 'sk-secret-1' },
      /^parley\.providers\.bad\.apiKeyEnv: must be the name of an environment variable, not a key/,
    ],
    [
      'a key in a header',
      { ...good, headers: { AUTHORIZATION: 'Bearer sk-secret-1' } },
      /^parley\.providers\.bad\.headers\.AUTHORIZATION: keys do not belong .*Set API Key/,
    ],
    [
      'a key in another header',
      { ...good, headers: { ok: 'x', 'x-api-key': 'sk-secret-1' } },
      /^parley\.providers\.bad\.headers\.x-api-key: /,
    ],
    [
      'a header that is no text',
      { ...good, headers: { 'X-Team': 7 } },
      /^parley\.providers\.bad\.headers\.X-Team: .*expected string/,
    ],
    [
      'a model without an id',
      { ...good, models: [{ id: 'm' }, { tools: true }] },
      /^parley\.providers\.bad\.models\.1\.id: /,
    ],
    [
      'a model with an unknown key',
      { ...good, models: [{ id: 'm', size: 1 }] },
      /^parley\.providers\.bad\.models\.0: unknown “size”\. Known: id, contextLength/,
    ],
    [
      'a model without a context',
      { ...good, models: [{ id: 'm', contextLength: 0 }] },
      /^parley\.providers\.bad\.models\.0\.contextLength: /,
    ],
  ];

  for (const [name, entry, says] of cases) {
    test(`(${name}) is named with its key and what is wrong; the others go on`, () => {
      const { providers, problems } = readProviders({ good, bad: entry, fine: good });
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', says);
      assert.match(problems[0] ?? '', /\.$/);
      assert.doesNotMatch(problems[0] ?? '', /sk-secret/);
      assert.equal(providers.has('bad'), false);
      assert.ok(providers.has('good') && providers.has('fine') && providers.has('mistral'));
    });
  }

  test('names each of its faults', () => {
    const { problems } = readProviders({ bad: { baseUrl: 7, label: '', other: 1 } });
    assert.equal(problems.length, 3);
  });

  test('takes its built-in namesake with it: nobody is asked whom the user did not mean', () => {
    const { providers } = readProviders({ mistral: { baseUrl: 'nonsense' } });
    assert.equal(providers.has('mistral'), false);
    assert.ok(providers.has('openai'), 'control');
  });

  test('with an id that could not be part of a model name is named', () => {
    for (const id of ['a/b', '', 'a b', 'ä', 'a\n']) {
      const { providers, problems } = readProviders({ [id]: good });
      assert.ok(problems[0]?.includes('a provider id may hold'), JSON.stringify(id));
      assert.equal(providers.has(id), false);
    }
  });

  test('that is not even in an object is named', () => {
    for (const value of [null, 'x', 7, [], [good]]) {
      const { providers, problems } = readProviders(value);
      assert.deepEqual(problems, ['parley.providers must be an object: provider id → { baseUrl, … }.']);
      assert.ok(providers.has('mistral'));
    }
  });

  test('of any shape is never thrown about', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withMap: true, withDate: true }),
        fc.anything(),
        (value, entry) => {
          readProviders(value);
          const { problems, providers } = readProviders({ good, bad: entry });
          assert.ok(providers.has('good'));
          assert.notEqual(problems.length > 0, providers.has('bad'));
        },
      ),
    );
  });
});

describe('a base URL', () => {
  test('is trimmed to scheme, host and path', () => {
    for (const [given, url] of [
      ['https://host.test/v1', 'https://host.test/v1'],
      ['  https://host.test/v1/ \n', 'https://host.test/v1'],
      ['https://host.test', 'https://host.test'],
      ['https://host.test///', 'https://host.test'],
      ['HTTPS://Host.Test:443/V1', 'https://host.test/V1'],
      ['http://localhost:8080/v1', 'http://localhost:8080/v1'],
      ['http://[::1]:8080/v1', 'http://[::1]:8080/v1'],
      ['https://host.test/v1/chat/completions', 'https://host.test/v1'],
      ['https://host.test/v1//chat/completions/', 'https://host.test/v1'],
      ['https://host.test/chat/completions', 'https://host.test'],
      ['https://host.test/v1#part', 'https://host.test/v1'],
    ] as const) {
      assert.deepEqual(readBaseUrl(given), { url }, given);
    }
  });

  test('is refused with a reason where it is none, and a password in it is not repeated', () => {
    for (const [given, fault] of [
      ['', /^is missing/],
      ['   ', /^is missing/],
      ['host.test/v1', /^“host\.test\/v1” is not a web address/],
      ['ftp://host.test', /not a web address/],
      ['javascript:alert(1)', /not a web address/],
      ['http://', /not a web address/],
      ['https://host.test:99999', /not a web address/],
      ['https://user:hunter2@host.test/v1', /must not hold a user name or password.*Set API Key/],
      ['https://hunter2@host.test/v1', /must not hold a user name or password/],
      ['user:hunter2@host.test/v1', /^this is not a web address/],
      ['https://host.test/v1?key=hunter2', /must end before the “\?”/],
    ] as const) {
      const address = readBaseUrl(given);
      assert.ok('fault' in address, given);
      assert.match(address.fault, fault);
      assert.doesNotMatch(address.fault, /hunter2/);
    }
  });

  test('that was cleaned is clean', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withFragments: true }),
        fc.constantFrom('', '/', '//', '/chat/completions', '/x/'),
        (url, tail) => {
          const once = readBaseUrl(url.replace(/#.*/, '') + tail);
          assert.ok('url' in once);
          assert.deepEqual(readBaseUrl(once.url), once);
          assert.doesNotMatch(once.url, /\/$/);
        },
      ),
    );
  });
});
