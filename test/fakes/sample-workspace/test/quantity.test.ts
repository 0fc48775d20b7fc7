import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAmount, formatQuantity, parseQuantity } from '../src/quantity.ts';

test('reads whole numbers, decimals, fractions and mixed numbers', () => {
  assert.deepEqual(parseQuantity('3'), { amount: 3, unit: '' });
  assert.deepEqual(parseQuantity('0.5 l'), { amount: 0.5, unit: 'l' });
  assert.deepEqual(parseQuantity('1/4 tsp'), { amount: 0.25, unit: 'tsp' });
  assert.deepEqual(parseQuantity('1 1/2 cups'), { amount: 1.5, unit: 'cups' });
  assert.throws(() => parseQuantity('some salt'), /No amount/);
});

test('writes quarters and halves', () => {
  assert.equal(formatAmount(2), '2');
  assert.equal(formatAmount(0.25), '1/4');
  assert.equal(formatQuantity({ amount: 1.5, unit: 'cups' }), '1 1/2 cups');
});

// This one fails: nearly three is written as "2 4/4". The thing to fix is formatAmount.
test('nearly a whole number is written as a whole number', () => {
  assert.equal(formatAmount(2.97), '3');
  assert.equal(formatAmount(0.9), '1');
});
