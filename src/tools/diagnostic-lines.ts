// Problems that language servers found, as lines for a model: errors first, hints left out, bounded.
import type { Diagnostic } from './workspace.ts';

const MAX_LINES = 100;
const MAX_MESSAGE_CHARS = 500;
const order = ['error', 'warning', 'information', 'hint'] as const;

/** One line each; says how many are left out. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): readonly string[] {
  const worth = diagnostics
    .filter(({ severity }) => severity !== 'hint')
    .toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  const lines = worth.slice(0, MAX_LINES).map(({ place, line, column, severity, source, message }) => {
    const by = source === '' ? '' : ` (${source})`;
    return `${place.shown}:${line}:${column}: ${severity}${by}: ${oneLine(message)}`;
  });
  return worth.length > MAX_LINES ? [...lines, `${worth.length - MAX_LINES} more are left out.`] : lines;
}

/** Errors and warnings that are there now and were not before; a problem that only moved is not new. */
export function newDiagnostics(
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
): readonly Diagnostic[] {
  const known = new Map<string, number>();
  for (const diagnostic of before) known.set(keyOf(diagnostic), (known.get(keyOf(diagnostic)) ?? 0) + 1);
  return after.filter((diagnostic) => {
    const count = known.get(keyOf(diagnostic)) ?? 0;
    known.set(keyOf(diagnostic), count - 1);
    return count <= 0 && (diagnostic.severity === 'error' || diagnostic.severity === 'warning');
  });
}

function keyOf({ severity, source, message }: Diagnostic): string {
  return `${severity}\n${source}\n${message}`;
}

function oneLine(message: string): string {
  const line = message.replace(/\s*\n\s*/g, ' ');
  return line.length > MAX_MESSAGE_CHARS ? `${line.slice(0, MAX_MESSAGE_CHARS)}…` : line;
}
