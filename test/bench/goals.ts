// Goals of a benchmark: one line each, and whether it was reached.

/** A figure with a limit. */
export interface Goal {
  readonly name: string;
  readonly reached: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Empty for a ratio or a count. */
  readonly unit?: string;
}

/** A figure that is not there has missed its goal. */
export function isReached({ reached, atMost = Infinity, atLeast = -Infinity }: Goal): boolean {
  return reached <= atMost && reached >= atLeast;
}

/** One line a goal. */
export function formatGoals(goals: readonly Goal[]): string {
  return goals
    .map((goal) => {
      const { name, reached, atMost, atLeast, unit = '' } = goal;
      const limit = atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
      return (
        `${isReached(goal) ? 'reached' : 'MISSED '}  ${name}: ${reached.toFixed(2)} ${unit}`.trimEnd() +
        ` (goal ${limit})`
      );
    })
    .join('\n');
}
