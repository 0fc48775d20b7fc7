// The tool list as it is searched, grouped and counted. Pure.
import type { ToolList, ToolListEntry } from '../../protocol/to-view.ts';

/** The tools of one source, in the order the host gave. */
export interface ToolGroup {
  readonly source: string;
  readonly entries: readonly ToolListEntry[];
}

/** The tools that match, by source. All words must be found, each in the name, label, description or source. */
export function toolGroups(entries: readonly ToolListEntry[], query: string): readonly ToolGroup[] {
  const words = query.toLowerCase().split(/\s+/);
  const bySource = Map.groupBy(
    entries.filter(({ name, label, description, source }) => {
      const text = `${name}\n${label}\n${description}\n${source}`.toLowerCase();
      return words.every((word) => text.includes(word));
    }),
    ({ source }) => source,
  );
  return Array.from(bySource, ([source, found]) => ({ source, entries: found }));
}

/** What the list adds up to. */
export interface ToolTotals {
  readonly onCount: number;
  /** Tokens that the tools that are on cost in every request; an estimate. */
  readonly tokens: number;
  readonly isOverLimit: boolean;
}

/** Counts the tools that are on. */
export function toolTotals({ entries, limit }: Pick<ToolList, 'entries' | 'limit'>): ToolTotals {
  const on = entries.filter(({ isOn }) => isOn);
  return {
    onCount: on.length,
    tokens: on.reduce((sum, { tokens }) => sum + tokens, 0),
    isOverLimit: on.length > limit,
  };
}
