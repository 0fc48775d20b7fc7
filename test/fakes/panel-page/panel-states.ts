// States of the panel to look at, by name: what the host would send after the view has loaded. Runs in the page only.
import type { ToView } from '../../../src/protocol/to-view.ts';
import { attachStates } from './attach-states.ts';
import {
  batchOf,
  changes,
  historyOf,
  runningAnswer,
  sampleAnswer,
  sampleChats,
  sampleError,
  sampleHits,
  samplePrompt,
  sampleSelection,
  snapshotOf,
} from './panel-samples.ts';
import { requestStates } from './request-states.ts';
import { toolStates } from './tool-states.ts';

/** Text of practice-showcase.md; put in by the build. */
declare const PRACTICE_SHOWCASE: string;

const shortAnswer = `\`gross\` adds tax to a **net** price:

1. It checks that the price is a whole number of cents.
2. It multiplies by \`1 + rate\` and rounds to the nearest cent.

\`\`\`typescript
/** Adds tax to a net price in cents. */
export function gross(netCents: number, rate = 0.19): number {
  if (!Number.isInteger(netCents)) throw new RangeError(\`Not whole cents: \${netCents}\`);
  return Math.round(netCents * (1 + rate));
}
\`\`\`

See [the tax tables](https://example.com/tax) for the rates.`;

const codeAnswer = `The rounding is in \`src/billing/price.ts:12-16\`; \`gross\` is called from src/cart.ts#L40.

\`\`\`ts src/billing/price.ts
/** Adds tax to a net price in cents, and says so in a line that is too long for a side bar. */
export function gross(netCents: number, rate = 0.19): number {
  return Math.round(netCents * (1 + rate));
}
\`\`\`

Run the tests:

\`\`\`bash
npm test -- --test-name-pattern "rounds half a cent"
\`\`\`

\`\`\`mermaid
graph LR
  net --> gross
\`\`\`
`;

const question = samplePrompt('u1', 'What does this function do, and is the rounding right?', {
  attachments: [sampleSelection('s1', 'src/billing/price.ts', 12, 16)],
});

const firstTurn = [question, sampleAnswer('a1', 'u1', shortAnswer)];

const followUp = samplePrompt('u2', 'Write a test for the rounding.', { parentId: 'a1' });

/** Messages by state. */
export const panelStates: Readonly<Record<string, readonly ToView[] | undefined>> = {
  ...toolStates,
  ...requestStates,
  ...attachStates,
  empty: [snapshotOf([])],
  'no-model': [snapshotOf([], { panel: { model: '', providerLabel: '' } })],
  practice: [snapshotOf([], { panel: { model: 'practice/quick', providerLabel: 'Practice server' } })],
  problems: [
    snapshotOf([], {
      panel: {
        problems: [
          'parley.providers › home › baseUrl: "localhost:8080" is not an address. Begin it with http:// or https://.',
          'parley.model: "gpt-4o" names no provider. Write it as provider/model, for example openai/gpt-4o.',
        ],
      },
    }),
  ],
  answer: [snapshotOf(firstTurn)],
  code: [snapshotOf([question, sampleAnswer('a1', 'u1', codeAnswer)])],
  showcase: [
    snapshotOf([
      samplePrompt('u1', 'Show me everything.\n\n    indented\n<b>literal</b> **stars**'),
      sampleAnswer('a1', 'u1', PRACTICE_SHOWCASE),
    ]),
  ],
  streaming: [
    snapshotOf([...firstTurn, followUp, runningAnswer('a2', 'u2')], {
      panel: { attachments: [sampleSelection('s2', 'src/billing/price.ts', 3, 40)] },
      draft: 'And one for negative prices',
    }),
    batchOf(
      1,
      changes(
        { type: 'reasoning-delta', messageId: 'a2', text: 'Half a cent is the interesting case.' },
        {
          type: 'text-delta',
          messageId: 'a2',
          text: "Two cases matter: exactly half a cent, and a rate of zero.\n\n```typescript\nimport assert from 'node:assert/strict';\n\ntest('rounds half",
        },
      ),
    ),
  ],
  waiting: [snapshotOf([...firstTurn, followUp, runningAnswer('a2', 'u2')])],
  reasoning: [
    snapshotOf([...firstTurn, followUp, runningAnswer('a2', 'u2')]),
    batchOf(
      1,
      changes({
        type: 'reasoning-delta',
        messageId: 'a2',
        text: 'The user wants a test. `Math.round` rounds half up, so 0.5 cents becomes 1.\n\nA negative price rounds towards zero',
      }),
    ),
  ],
  retry: [
    snapshotOf([...firstTurn, followUp, runningAnswer('a2', 'u2')]),
    batchOf(
      1,
      changes({
        type: 'retry-wait',
        messageId: 'a2',
        waitMs: 9_000,
        untilMs: Date.now() + 9_000,
        message: 'Mistral is overloaded (503).',
      }),
    ),
  ],
  error: [
    snapshotOf([...firstTurn, followUp, runningAnswer('a2', 'u2')]),
    batchOf(
      1,
      changes({
        type: 'turn-end',
        messageId: 'a2',
        state: 'error',
        endedAtMs: Date.UTC(2026, 10, 20, 9, 1, 0),
        error: sampleError,
      }),
    ),
  ],
  interrupted: [
    snapshotOf([
      ...firstTurn,
      followUp,
      sampleAnswer('a2', 'u2', 'Two cases matter: exactly half a cent, and a', {
        state: 'interrupted',
        error: {
          kind: 'interrupted',
          title: 'The answer was cut off.',
          hint: 'The connection to Mistral closed before the answer was complete. What had arrived is kept.',
          detail: '',
          actions: ['retry'],
        },
      }),
    ]),
  ],
  unsaved: [
    snapshotOf(firstTurn, {
      panel: {
        unsaved: 'Chats are not being saved and stay in the memory of this window. The disk is full.',
      },
    }),
  ],
  history: [snapshotOf(firstTurn), batchOf(1, historyOf({ chats: sampleChats, hasMore: true }))],
  found: [snapshotOf(firstTurn), batchOf(1, historyOf({ hits: sampleHits }))],
  cut: [
    snapshotOf([
      question,
      sampleAnswer('a1', 'u1', 'It adds tax to a net price, and the', {
        finish: 'length',
        parts: [
          { type: 'reasoning', text: 'What is rounded?', durationMs: 12_400 },
          { type: 'text', text: 'It adds tax to a net price, and the' },
        ],
      }),
    ]),
  ],
  siblings: [
    snapshotOf(
      [
        question,
        sampleAnswer('a0', 'u1', 'An older answer.', { state: 'cancelled' }),
        sampleAnswer('a1', 'u1', shortAnswer, {
          model: 'together/meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
          providerLabel: 'Together',
        }),
      ],
      {
        panel: {
          model: 'together/meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
          providerLabel: 'Together',
        },
      },
    ),
  ],
};
