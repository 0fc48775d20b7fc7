// The pages of GET /models: `data`, `has_more` and `last_id`. It asks for as many at a time as the API gives.
import { isRecord, textAt } from '../../json-value.ts';

/** The default is 20, and there are about as many models. */
const LIMIT = '1000';

/**
 * The query of a page.
 * @param previous the answer before; undefined for the first page.
 * @returns undefined when the answer before was the last.
 */
export function modelsPage(previous: unknown): Readonly<Record<string, string>> | undefined {
  if (previous === undefined) return { limit: LIMIT };
  const lastId =
    isRecord(previous) && previous['has_more'] === true ? textAt(previous, 'last_id') : undefined;
  return lastId === undefined ? undefined : { limit: LIMIT, after_id: lastId };
}
