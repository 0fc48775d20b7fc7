// The headers that every request to the Messages API carries beside the key. Data only.

/**
 * The version decides how requests are checked and events are named. The one of 2026-10-21 refuses temperature and top_p
 * even at their default, so the older one, which every server of this family knows, is asked for. A header of the user's own
 * with the same name wins.
 */
export const anthropicHeaders: Readonly<Record<string, string>> = { 'anthropic-version': '2023-06-01' };
