// Cuts an answer into what is shown as one: parts by themselves, and calls that only look around in one run. Pure.
import type { AssistantPart, ToolCallPart } from '../../model/conversation.ts';

/** A part, or several calls in a row. `key` stays the same while the answer grows. */
export type AnswerSegment =
  | { readonly kind: 'part'; readonly key: number; readonly part: AssistantPart }
  | { readonly kind: 'calls'; readonly key: number; readonly calls: readonly ToolCallPart[] };

/** The segments of an answer; what is never shown is left out. */
export function answerSegments(parts: readonly AssistantPart[]): readonly AnswerSegment[] {
  const segments: AnswerSegment[] = [];
  parts.forEach((part, key) => {
    if (part.type === 'round-start' || part.type === 'provider-data') return;
    if (part.type !== 'tool-call' || !isQuiet(part)) {
      segments.push({ kind: 'part', key, part });
      return;
    }
    const last = segments.at(-1);
    if (last?.kind === 'calls') segments[segments.length - 1] = { ...last, calls: [...last.calls, part] };
    else segments.push({ kind: 'calls', key, calls: [part] });
  });
  return segments;
}

/**
 * Known to read only: it shows no change and no command, and nobody was or is asked. A call that is not described yet may
 * still turn out to be anything.
 */
function isQuiet({ action, question, decision, outcome }: ToolCallPart): boolean {
  return (
    (action !== undefined || outcome !== undefined) &&
    action?.detail === undefined &&
    question === undefined &&
    decision === undefined &&
    outcome?.status !== 'denied'
  );
}
