// Prints a recipe for the number of people given, and its shopping list: node src/main.ts 6
import { argv } from 'node:process';
import { formatQuantity } from './quantity.ts';
import { describeRecipe, ingredient, scaleRecipe } from './recipe.ts';
import { shoppingList } from './shopping-list.ts';

const pancakes = {
  title: 'Pancakes',
  servings: 4,
  ingredients: [
    ingredient('1 1/2 cups', 'flour'),
    ingredient('1/2 l', 'milk'),
    ingredient('3', 'eggs'),
    ingredient('1/4 tsp', 'salt'),
  ],
};

const recipe = scaleRecipe(pancakes, Number(argv[2] ?? pancakes.servings));
console.log(describeRecipe(recipe));
console.log('\nTo buy:');
for (const { name, quantity } of shoppingList([recipe]))
  console.log(`- ${name}: ${formatQuantity(quantity)}`);
