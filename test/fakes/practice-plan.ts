// The practice server's one piece of work: it repairs the failing test of the sample project, step by step with the tools
// that Parley offers. Written down beforehand; each step waits for the result of the one before.
import type { PracticeQuestion } from './practice-question.ts';
import type { ScriptedToolCall } from './sse-chunks.ts';

/** One answer on the way: what it says, and the tools it asks for. */
export interface PlanStep {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[];
}

const OLD_LINES = `  const whole = Math.floor(amount);
  const quarters = Math.round((amount - whole) * FRACTION);
`;
const NEW_LINES = `  const rounded = Math.round(amount * FRACTION);
  const whole = Math.floor(rounded / FRACTION);
  const quarters = rounded - whole * FRACTION;
`;

/** Read, search, edit, look for problems, run: everything a model does with tools, in one turn. */
const STEPS: readonly PlanStep[] = [
  {
    text: 'I look at the code first.',
    calls: [
      { name: 'read_file', arguments: { path: 'src/quantity.ts' } },
      { name: 'search_text', arguments: { query: 'formatAmount', glob: '**/*.ts' } },
    ],
  },
  {
    text: 'The fraction is rounded after the whole number was taken off, so `2.97` becomes `2 4/4`. I round first.',
    calls: [
      {
        name: 'edit_file',
        arguments: { path: 'src/quantity.ts', edits: [{ old_text: OLD_LINES, new_text: NEW_LINES }] },
      },
    ],
  },
  {
    text: 'Does the file still make sense to the editor?',
    calls: [{ name: 'get_diagnostics', arguments: { path: 'src/quantity.ts' } }],
  },
  { text: 'Now the tests.', calls: [{ name: 'run_command', arguments: { command: 'npm test' } }] },
];

/** Is this the wish to repair the failing test? */
export function wantsRepair({ words }: PracticeQuestion): boolean {
  return /^(?:please )?(?:fix|repair) the (?:failing )?test\b/i.test(words);
}

/**
 * The next step; undefined when all have been taken, or when a tool it needs was not offered.
 * @param question its tool results tell how far the work has got.
 */
export function nextStep(
  question: PracticeQuestion,
): (PlanStep & { toolCalls: ScriptedToolCall[] }) | undefined {
  let results = question.toolResults.length;
  for (const step of STEPS) {
    if (results === 0) {
      const offered = new Set(question.tools.map(({ name }) => name));
      if (!step.calls.every(({ name }) => offered.has(name))) return undefined;
      const toolCalls = step.calls.map((call, at) => ({
        // Nine letters and digits: the one form that every server takes back.
        id: `plan${String(question.messageCount % 1000).padStart(3, '0')}${String(at).padStart(2, '0')}`,
        ...call,
      }));
      return { ...step, toolCalls };
    }
    results -= step.calls.length;
  }
  return undefined;
}
