// Under which heading of the list a chat stands. Pure; days are those of the reader's clock.
import { formatMoment } from '../language.ts';
import { strings } from '../strings.ts';

const dayMs = 86_400_000;

/** The heading: pinned, today, yesterday, the last 7 or 30 days, older. Times in milliseconds since the epoch. */
export function dateGroup(updatedAtMs: number, isPinned: boolean, nowMs: number): string {
  if (isPinned) return strings.chats.pinned;
  const today = new Date(nowMs).setHours(0, 0, 0, 0);
  const daysAgo = Math.round((today - new Date(updatedAtMs).setHours(0, 0, 0, 0)) / dayMs);
  if (daysAgo <= 0) return strings.chats.today;
  if (daysAgo === 1) return strings.chats.yesterday;
  if (daysAgo <= 7) return strings.chats.lastWeek;
  return daysAgo <= 30 ? strings.chats.lastMonth : strings.chats.older;
}

/** When, as short as it is clear: the time of today, else the date. */
export function shortDate(atMs: number, nowMs: number): string {
  const date = new Date(atMs);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  return isToday
    ? formatMoment(date, { hour: '2-digit', minute: '2-digit' })
    : formatMoment(date, { year: 'numeric', month: 'short', day: 'numeric' });
}
