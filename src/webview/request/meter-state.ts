// How full the model's context is, in words and numbers for the meter. Pure; says “unknown” rather than guess.
import type { RequestSize } from '../../model/request-preview.ts';
import { strings } from '../strings.ts';

/** What the meter shows. `level` decides its colour. */
export interface MeterState {
  readonly level: 'unknown' | 'calm' | 'near' | 'full';
  /** Of the context length, 0 to 100; undefined when that is unknown. */
  readonly percent: number | undefined;
  /** The whole sentence, for those who listen or hover. */
  readonly name: string;
}

/** From this share of the room for a request on it is nearly full. */
const nearShare = 0.8;

/** @param size undefined while nothing is known of the next request. */
export function meterState(size: RequestSize | undefined): MeterState {
  const words = strings.request.meter;
  if (size === undefined) return { level: 'unknown', percent: undefined, name: words.show };
  const { tokens, contextTokens, answerTokens, droppedCount, isTooLong } = size;
  if (contextTokens === undefined)
    return { level: 'unknown', percent: undefined, name: words.unknown(tokens) };
  const percent = Math.min(100, Math.round((tokens / contextTokens) * 100));
  if (droppedCount > 0 || isTooLong)
    return { level: 'full', percent, name: words.full(tokens, contextTokens, percent) };
  const isNear = tokens >= nearShare * (contextTokens - answerTokens);
  return isNear
    ? { level: 'near', percent, name: words.near(tokens, contextTokens, percent) }
    : { level: 'calm', percent, name: words.known(tokens, contextTokens) };
}
