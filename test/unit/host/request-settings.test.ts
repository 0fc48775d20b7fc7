// parley.request.*, retry.* and timeout.*: unset is never sent, wrong is named, units are right.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  limitProblems,
  readRequestParameters,
  readRetryPolicy,
  readTimeouts,
  requestParameterNames,
  type ReadSetting,
} from '../../../src/host/request-settings.ts';

function from(settings: Readonly<Record<string, unknown>>): ReadSetting {
  return (name) => settings[name];
}

function parameters(settings: Readonly<Record<string, unknown>>): ReturnType<typeof readRequestParameters> {
  return readRequestParameters(
    from(Object.fromEntries(Object.entries(settings).map(([name, value]) => [`request.${name}`, value]))),
  );
}

const schema = { name: 'city', schema: { type: 'object' } };

describe('request parameters', () => {
  test('that are unset are not there: undefined, null and "" alike', () => {
    assert.deepEqual(parameters({}), { parameters: {}, problems: [] });
    for (const unset of [undefined, null, '']) {
      const all = Object.fromEntries(requestParameterNames.map((name) => [name, unset]));
      assert.deepEqual(parameters(all), { parameters: {}, problems: [] });
    }
  });

  test('are those of the manifest, and each default there counts as unset', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      contributes: { configuration: readonly { properties: Record<string, { default: unknown }> }[] };
    };
    const properties = Object.assign(
      {},
      ...manifest.contributes.configuration.map((section) => section.properties),
    ) as Record<string, { default: unknown }>;
    const names = Object.keys(properties)
      .filter((name) => name.startsWith('parley.request.'))
      .map((name) => name.slice('parley.request.'.length))
      .filter((name) => name !== 'stream' && name !== 'extraBody');
    assert.deepEqual(names.toSorted(), requestParameterNames.toSorted());
    const defaults = from(
      Object.fromEntries(
        Object.entries(properties).map(([name, { default: value }]) => [name.slice('parley.'.length), value]),
      ),
    );
    assert.deepEqual(readRequestParameters(defaults), { parameters: {}, problems: [] });
    assert.deepEqual(readRetryPolicy(defaults), readRetryPolicy(from({})), 'and so do those of retry.*');
    assert.deepEqual(readTimeouts(defaults, true), readTimeouts(from({}), true), 'and of timeout.*');
  });

  const cases: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
    ['temperature', [0, 0.7, 2], [-0.1, 2.1, '1', Number.NaN, true]],
    ['topP', [0, 1], [-0.1, 1.1, '1']],
    ['maxTokens', [1, 100_000], [0, -1, 1.5, '9']],
    ['minTokens', [0, 5], [-1, 1.5]],
    ['seed', [0, -7, 42], [1.5, '42']],
    ['n', [1, 128], [0, 129, 1.5]],
    ['presencePenalty', [-2, 0, 2], [-2.1, 2.1]],
    ['frequencyPenalty', [-2, 0, 2], [-2.1, 2.1]],
    ['parallelToolCalls', [true, false], ['true', 0]],
    ['safePrompt', [true, false], ['yes', 1]],
    ['reasoningEffort', ['low', 'whatever'], [1, true]],
    ['user', ['me'], [1, {}]],
    ['prediction', ['const a = 1;\n', ' '], [1, {}]],
  ];
  for (const [name, right, wrong] of cases) {
    test(`${name}: what is in range is taken as it is, the rest is named and not sent`, () => {
      for (const value of right)
        assert.deepEqual(parameters({ [name]: value }), { parameters: { [name]: value }, problems: [] });
      for (const value of wrong) assertNamed(name, value);
    });
  }

  function assertNamed(name: string, value: unknown): void {
    const { parameters: read, problems } = parameters({ [name]: value, seed: name === 'seed' ? value : 7 });
    assert.deepEqual(read, name === 'seed' ? {} : { seed: 7 }, 'the others are still read');
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', new RegExp(`^parley\\.request\\.${name}[.:].{8,}\\. It is not sent\\.$`));
    assert.doesNotMatch(problems[0] ?? '', /: Invalid input\./, 'it says what is expected');
  }

  test('stop is a list, also when one text is given', () => {
    assert.deepEqual(parameters({ stop: 'END' }).parameters, { stop: ['END'] });
    assert.deepEqual(parameters({ stop: ['a', 'b'] }).parameters, { stop: ['a', 'b'] });
    for (const wrong of [[], [''], [1], 7, {}]) assertNamed('stop', wrong);
  });

  test('toolChoice is a word or the name of a tool; “any” is Mistral’s word for “required”', () => {
    for (const word of ['auto', 'none', 'required'])
      assert.deepEqual(parameters({ toolChoice: word }).parameters, { toolChoice: word });
    assert.deepEqual(parameters({ toolChoice: 'any' }).parameters, { toolChoice: 'required' });
    assert.deepEqual(parameters({ toolChoice: 'read_file' }).parameters, {
      toolChoice: { name: 'read_file' },
    });
    assertNamed('toolChoice', 7);
  });

  test('responseFormat is a word or a schema in the wire’s form', () => {
    assert.deepEqual(parameters({ responseFormat: 'json_object' }).parameters, {
      responseFormat: { type: 'json_object' },
    });
    assert.deepEqual(parameters({ responseFormat: 'text' }).parameters, { responseFormat: { type: 'text' } });
    assert.deepEqual(
      parameters({ responseFormat: { type: 'json_schema', json_schema: schema } }).parameters,
      {
        responseFormat: { type: 'json_schema', ...schema },
      },
    );
    const strict = { ...schema, strict: true, description: 'd' };
    assert.deepEqual(
      parameters({ responseFormat: { type: 'json_schema', json_schema: strict } }).parameters,
      {
        responseFormat: { type: 'json_schema', ...strict },
      },
    );
    for (const wrong of [
      'xml',
      7,
      { type: 'json_schema' },
      { type: 'json_schema', json_schema: { name: 'x' } },
    ]) {
      assertNamed('responseFormat', wrong);
    }
  });

  test('that are all wrong are all named', () => {
    const { parameters: read, problems } = parameters({ temperature: 9, n: 0, stop: 7 });
    assert.deepEqual(read, {});
    assert.equal(problems.length, 3);
  });
});

