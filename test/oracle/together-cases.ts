// The same wishes twice: in Parley's words and in those of the `together-ai` package.
import type Together from 'together-ai';
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

type CreateParams = Together.Chat.CompletionCreateParamsNonStreaming;
/** Without `model` and `stream`, which every case gets. */
export type TogetherParams = Partial<Omit<CreateParams, 'stream'>>;

/** One wish in both languages. */
export interface TogetherCase {
  readonly name: string;
  readonly ours: Wish;
  readonly theirs: TogetherParams;
}

const hello: CreateParams['messages'] = [{ role: 'user', content: 'Hello' }];

function parameter(
  name: string,
  parameters: NonNullable<Wish['parameters']>,
  theirs: TogetherParams,
): TogetherCase {
  return { name, ours: { ...plainWish, parameters }, theirs: { messages: hello, ...theirs } };
}

function choice(
  name: string,
  parameters: NonNullable<Wish['parameters']>,
  theirs: TogetherParams,
): TogetherCase {
  const both = parameter(name, parameters, theirs);
  return { name, ours: { ...both.ours, tools }, theirs: { ...both.theirs, tools: clientTools } };
}

/** Every case for Together. */
export const togetherCases: readonly TogetherCase[] = [
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
          tool_calls: [
            { id: ID_ONE, type: 'function', index: 0, function: { name: 'get_weather', arguments: PARIS } },
          ],
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
            { id: ID_ONE, type: 'function', index: 0, function: { name: 'get_weather', arguments: PARIS } },
            { id: ID_TWO, type: 'function', index: 1, function: { name: 'list_cities', arguments: '{}' } },
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
  parameter('temperature', { temperature: 0.25 }, { temperature: 0.25 }),
  parameter('temperature 0', { temperature: 0 }, { temperature: 0 }),
  parameter('top_p', { topP: 0.9 }, { top_p: 0.9 }),
  parameter('length limit', { maxTokens: 64 }, { max_tokens: 64 }),
  parameter('one stop', { stop: ['END'] }, { stop: ['END'] }),
  parameter('several stops', { stop: ['a', '\n\n'] }, { stop: ['a', '\n\n'] }),
  parameter('seed', { seed: 1337 }, { seed: 1337 }),
  parameter('n', { n: 2 }, { n: 2 }),
  parameter('presence penalty', { presencePenalty: -1.5 }, { presence_penalty: -1.5 }),
  parameter('frequency penalty', { frequencyPenalty: 2 }, { frequency_penalty: 2 }),
  parameter('reasoning effort', { reasoningEffort: 'low' }, { reasoning_effort: 'low' }),
  parameter('text', { responseFormat: { type: 'text' } }, { response_format: { type: 'text' } }),
  parameter(
    'JSON object',
    { responseFormat: { type: 'json_object' } },
    { response_format: { type: 'json_object' } },
  ),
  parameter(
    'JSON schema',
    { responseFormat: { type: 'json_schema', name: 'painter', schema: answerSchema, strict: true } },
    {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'painter', schema: { ...answerSchema }, strict: true },
      },
    },
  ),
  choice('tool choice auto', { toolChoice: 'auto' }, { tool_choice: 'auto' }),
  choice('tool choice none', { toolChoice: 'none' }, { tool_choice: 'none' }),
  choice('tool choice forced', { toolChoice: 'required' }, { tool_choice: 'required' }),
  choice(
    'tool choice named',
    { toolChoice: { name: 'list_cities' } },
    {
      tool_choice: { type: 'function', id: '', index: 0, function: { name: 'list_cities', arguments: '' } },
    },
  ),
];
