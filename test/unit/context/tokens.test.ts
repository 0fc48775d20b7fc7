// The estimate of tokens: near what published tokenizers give, and put right by what a server reports.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import {
  createTokenMeter,
  estimateImageTokens,
  estimateTokens,
  TokenCalibration,
} from '../../../src/context/tokens.ts';
import { answer, attachmentsOfEveryKind, toolCall, userMessage } from '../model/samples.ts';

describe('a text', () => {
  /** Counts of cl100k_base, the vocabulary of GPT-4. */
  const known: readonly (readonly [string, number])[] = [
    ['', 0],
    ['Hello, world!', 4],
    ['The quick brown fox jumps over the lazy dog.', 10],
    ['1234567890', 4],
  ];

  test('is estimated within 30 % of a real tokenizer, or two tokens', () => {
    for (const [text, tokens] of known) {
      const estimated = estimateTokens(text);
      assert.ok(
        Math.abs(estimated - tokens) <= Math.max(2, tokens * 0.3),
        `${text}: ${estimated}, not ${tokens}`,
      );
    }
  });

  test('costs more the longer it is, and about the sum of its lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (left, right) => {
        const both = estimateTokens(`${left}\n${right}`);
        const sum = estimateTokens(left) + estimateTokens(right);
        assert.ok(both >= Math.max(estimateTokens(left), estimateTokens(right)));
        assert.ok(Math.abs(both - sum) <= 2);
      }),
    );
  });

  test('of Chinese costs a token a character; blanks of indentation next to nothing', () => {
    assert.equal(estimateTokens('你好世界'), 4);
    assert.equal(estimateTokens(' '.repeat(8)), 1);
    assert.equal(estimateTokens(' word'), 1);
  });
});

test('a picture costs by its area, after it was brought to size', () => {
  assert.equal(estimateImageTokens(10, 10), 85);
  assert.equal(estimateImageTokens(1000, 750), 1000);
  assert.equal(estimateImageTokens(15_680, 7500), estimateImageTokens(1568, 750));
});

describe('a message', () => {
  test('costs its words, its attachments, its calls and their results', () => {
    const { message, text } = createTokenMeter();
    const bare = message(userMessage('q', undefined, 'Why?'));
    assert.equal(bare, 4 + text('Why?'));
    const attached = message({ ...userMessage('q', undefined, 'Why?'), attachments: attachmentsOfEveryKind });
    assert.ok(attached > bare + estimateImageTokens(640, 480));
    const outcome = { status: 'ok', text: 'x '.repeat(500) } as const;
    const parts = [{ type: 'tool-call', ...toolCall('c'), outcome }] as const;
    assert.ok(message(answer('a', 'q', { parts })) > 500);
    assert.equal(message(answer('a', 'q', { parts: [{ type: 'reasoning', text: 'x '.repeat(500) }] })), 4);
  });

  test('costs by the factor of its model', () => {
    const words = userMessage('q', undefined, 'word '.repeat(1000));
    const once = createTokenMeter(1).message(words);
    const twice = createTokenMeter(2).message(words);
    assert.ok(Math.abs(twice - 2 * once) < 10);
  });
});

describe('calibration', () => {
  test('starts with what the first report says and follows slowly', () => {
    const calibration = new TokenCalibration();
    assert.equal(calibration.factor('lab/one'), 1);
    calibration.learn('lab/one', 1000, 1200);
    assert.equal(calibration.factor('lab/one'), 1.2);
    calibration.learn('lab/one', 1000, 1000);
    assert.ok(Math.abs(calibration.factor('lab/one') - 1.14) < 1e-9);
    assert.equal(calibration.factor('lab/two'), 1, 'another model knows nothing of it');
  });

  test('comes within 2 % of a server that always counts the same way', () => {
    const calibration = new TokenCalibration();
    calibration.learn('m', 500, 1800);
    for (let request = 0; request < 20; request += 1) calibration.learn('m', 1000, 1370);
    assert.ok(Math.abs(calibration.factor('m') / 1.37 - 1) < 0.02);
  });

  test('learns nothing from small requests and impossible figures', () => {
    const calibration = new TokenCalibration();
    for (const [estimated, reported] of [
      [10, 40],
      [1000, 0],
      [1000, 9000],
      [1000, NaN],
      [0, 0],
      [1000, -5],
    ] as const) {
      calibration.learn('m', estimated, reported);
    }
    assert.equal(calibration.factor('m'), 1);
  });

  test('can be kept, and damaged data does no harm', () => {
    const calibration = new TokenCalibration();
    calibration.learn('m', 1000, 1500);
    const kept: unknown = JSON.parse(JSON.stringify(calibration));
    assert.equal(new TokenCalibration(kept as Record<string, unknown>).factor('m'), 1.5);
    assert.equal(new TokenCalibration({ m: 'x', n: 99, o: null }).factor('n'), 1);
  });
});
