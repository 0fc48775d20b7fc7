// The same wishes twice: in Parley's words and in those of the `@mistralai/mistralai` package.
import type { ChatCompletionRequest } from '@mistralai/mistralai/models/components';
import {
  answerSchema,
  clientTools,
  called,
  ID_ONE,
  ID_TWO,
  ONE_PIXEL,
  oneToolResult,
  parallelToolResults,
  PARIS,
  plainWish,
  result,
  severalTurns,
  said,
  system,
  tools,
  user,
  userWithImages,
  type Wish,
} from './sample-parts.ts';

/** Without `model` and `stream`, which every case gets. */
export type MistralParams = Partial<ChatCompletionRequest> & Pick<ChatCompletionRequest, 'messages'>;

/** One wish in both languages. */
export interface MistralCase {
  readonly name: string;
  readonly ours: Wish;
  readonly theirs: MistralParams;
}

const hello: MistralParams['messages'] = [{ role: 'user', content: 'Hello' }];

function parameter(
  name: string,
  parameters: NonNullable<Wish['parameters']>,
  theirs: Partial<ChatCompletionRequest>,
): MistralCase {
  return { name, ours: { ...plainWish, parameters }, theirs: { messages: hello, ...theirs } };
}

function choice(
  name: string,
  parameters: NonNullable<Wish['parameters']>,
  theirs: Partial<ChatCompletionRequest>,
): MistralCase {
  const both = parameter(name, parameters, theirs);
  return { name, ours: { ...both.ours, tools }, theirs: { ...both.theirs, tools: clientTools } };
}

/** The id another vendor's model gave a call, which Mistral refuses. */
export const FOREIGN_ID = 'call_00_9f86d081884c7d65';

const histories: readonly MistralCase[] = [
  { name: 'plain', ours: plainWish, theirs: { messages: hello } },
  {
    name: 'system prompt',
    ours: { messages: [system('Be brief.'), user('Hello')] },
    theirs: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
    },
  },
  {
    name: 'several turns',
    ours: { messages: severalTurns },
    theirs: {
      messages: [
        { role: 'system', content: 'Answer in one short sentence.' },
        { role: 'user', content: 'Who is the best French painter?' },
        { role: 'assistant', content: 'Claude Monet.' },
        { role: 'user', content: 'And the best sculptor? “Ünïcode” & \\ "quotes" 🎨' },
      ],
    },
  },
  { name: 'tools', ours: { ...plainWish, tools }, theirs: { messages: hello, tools: clientTools } },
  {
    name: 'tool result',
    ours: { messages: oneToolResult, tools },
    theirs: {
      tools: clientTools,
      messages: [
        { role: 'user', content: 'How is the weather in Paris?' },
        {
          role: 'assistant',
          content: '',
          toolCalls: [{ id: ID_ONE, function: { name: 'get_weather', arguments: PARIS } }],
        },
        { role: 'tool', toolCallId: ID_ONE, content: '{"sky":"clear"}' },
      ],
    },
  },
  {
    name: 'parallel tool results',
    ours: { messages: parallelToolResults, tools },
    theirs: {
      tools: clientTools,
      messages: [
        { role: 'system', content: 'Use the tools.' },
        { role: 'user', content: 'Compare.' },
        {
          role: 'assistant',
          content: 'Looking.',
          toolCalls: [
            { id: ID_ONE, function: { name: 'get_weather', arguments: PARIS } },
            { id: ID_TWO, function: { name: 'list_cities', arguments: '{}' }, index: 1 },
          ],
        },
        { role: 'tool', toolCallId: ID_ONE, content: 'clear' },
        { role: 'tool', toolCallId: ID_TWO, content: 'Paris, Lyon' },
      ],
    },
  },
  {
    name: 'call of another vendor’s model',
    ours: {
      messages: [
        user('Paris?'),
        called('', [FOREIGN_ID, 'get_weather', PARIS]),
        result(FOREIGN_ID, 'get_weather', 'ok'),
      ],
      tools,
    },
    theirs: {
      tools: clientTools,
      messages: [
        { role: 'user', content: 'Paris?' },
        {
          role: 'assistant',
          content: '',
          toolCalls: [{ id: FOREIGN_ID, function: { name: 'get_weather', arguments: PARIS } }],
        },
        { role: 'tool', toolCallId: FOREIGN_ID, content: 'ok' },
      ],
    },
  },
  {
    name: 'beginning of an answer to go on with',
    ours: { messages: [user('Name a painter.'), said('The best one is')] },
    theirs: {
      messages: [
        { role: 'user', content: 'Name a painter.' },
        { role: 'assistant', content: 'The best one is', prefix: true },
      ],
    },
  },
  {
    name: 'thinking of the same model',
    ours: {
      model: 'magistral-medium-latest',
      messages: [
        user('Two plus two?'),
        {
          role: 'assistant',
          text: 'Four.',
          reasoning: 'Count.',
          toolCalls: [],
          providerData: { row: 'mistral', data: { model: 'magistral-medium-latest' } },
        },
        user('Sure?'),
      ],
    },
    theirs: {
      model: 'magistral-medium-latest',
      messages: [
        { role: 'user', content: 'Two plus two?' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: [{ type: 'text', text: 'Count.' }] },
            { type: 'text', text: 'Four.' },
          ],
        },
        { role: 'user', content: 'Sure?' },
      ],
    },
  },
];