describe('the retry policy', () => {
  const defaults = {
    strategy: 'backoff',
    initialIntervalMs: 500,
    maxIntervalMs: 8000,
    exponent: 1.5,
    maxElapsedTimeMs: 60_000,
    maxRetries: 2,
    retryConnectionErrors: true,
  };

  test('is the documented one unless set', () => {
    assert.deepEqual(readRetryPolicy(from({})), defaults);
  });

  test('is what is set', () => {
    const set = from({
      'retry.strategy': 'none',
      'retry.initialInterval': 0,
      'retry.maxInterval': 10,
      'retry.exponent': 2,
      'retry.maxElapsedTime': 0,
      'retry.maxRetries': 0,
      'retry.retryConnectionErrors': false,
    });
    assert.deepEqual(readRetryPolicy(set), {
      strategy: 'none',
      initialIntervalMs: 0,
      maxIntervalMs: 10,
      exponent: 2,
      maxElapsedTimeMs: 0,
      maxRetries: 0,
      retryConnectionErrors: false,
    });
  });

  test('falls back where a value is wrong', () => {
    for (const wrong of ['x', -1, Number.NaN, Number.POSITIVE_INFINITY, null, {}]) {
      const all = Object.fromEntries(
        [
          'strategy',
          'initialInterval',
          'maxInterval',
          'exponent',
          'maxElapsedTime',
          'maxRetries',
          'retryConnectionErrors',
        ].map((name) => [`retry.${name}`, wrong]),
      );
      assert.deepEqual(readRetryPolicy(from(all)), defaults, JSON.stringify(wrong));
    }
    assert.equal(readRetryPolicy(from({ 'retry.exponent': 0.5 })).exponent, 1.5, 'waits never shrink');
    assert.equal(readRetryPolicy(from({ 'retry.maxRetries': 3.9 })).maxRetries, 3);
  });
});

describe('the time limits', () => {
  test('are given in seconds and read in milliseconds; a local server gets more patience', () => {
    assert.deepEqual(readTimeouts(from({}), false), {
      connectMs: 10_000,
      firstByteMs: 60_000,
      idleMs: 120_000,
    });
    assert.deepEqual(readTimeouts(from({}), true), {
      connectMs: 3000,
      firstByteMs: 600_000,
      idleMs: 600_000,
    });
    const set = from({ 'timeout.connect': 1.5, 'timeout.firstByte': 2, 'timeout.idle': 3 });
    for (const isLocal of [true, false]) {
      assert.deepEqual(readTimeouts(set, isLocal), { connectMs: 1500, firstByteMs: 2000, idleMs: 3000 });
    }
  });

  test('are off at 0, and fall back where a value is wrong', () => {
    const all = (value: unknown): ReadSetting =>
      from({ 'timeout.connect': value, 'timeout.firstByte': value, 'timeout.idle': value });
    assert.deepEqual(readTimeouts(all(0), false), { connectMs: 0, firstByteMs: 0, idleMs: 0 });
    for (const wrong of [null, -1, '5', Number.NaN]) {
      assert.deepEqual(readTimeouts(all(wrong), false), readTimeouts(from({}), false));
    }
  });

  test('never exceed what a timer can hold: a longer one would go off at once', () => {
    const year = 366 * 24 * 3600;
    const all = from({ 'timeout.connect': year, 'timeout.firstByte': year, 'timeout.idle': year });
    const longest = 2 ** 31 - 1;
    assert.deepEqual(readTimeouts(all, false), { connectMs: longest, firstByteMs: longest, idleMs: longest });
    const waits = readRetryPolicy(
      from({ 'retry.initialInterval': year * 1000, 'retry.maxInterval': year * 1000 }),
    );
    assert.deepEqual([waits.initialIntervalMs, waits.maxIntervalMs], [longest, longest]);
  });
});

test('a wrong retry figure or time limit is named; unset and null are not', () => {
  const values: Record<string, unknown> = {
    'retry.maxRetries': -1,
    'retry.strategy': 'sometimes',
    'timeout.idle': '5 minutes',
    'timeout.connect': null,
    'retry.exponent': 2,
  };
  const problems = limitProblems((name) => values[name]);
  assert.deepEqual(
    problems.map((problem) => problem.split(':')[0]),
    ['parley.retry.strategy', 'parley.retry.maxRetries', 'parley.timeout.idle'],
  );
  assert.ok(problems.every((problem) => problem.endsWith('The default is used.')));
});
