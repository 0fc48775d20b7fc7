// States of the panel that show the next request: meter, instruction chips, what will be sent. No DOM.
import type { RequestOutline, RequestPart, RequestPreview } from '../../../src/model/request-preview.ts';
import type { ToView } from '../../../src/protocol/to-view.ts';
import { batchOf, sampleAnswer, samplePrompt, sampleSelection, snapshotOf } from './panel-samples.ts';

/** A part. */
export function samplePart(
  kind: RequestPart['kind'],
  id: string,
  label: string,
  more: Partial<RequestPart> = {},
): RequestPart {
  const group =
    kind === 'attachment' || kind === 'prompt'
      ? 'message'
      : ['system-prompt', 'instructions', 'tools'].includes(kind)
        ? 'always'
        : 'chat';
  return { kind, id, label, group, origin: '', tokens: 120, fate: 'sent', ...more };
}

const standing: readonly RequestPart[] = [
  samplePart('system-prompt', 'system-prompt', 'System prompt', { origin: 'Built in', tokens: 98 }),
  samplePart('instructions', 'instructions:AGENTS.md', 'AGENTS.md', {
    origin: 'Instructions of the project',
    tokens: 412,
    masked: { count: 1, text: '1 secret masked: GitHub token (line 14)' },
  }),
  samplePart(
    'instructions',
    'instructions:.github/copilot-instructions.md',
    '.github/copilot-instructions.md',
    {
      origin: 'Instructions of the project, their beginning',
      tokens: 4021,
      fate: 'taken-out',
    },
  ),
  samplePart('tools', 'tools', '9 tools', {
    origin: 'Descriptions of what the model may call',
    tokens: 1630,
  }),
];

const earlier: readonly RequestPart[] = [
  samplePart('summary', 'summary', 'Summary of the beginning', {
    origin: 'In the place of 12 messages',
    tokens: 310,
  }),
  samplePart('message', 'u1', 'What does this function do, and is the rounding right?', {
    origin: 'You',
    tokens: 31,
  }),
  samplePart('earlier-attachment', 'u1/s1', 'src/billing/a-rather-long-folder-name/price.ts:12-16', {
    origin: 'Attached to the message above',
    tokens: 288,
    fate: 'no-room',
  }),
  samplePart('message', 'a1', 'I look at the code first.', {
    origin: 'Parley, mistral-small-latest',
    tokens: 220,
  }),
  samplePart('tool-output', 'a1/1', 'Read src/billing/price.ts, lines 1–40', {
    origin: 'Output of a tool',
    tokens: 5210,
    fate: 'no-room',
  }),
];

const message: readonly RequestPart[] = [
  samplePart('attachment', 's2', 'src/billing/settings.ts:3-40', {
    origin: 'Attached',
    tokens: 640,
    masked: { count: 3, text: '3 secrets masked: AWS access key id (line 4), password (lines 7 and 9)' },
  }),
  samplePart('prompt', 'prompt', 'Your message', {
    origin: 'As you typed it',
    tokens: 24,
    warning: 'It seems to hold a secret (GitHub token), and goes as it is.',
  }),
];

const instructions: RequestOutline['instructions'] = [
  { partId: 'instructions:AGENTS.md', path: 'AGENTS.md', tokens: 412 },
  { partId: 'instructions:lib/CLAUDE.md', path: 'lib/CLAUDE.md', tokens: 96 },
];

/** The outline of a request with room. */
export const sampleOutline: RequestOutline = {
  size: { tokens: 3412, contextTokens: 32_000, answerTokens: 4096, droppedCount: 0, isTooLong: false },
  instructions,
  warnings: [],
};

/** A request with something of everything. */
export const samplePreview: RequestPreview = {
  model: 'mistral/mistral-small-latest',
  parts: [...standing, ...earlier, ...message],
  unlisted: { count: 0, tokens: 0 },
  size: { tokens: 26_412, contextTokens: 32_000, answerTokens: 4096, droppedCount: 2, isTooLong: false },
  warnings: [],
};

const chat = [
  samplePrompt('u1', 'What does this function do, and is the rounding right?'),
  sampleAnswer('a1', 'u1', 'It adds tax to a net price.'),
];

function shown(outline: RequestOutline, preview?: RequestPreview): readonly ToView[] {
  return [
    snapshotOf(chat, {
      panel: { attachments: [sampleSelection('s2', 'src/billing/settings.ts', 3, 40)] },
      draft: 'Is this token still valid?',
    }),
    batchOf(1, [
      { type: 'request-outline', outline },
      ...(preview === undefined ? [] : [{ type: 'request', preview } as const]),
    ]),
  ];
}

/** The outline of a chat that is too long. */
export const fullOutline: RequestOutline = {
  ...sampleOutline,
  size: { tokens: 26_412, contextTokens: 32_000, answerTokens: 4096, droppedCount: 2, isTooLong: false },
};

/** The outline where nobody knows what the model can read. */
export const unknownOutline: RequestOutline = {
  ...sampleOutline,
  size: { tokens: 3412, answerTokens: 0, droppedCount: 0, isTooLong: false },
};

/** Messages by state. */
export const requestStates: Readonly<Record<string, readonly ToView[]>> = {
  'request-calm': shown(sampleOutline),
  'request-near': shown({
    ...sampleOutline,
    size: { tokens: 24_100, contextTokens: 32_000, answerTokens: 4096, droppedCount: 0, isTooLong: false },
    warnings: ['mistral-small-latest cannot see pictures. Choose another model, or remove the picture.'],
    instructions: [
      ...instructions,
      { partId: 'instructions:a', path: '.github/copilot-instructions.md', tokens: 96 },
      { partId: 'instructions:b', path: 'src/AGENTS.md', tokens: 96 },
    ],
  }),
  'request-full': shown(fullOutline),
  'request-unknown': shown(unknownOutline),
  'request-sheet': shown(fullOutline, samplePreview),
  'request-sheet-unknown': shown(unknownOutline, {
    ...samplePreview,
    parts: [...standing.slice(0, 1), ...message.slice(1)],
    size: { tokens: 3412, answerTokens: 0, droppedCount: 0, isTooLong: false },
  }),
  'request-sheet-problem': shown(sampleOutline, {
    ...samplePreview,
    parts: [],
    problem: 'No key is saved for Mistral. Set an API key for Mistral, or choose another model.',
  }),
};

/** What is pressed once a state is shown: a selector by state. */
export const pressedInRequestState: Readonly<Record<string, string | undefined>> = {
  'request-sheet': '.context-meter',
  'request-sheet-unknown': '.context-meter',
  'request-sheet-problem': '.context-meter',
};