/** Every case for Mistral. */
export const mistralCases: readonly MistralCase[] = [
  ...histories,
  {
    name: 'images',
    ours: { messages: [userWithImages('Compare these.', 'image/png', 'image/jpeg')] },
    theirs: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Compare these.' },
            { type: 'image_url', imageUrl: { url: `data:image/png;base64,${ONE_PIXEL}` } },
            { type: 'image_url', imageUrl: { url: `data:image/jpeg;base64,${ONE_PIXEL}` } },
          ],
        },
      ],
    },
  },
  parameter('temperature', { temperature: 0.25 }, { temperature: 0.25 }),
  parameter('temperature 0', { temperature: 0, topP: 1 }, { temperature: 0, topP: 1 }),
  parameter('top_p', { topP: 0.9 }, { topP: 0.9 }),
  parameter('length limit', { maxTokens: 64 }, { maxTokens: 64 }),
  parameter('least length', { minTokens: 8 }, {}),
  parameter('one stop', { stop: ['END'] }, { stop: ['END'] }),
  parameter('several stops', { stop: ['a', '\n\n'] }, { stop: ['a', '\n\n'] }),
  parameter('seed', { seed: 1337 }, { randomSeed: 1337 }),
  parameter('n', { n: 2 }, { n: 2 }),
  parameter('presence penalty', { presencePenalty: -1.5 }, { presencePenalty: -1.5 }),
  parameter('frequency penalty', { frequencyPenalty: 2 }, { frequencyPenalty: 2 }),
  parameter('reasoning effort', { reasoningEffort: 'high' }, { reasoningEffort: 'high' }),
  parameter(
    'prediction',
    { prediction: 'const a = 1;\n' },
    { prediction: { type: 'content', content: 'const a = 1;\n' } },
  ),
  choice(
    'prediction beside tools',
    { prediction: 'const a = 1;\n' },
    { prediction: { type: 'content', content: 'const a = 1;\n' } },
  ),
  parameter('safe prompt', { safePrompt: true }, { safePrompt: true }),
  parameter('no safe prompt', { safePrompt: false }, { safePrompt: false }),
  parameter('text', { responseFormat: { type: 'text' } }, { responseFormat: { type: 'text' } }),
  parameter(
    'JSON object',
    { responseFormat: { type: 'json_object' } },
    { responseFormat: { type: 'json_object' } },
  ),
  parameter(
    'JSON schema',
    {
      responseFormat: {
        type: 'json_schema',
        name: 'painter',
        description: 'One painter.',
        schema: answerSchema,
        strict: true,
      },
    },
    {
      responseFormat: {
        type: 'json_schema',
        jsonSchema: {
          name: 'painter',
          description: 'One painter.',
          schemaDefinition: { ...answerSchema },
          strict: true,
        },
      },
    },
  ),
  choice('tool choice auto', { toolChoice: 'auto' }, { toolChoice: 'auto' }),
  choice('tool choice none', { toolChoice: 'none' }, { toolChoice: 'none' }),
  choice('tool choice forced', { toolChoice: 'required' }, { toolChoice: 'any' }),
  choice(
    'tool choice named',
    { toolChoice: { name: 'list_cities' } },
    { toolChoice: { type: 'function', function: { name: 'list_cities' } } },
  ),
  choice('no parallel calls', { parallelToolCalls: false }, { parallelToolCalls: false }),
  choice('parallel calls', { parallelToolCalls: true }, { parallelToolCalls: true }),
];
