// Amounts as cooks write them: 2, 0.5, 1/2, 1 1/2.

/** An amount with its unit; a unit of '' means pieces, as in 3 eggs. */
export interface Quantity {
  readonly amount: number;
  readonly unit: string;
}

/** The finest spoon in the drawer: a quarter. */
const FRACTION = 4;

/** Reads `1 1/2 cups`, `0.5 l`, `3`. Throws a RangeError when there is no amount at the start. */
export function parseQuantity(text: string): Quantity {
  const found = /^\s*(?:(\d+)\s+)?(\d+)\/(\d+)\s*(.*)$/.exec(text);
  if (found) {
    const [, whole = '0', part = '0', of = '1', unit = ''] = found;
    return { amount: Number(whole) + Number(part) / Number(of), unit: unit.trim() };
  }
  const plain = /^\s*(\d+(?:\.\d+)?)\s*(.*)$/.exec(text);
  if (!plain) throw new RangeError(`No amount at the start of "${text}"`);
  const [, amount = '0', unit = ''] = plain;
  return { amount: Number(amount), unit: unit.trim() };
}

/** Writes an amount in whole numbers and quarters: 1.5 becomes `1 1/2`. */
export function formatAmount(amount: number): string {
  const whole = Math.floor(amount);
  const quarters = Math.round((amount - whole) * FRACTION);
  if (quarters === 0) return String(whole);
  const fraction = quarters === 2 ? '1/2' : `${quarters}/${FRACTION}`;
  return whole === 0 ? fraction : `${whole} ${fraction}`;
}

/** Writes a quantity: `1 1/2 cups`, `3`. */
export function formatQuantity({ amount, unit }: Quantity): string {
  return unit === '' ? formatAmount(amount) : `${formatAmount(amount)} ${unit}`;
}
