// Adds up what several recipes need.
import type { Ingredient, Recipe } from './recipe.ts';

/** Everything the recipes need, equal things added up, in alphabetical order. */
export function shoppingList(recipes: readonly Recipe[]): Ingredient[] {
  const items = mergeItems(recipes.flatMap((recipe) => recipe.ingredients));
  return items.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Adds amounts of the same thing in the same unit; milk in litres and milk in cups stay apart. */
export function mergeItems(items: readonly Ingredient[]): Ingredient[] {
  const merged = new Map<string, Ingredient>();
  for (const item of items) {
    const key = `${item.name.toLowerCase()} in ${item.quantity.unit}`;
    const known = merged.get(key);
    const amount = item.quantity.amount + (known?.quantity.amount ?? 0);
    merged.set(key, {
      name: known?.name ?? item.name,
      quantity: { amount, unit: item.quantity.unit },
    });
  }
  return [...merged.values()];
}
