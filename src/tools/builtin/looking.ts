// What the tools that only look have in common: they are shown in one line, asked about as one, and end soon.
import { t } from '../../model/l10n.ts';
import type { PreparedCall, ToolResult } from '../tool.ts';

/** Longest time for one look, in milliseconds. */
const LIMIT_MS = 60_000;

/** A call that changes nothing. */
export function lookingCall(title: string, look: (signal: AbortSignal) => Promise<string>): PreparedCall {
  return {
    action: { title, warnings: [] },
    effect: 'read',
    grant: { key: 'read', words: t('reading in this workspace') },
    timeoutMs: LIMIT_MS,
    run: async (_output, signal): Promise<ToolResult> => ({ status: 'ok', text: await look(signal) }),
  };
}

/** Lines as one text; `otherwise` when there are none. */
export function linesOr(lines: readonly string[], otherwise: string): string {
  return lines.length === 0 ? otherwise : lines.join('\n');
}
