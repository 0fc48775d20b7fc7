// JSON as a flat list of its leaves, and where two such lists differ. It knows nothing of requests.

/** A leaf: a scalar, or an empty object or array. */
export type Leaf = string | number | boolean | null;

/** What one side does not have at all. */
export const ABSENT: unique symbol = Symbol('absent');

/** One place where two values differ. Array positions read `[]` in `where`. */
export interface LeafDifference {
  readonly where: string;
  readonly theirs: Leaf | typeof ABSENT;
  readonly ours: Leaf | typeof ABSENT;
}

/**
 * Every leaf by its path, e.g. `messages[0].role`. An empty object or array is a leaf of its own: `{}` or `[]`.
 * What is undefined is not there, as in JSON.
 */
export function leavesOf(value: unknown, path = ''): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  if (value === undefined) return leaves;
  if (typeof value !== 'object' || value === null) return leaves.set(path, value as Leaf);
  const entries = Array.isArray(value)
    ? value.map((item: unknown, at) => [`${path}[${at}]`, item] as const)
    : Object.entries(value).map(([key, item]) => [path === '' ? key : `${path}.${key}`, item] as const);
  if (entries.length === 0) return leaves.set(path, Array.isArray(value) ? '[]' : '{}');
  for (const [at, item] of entries) for (const [where, leaf] of leavesOf(item, at)) leaves.set(where, leaf);
  return leaves;
}

/** The places where they differ, and how many places were looked at. */
export function differencesOf(
  theirs: unknown,
  ours: unknown,
): { readonly compared: number; readonly differences: readonly LeafDifference[] } {
  const their = leavesOf(theirs);
  const our = leavesOf(ours);
  const places = new Set([...their.keys(), ...our.keys()]);
  const at = (leaves: Map<string, Leaf>, place: string): Leaf | typeof ABSENT =>
    leaves.get(place) ?? (leaves.has(place) ? null : ABSENT);
  const differences = [...places]
    .map((place): LeafDifference => ({
      where: place.replaceAll(/\[\d+\]/g, '[]'),
      theirs: at(their, place),
      ours: at(our, place),
    }))
    .filter(({ theirs: left, ours: right }) => left !== right);
  return { compared: places.size, differences };
}
