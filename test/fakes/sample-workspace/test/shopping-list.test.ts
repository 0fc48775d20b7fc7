import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeRecipe, ingredient, scaleRecipe } from '../src/recipe.ts';
import { shoppingList } from '../src/shopping-list.ts';

const porridge = {
  title: 'Porridge',
  servings: 2,
  ingredients: [ingredient('1 cup', 'oats'), ingredient('1/2 l', 'milk')],
};

test('scales a recipe up and down', () => {
  assert.equal(describeRecipe(scaleRecipe(porridge, 3)), 'Porridge (for 3)\n- 1 1/2 cup oats\n- 3/4 l milk');
  assert.throws(() => scaleRecipe(porridge, 0), /one person or more/);
});

test('adds up the same thing in the same unit and keeps other units apart', () => {
  const pudding = {
    title: 'Pudding',
    servings: 2,
    ingredients: [ingredient('1/2 l', 'Milk'), ingredient('1 cup', 'milk')],
  };
  const list = shoppingList([porridge, pudding]).map(
    ({ name, quantity }) => `${name} ${quantity.amount} ${quantity.unit}`,
  );
  assert.deepEqual(list, ['milk 1 l', 'milk 1 cup', 'oats 1 cup']);
});
