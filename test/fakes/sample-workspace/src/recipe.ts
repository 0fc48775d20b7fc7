// A recipe and how to cook it for more or fewer people.
import { formatQuantity, parseQuantity } from './quantity.ts';
import type { Quantity } from './quantity.ts';

/** One line of the list of ingredients. */
export interface Ingredient {
  readonly name: string;
  readonly quantity: Quantity;
}

/** What to take and for how many. */
export interface Recipe {
  readonly title: string;
  readonly servings: number;
  readonly ingredients: readonly Ingredient[];
}

/** Makes an ingredient from words: `ingredient('1/2 l', 'milk')`. */
export function ingredient(quantity: string, name: string): Ingredient {
  return { name, quantity: parseQuantity(quantity) };
}

/** The same recipe for another number of people. Throws a RangeError unless `servings` is 1 or more. */
export function scaleRecipe(recipe: Recipe, servings: number): Recipe {
  if (!(servings >= 1)) throw new RangeError(`A recipe is for one person or more, not ${servings}`);
  const factor = servings / recipe.servings;
  return {
    ...recipe,
    servings,
    ingredients: recipe.ingredients.map(({ name, quantity }) => ({
      name,
      quantity: { ...quantity, amount: quantity.amount * factor },
    })),
  };
}

/** The recipe as text, one ingredient per line. */
export function describeRecipe(recipe: Recipe): string {
  const lines = recipe.ingredients.map(({ name, quantity }) => `- ${formatQuantity(quantity)} ${name}`);
  return [`${recipe.title} (for ${recipe.servings})`, ...lines].join('\n');
}
