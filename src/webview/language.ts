// Sets the language of the panel's texts to the one its page was made for. Read by strings.ts before any text is made.
import { useBundle } from '../model/l10n.ts';
export { t } from '../model/l10n.ts';

// The page of the host holds the bundle as JSON in an element of its own (host/view/html.ts).
const texts: unknown = JSON.parse(document.querySelector('#l10n')?.textContent ?? '{}');
if (typeof texts === 'object' && texts !== null) {
  useBundle(Object.fromEntries(Object.entries(texts).filter(([, text]) => typeof text === 'string')));
}

/** A count as the language of the texts writes it. */
export function formatCount(count: number): string {
  return count.toLocaleString(document.documentElement.lang);
}

/** A count in few letters: `1.2K`. */
export function formatCompact(count: number): string {
  return count.toLocaleString(document.documentElement.lang, {
    notation: 'compact',
    maximumFractionDigits: 1,
  });
}
/** A number with this many digits behind the point, or what the language writes in its place. */
export function formatDecimal(value: number, digits: number): string {
  return value.toLocaleString(document.documentElement.lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A moment as the language writes it. `parts`: what of it is wanted; by default date and time. */
export function formatMoment(moment: Date, parts?: Intl.DateTimeFormatOptions): string {
  return moment.toLocaleString(document.documentElement.lang, parts);
}
