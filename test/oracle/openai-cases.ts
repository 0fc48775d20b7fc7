// The same wishes twice: in Parley's words and in those of the `openai` package, whose types vouch for every field name.
import type OpenAI from 'openai';
import {
  answerSchema,
  clientTools,
  ID_ONE,
  ID_TWO,
  ONE_PIXEL,
  oneToolResult,
  parallelToolResults,
  PARIS,
  plainWish,
  severalTurns,
  system,
  tools,
  user,
  userWithImages,
  type Wish,
} from './sample-parts.ts';

/** Without `model` and `stream`, which every case gets. */
export type OpenAiParams = Partial<Omit<OpenAI.ChatCompletionCreateParams, 'stream'>>;

/** One wish in both languages. */
export interface OpenAiCase {
  readonly name: string;
  readonly ours: Wish;
  readonly theirs: OpenAiParams;
}

const hello: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Hello' }];

/** Cases that every server of the family takes. */
export const commonCases: readonly OpenAiCase[] = [
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
          content: null,
          tool_calls: [{ id: ID_ONE, type: 'function', function: { name: 'get_weather', arguments: PARIS } }],
        },
        { role: 'tool', tool_call_id: ID_ONE, content: '{"sky":"clear"}' },
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
          tool_calls: [
            { id: ID_ONE, type: 'function', function: { name: 'get_weather', arguments: PARIS } },
            { id: ID_TWO, type: 'function', function: { name: 'list_cities', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: ID_ONE, content: 'clear' },
        { role: 'tool', tool_call_id: ID_TWO, content: 'Paris, Lyon' },
      ],
    },
  },
  {
    name: 'images',
    ours: { messages: [userWithImages('Compare these.', 'image/png', 'image/jpeg')] },
    theirs: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Compare these.' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${ONE_PIXEL}` } },
            { type: 'image_url', image_url: { url: `data:image/jpeg;base64,${ONE_PIXEL}` } },
          ],
        },
      ],
    },
  },
  {
    name: 'image without a word',
    ours: { messages: [userWithImages('', 'image/webp')] },
    theirs: {
      messages: [
        {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: `data:image/webp;base64,${ONE_PIXEL}` } }],
        },
      ],
    },
  },
];

function parameter(
  name: string,
  parameters: NonNullable<Wish['parameters']>,
  theirs: OpenAiParams,
): OpenAiCase {
  return { name, ours: { ...plainWish, parameters }, theirs: { messages: hello, ...theirs } };
}

function choice(name: string, parameters: NonNullable<Wish['parameters']>, theirs: OpenAiParams): OpenAiCase {
  const both = parameter(name, parameters, theirs);
  return { name, ours: { ...both.ours, tools }, theirs: { ...both.theirs, tools: clientTools } };
}

/** Cases for OpenAI itself. */
export const openAiCases: readonly OpenAiCase[] = [
  ...commonCases,
  parameter('temperature', { temperature: 0.25 }, { temperature: 0.25 }),
  parameter('temperature 0', { temperature: 0 }, { temperature: 0 }),
  parameter('top_p', { topP: 0.9 }, { top_p: 0.9 }),
  parameter('length limit', { maxTokens: 64 }, { max_completion_tokens: 64 }),
  parameter('one stop', { stop: ['END'] }, { stop: ['END'] }),
  parameter('four stops', { stop: ['a', 'b', '\n\n', '###'] }, { stop: ['a', 'b', '\n\n', '###'] }),
  parameter('seed', { seed: 1337 }, { seed: 1337 }),
  parameter('n', { n: 2 }, { n: 2 }),
  parameter('presence penalty', { presencePenalty: -1.5 }, { presence_penalty: -1.5 }),
  parameter('frequency penalty', { frequencyPenalty: 2 }, { frequency_penalty: 2 }),
  parameter('user', { user: 'user-1234' }, { user: 'user-1234' }),
  parameter(
    'prediction',
    { prediction: 'const a = 1;\n' },
    { prediction: { type: 'content', content: 'const a = 1;\n' } },
  ),
  parameter('text', { responseFormat: { type: 'text' } }, { response_format: { type: 'text' } }),
  parameter(
    'JSON object',
    { responseFormat: { type: 'json_object' } },
    { response_format: { type: 'json_object' } },
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
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'painter',
          description: 'One painter.',
          schema: { ...answerSchema },
          strict: true,
        },
      },
    },
  ),
  parameter(
    'JSON schema, least',
    { responseFormat: { type: 'json_schema', name: 'painter', schema: answerSchema } },
    {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'painter', schema: { ...answerSchema } },
      },
    },
  ),
  choice('tool choice auto', { toolChoice: 'auto' }, { tool_choice: 'auto' }),
  choice('tool choice none', { toolChoice: 'none' }, { tool_choice: 'none' }),
  choice('tool choice forced', { toolChoice: 'required' }, { tool_choice: 'required' }),
  choice(
    'tool choice named',
    { toolChoice: { name: 'list_cities' } },
    { tool_choice: { type: 'function', function: { name: 'list_cities' } } },
  ),
  choice('no parallel calls', { parallelToolCalls: false }, { parallel_tool_calls: false }),
  choice('parallel calls', { parallelToolCalls: true }, { parallel_tool_calls: true }),
  {
    name: 'reasoning model',
    ours: {
      model: 'o4-mini',
      messages: [system('Be brief.'), user('Hello')],
      parameters: { maxTokens: 900, reasoningEffort: 'low' },
    },
    theirs: {
      model: 'o4-mini',
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
      max_completion_tokens: 900,
      reasoning_effort: 'low',
    },
  },
  parameter(
    'everything at once',
    {
      temperature: 1,
      topP: 1,
      maxTokens: 10,
      stop: ['x'],
      seed: 1,
      n: 1,
      presencePenalty: 0,
      frequencyPenalty: 0,
      user: 'u',
    },
    {
      temperature: 1,
      top_p: 1,
      max_completion_tokens: 10,
      stop: ['x'],
      seed: 1,
      n: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      user: 'u',
    },
  ),
  {
    name: 'fields of the user’s own',
    ours: { ...plainWish, extraBody: { store: false, metadata: { topic: 'art' } } },
    theirs: { messages: hello, store: false, metadata: { topic: 'art' } },
  },
];
