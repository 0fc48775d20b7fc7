// What the requests of the comparison are made of, in Parley's neutral words. The clients' own words for the same things
// stand in the tables of cases, written by hand.
import type { ChatRequest, ModelImage, ModelMessage } from '../../src/llm/chat-request.ts';
import type { ToolSpec } from '../../src/model/tool.ts';

/** What a case varies. */
export type Wish = Partial<Pick<ChatRequest, 'model' | 'messages' | 'tools' | 'parameters' | 'extraBody'>>;

/** A schema with some depth, so that a comparison field by field has fields. */
const weatherSchema = {
  type: 'object',
  properties: {
    city: { type: 'string', description: 'Name of the city' },
    unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
    days: { type: 'integer', minimum: 1, maximum: 14 },
  },
  required: ['city'],
  additionalProperties: false,
} as const;

const emptySchema = { type: 'object', properties: {} } as const;

/** A tool with arguments and one without. */
export const tools: readonly ToolSpec[] = [
  { name: 'get_weather', description: 'The weather of a city.', inputSchema: weatherSchema },
  { name: 'list_cities', description: 'Every city there is.', inputSchema: emptySchema },
];

/** The same two in the words that all three vendors' clients have in common. */
export const clientTools: {
  type: 'function';
  function: { name: string; description: string; parameters: Record<string, unknown> };
}[] = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather of a city.',
      parameters: { ...weatherSchema },
    },
  },
  {
    type: 'function',
    function: { name: 'list_cities', description: 'Every city there is.', parameters: { ...emptySchema } },
  },
];

/** A question. */
export const user = (text: string): ModelMessage => ({ role: 'user', text });
/** A question about pictures; the picture is one pixel. */
export const userWithImages = (
  text: string,
  ...mediaTypes: readonly ModelImage['mediaType'][]
): ModelMessage => ({
  role: 'user',
  text,
  images: mediaTypes.map((mediaType) => ({ mediaType, base64: ONE_PIXEL })),
});
/** The bytes of a picture. */
export const ONE_PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** A system prompt. */
export const system = (text: string): ModelMessage => ({ role: 'system', text });
/** An answer without calls. */
export const said = (text: string): ModelMessage => ({ role: 'assistant', text, toolCalls: [] });

/** An answer that calls tools; each call is id, name and the JSON text of its arguments. */
export function called(text: string, ...calls: readonly (readonly [string, string, string])[]): ModelMessage {
  return {
    role: 'assistant',
    text,
    toolCalls: calls.map(([callId, name, argumentsText]) => ({ callId, name, argumentsText })),
  };
}

/** The result of a call. */
export const result = (callId: string, name: string, text: string): ModelMessage => ({
  role: 'tool',
  callId,
  name,
  text,
});

/** The arguments of a call. */
export const PARIS = '{"city":"Paris"}';
/** An id that every server takes. */
export const ID_ONE = 'aB3dE5gH7';
/** Another one. */
export const ID_TWO = 'zY9xW7vU5';

/** A system prompt and three turns. */
export const severalTurns: readonly ModelMessage[] = [
  system('Answer in one short sentence.'),
  user('Who is the best French painter?'),
  said('Claude Monet.'),
  user('And the best sculptor? “Ünïcode” & \\ "quotes" 🎨'),
];

/** A call and its result; the model is to go on. */
export const oneToolResult: readonly ModelMessage[] = [
  user('How is the weather in Paris?'),
  called('', [ID_ONE, 'get_weather', PARIS]),
  result(ID_ONE, 'get_weather', '{"sky":"clear"}'),
];

/** Two calls at once with some text before them, both answered. */
export const parallelToolResults: readonly ModelMessage[] = [
  system('Use the tools.'),
  user('Compare.'),
  called('Looking.', [ID_ONE, 'get_weather', PARIS], [ID_TWO, 'list_cities', '{}']),
  result(ID_ONE, 'get_weather', 'clear'),
  result(ID_TWO, 'list_cities', 'Paris, Lyon'),
];

/** For the JSON mode with a schema. */
export const answerSchema = {
  type: 'object',
  properties: { painter: { type: 'string' } },
  required: ['painter'],
} as const;

/** Nothing but a question. */
export const plainWish: Wish = { messages: [user('Hello')] };
