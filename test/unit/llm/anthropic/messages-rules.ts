// What the Messages API checks before it looks at a request: written from the vendor's reference and error messages,
// independently of the code under test. Returns complaints; an empty list means the API would accept.

/** A request body as sent. */
export type SentBody = Readonly<Record<string, unknown>>;

interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Sent {
  readonly role: string;
  readonly content: readonly Block[];
}

/** What a model is documented to refuse. */
interface ModelFacts {
  readonly thinking: readonly string[];
  readonly efforts: readonly string[];
  /** 0: neither temperature nor top_p, 1: one of them, 2: both. */
  readonly sampling: 0 | 1 | 2;
  readonly forced: boolean;
  readonly format: boolean;
}

const five = ['low', 'medium', 'high', 'xhigh', 'max'];
const four = ['low', 'medium', 'high', 'max'];
const adaptiveOnly: ModelFacts = {
  thinking: ['adaptive'],
  efforts: five,
  sampling: 0,
  forced: true,
  format: true,
};
const manualOnly: ModelFacts = {
  thinking: ['enabled', 'disabled'],
  efforts: [],
  sampling: 1,
  forced: true,
  format: true,
};

/** The documentation's tables, model by model. */
export const modelFacts: Readonly<Record<string, ModelFacts>> = {
  'claude-fable-5-1': { ...adaptiveOnly, forced: false },
  'claude-mythos-5-1': { ...adaptiveOnly, forced: false },
  'claude-fable-5': adaptiveOnly,
  'claude-mythos-preview': {
    ...adaptiveOnly,
    thinking: ['adaptive', 'enabled'],
    efforts: four,
    forced: false,
  },
  'claude-opus-5-5': { ...adaptiveOnly, forced: false },
  'claude-opus-5': { ...adaptiveOnly, thinking: ['adaptive', 'disabled'] },
  'claude-opus-4-8': { ...adaptiveOnly, thinking: ['adaptive', 'disabled'] },
  'claude-opus-4-7': { ...adaptiveOnly, thinking: ['adaptive', 'disabled'] },
  'claude-sonnet-5-5': { ...adaptiveOnly, thinking: ['adaptive', 'between_tools'], forced: false },
  'claude-sonnet-5': { ...adaptiveOnly, thinking: ['adaptive', 'disabled'] },
  'claude-haiku-5-5': { ...adaptiveOnly, thinking: ['adaptive', 'disabled'] },
  'claude-opus-4-6': {
    ...adaptiveOnly,
    thinking: ['adaptive', 'enabled', 'disabled'],
    efforts: four,
    sampling: 1,
  },
  'claude-sonnet-4-6': {
    ...adaptiveOnly,
    thinking: ['adaptive', 'enabled', 'disabled'],
    efforts: four,
    sampling: 1,
  },
  'claude-opus-4-5-20251101': { ...manualOnly, efforts: ['low', 'medium', 'high'] },
  'claude-sonnet-4-5-20250929': manualOnly,
  'claude-haiku-4-5': manualOnly,
  'claude-opus-4-1-20250805': { ...manualOnly, format: false },
  'claude-sonnet-4-20250514': { ...manualOnly, sampling: 2, format: false },
  'claude-3-7-sonnet-20250219': { ...manualOnly, sampling: 2, format: false },
  'claude-3-5-haiku-20241022': { ...manualOnly, thinking: [], sampling: 2, format: false },
};

const TOP_LEVEL = new Set([
  'model',
  'messages',
  'max_tokens',
  'metadata',
  'output_config',
  'stop_sequences',
  'stream',
  'system',
  'temperature',
  'thinking',
  'tool_choice',
  'tools',
  'top_p',
]);

/** Everything the API would object to, one sentence each. The model must be one of `modelFacts`. */
export function complaints(body: SentBody): string[] {
  const facts = modelFacts[String(body['model'])];
  if (facts === undefined) return [`model: ${String(body['model'])}`];
  const unknown = Object.keys(body).filter((key) => !TOP_LEVEL.has(key));
  return [
    ...unknown.map((key) => `${key}: Extra inputs are not permitted`),
    ...systemFaults(body['system']),
    ...messageFaults(body['messages'] as readonly Sent[]),
    ...parameterFaults(body, facts),
    ...thinkingFaults(body, facts),
    ...toolFaults(body, facts),
    ...(/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(body))
      ? ['The request body is not valid JSON: surrogates not allowed']
      : []),
  ];
}

function systemFaults(system: unknown): string[] {
  return system === undefined || (typeof system === 'string' && system.trim() !== '')
    ? []
    : ['system: text content blocks must be non-empty'];
}

function messageFaults(messages: readonly Sent[]): string[] {
  const found: string[] = [];
  const ids = new Set<string>();
  if (messages.length === 0) found.push('messages: at least one message is required');
  for (const [at, { role, content }] of messages.entries()) {
    const complain = (text: string): void => void found.push(`messages.${at}: ${text}`);
    if (role !== (at % 2 === 0 ? 'user' : 'assistant')) complain(`roles must alternate, found ${role}`);
    if (content.length === 0) complain('all messages must have non-empty content');
    const asked = usesIn(messages[at - 1]);
    const results = content.filter(({ type }) => type === 'tool_result');
    const answered = results.map((block) => String(block['tool_use_id']));
    for (const id of asked)
      if (!answered.includes(id)) complain(`tool_use ${id} without tool_result immediately after`);
    for (const id of answered) if (!asked.includes(id)) complain(`unexpected tool_use_id ${id}`);
    if (new Set(answered).size < answered.length) complain('each tool_use must have a single result');
    if (results.some((block, index) => content[index] !== block))
      complain('tool_result blocks must be first');
    for (const block of content) {
      const fault = blockFault(block, role);
      if (fault !== undefined) complain(fault);
      if (block.type !== 'tool_use') continue;
      if (ids.has(String(block['id']))) complain('tool_use ids must be unique');
      ids.add(String(block['id']));
    }
    if (isThinking(content.at(-1))) complain('The final block in an assistant message cannot be `thinking`.');
  }
  if (messages.at(-1)?.role !== 'user') found.push('The conversation must end with a user message.');
  return found;
}

function usesIn(message: Sent | undefined): readonly string[] {
  if (message?.role !== 'assistant') return [];
  return message.content.filter(({ type }) => type === 'tool_use').map((block) => String(block['id']));
}

function blockFault(block: Block, role: string): string | undefined {
  const text = (key: string): string => (typeof block[key] === 'string' ? block[key] : '');
  const keys = (...allowed: string[]): string | undefined => {
    const extra = Object.keys(block).find((key) => key !== 'type' && !allowed.includes(key));
    return extra === undefined ? undefined : `${block.type}.${extra}: Extra inputs are not permitted`;
  };
  const belongs = (owner: string): string | undefined =>
    role === owner ? undefined : `${block.type} may only be in ${owner} messages`;
  switch (block.type) {
    case 'text':
      return text('text').trim() === ''
        ? 'text content blocks must contain non-whitespace text'
        : keys('text');
    case 'image': {
      const { type, media_type: mediaType, data } = block['source'] as SentBody;
      if (type !== 'base64' || !/^image\/(?:png|jpeg|webp|gif)$/.test(String(mediaType)))
        return `image.source: unsupported ${String(type)} ${String(mediaType)}`;
      if (typeof data !== 'string' || data === '') return 'image.source.base64: invalid base64 data';
      return belongs('user') ?? keys('source');
    }
    case 'tool_use': {
      const { input } = block;
      if (!/^[a-zA-Z0-9_-]+$/.test(text('id'))) return `tool_use.id: bad pattern ${text('id')}`;
      if (!/^[a-zA-Z0-9_-]{1,64}$/.test(text('name'))) return `tool_use.name: bad pattern ${text('name')}`;
      if (typeof input !== 'object' || input === null || Array.isArray(input))
        return 'tool_use.input: should be an object';
      return belongs('assistant') ?? keys('id', 'name', 'input');
    }
    case 'tool_result':
      return belongs('user') ?? keys('tool_use_id', 'content', 'is_error');
    case 'thinking':
      if (text('signature') === '') return 'thinking.signature: Field required';
      return belongs('assistant') ?? keys('thinking', 'signature');
    case 'redacted_thinking':
      return text('data') === ''
        ? 'redacted_thinking.data: Field required'
        : (belongs('assistant') ?? keys('data'));
    default:
      return `Input tag ${block.type} found`;
  }
}

function isThinking(block: Block | undefined): boolean {
  return block?.type === 'thinking' || block?.type === 'redacted_thinking';
}

function parameterFaults(body: SentBody, { sampling, format }: ModelFacts): string[] {
  const found: string[] = [];
  const { max_tokens: limit, temperature, top_p: topP, stop_sequences: stops, metadata } = body;
  if (!Number.isInteger(limit) || Number(limit) < 1) found.push('max_tokens: Field required');
  for (const [name, value] of Object.entries({ temperature, top_p: topP })) {
    if (value === undefined) continue;
    if (typeof value !== 'number' || value < 0 || value > 1) found.push(`${name}: range: 0..1`);
    if (sampling === 0) found.push(`\`${name}\` is deprecated for this model.`);
  }
  if (sampling < 2 && temperature !== undefined && topP !== undefined)
    found.push('`temperature` and `top_p` cannot both be specified for this model.');
  for (const stop of (stops ?? []) as string[])
    if (stop.trim() === '') found.push('stop_sequences: each stop sequence must contain non-whitespace');
  if (Array.isArray(stops) && stops.length === 0) found.push('stop_sequences: empty');
  const userId = (metadata as SentBody | undefined)?.['user_id'];
  if (metadata !== undefined && typeof userId !== 'string')
    found.push('metadata.user_id: should be a string');
  const given = (body['output_config'] as SentBody | undefined)?.['format'] as SentBody | undefined;
  if (given === undefined) return found;
  if (!format) found.push('output_config.format: not supported on this model');
  if (given['type'] !== 'json_schema' || typeof given['schema'] !== 'object')
    found.push('output_config.format: bad');
  return found;
}

function thinkingFaults(body: SentBody, { thinking, efforts }: ModelFacts): string[] {
  const found: string[] = [];
  const config = body['thinking'] as SentBody | undefined;
  const type = config?.['type'] as string | undefined;
  const effort = (body['output_config'] as SentBody | undefined)?.['effort'] as string | undefined;
  if (effort !== undefined && !efforts.includes(effort)) found.push(`output_config.effort: ${effort}`);
  if (type === undefined) return found;
  if (!thinking.includes(type)) found.push(`"thinking.type.${type}" is not supported`);
  const isOff = type === 'disabled' || type === 'between_tools';
  if (isOff && Object.keys(config ?? {}).length > 1) found.push('thinking: Extra inputs are not permitted');
  if (isOff && (effort === 'xhigh' || effort === 'max'))
    found.push('effort is not supported when thinking is disabled');
  if (!isOff && body['temperature'] !== undefined && body['temperature'] !== 1)
    found.push('`temperature` may only be set to 1 when thinking is enabled');
  if (!isOff && body['top_p'] !== undefined && Number(body['top_p']) < 0.95)
    found.push('`top_p` must be at least 0.95 when thinking is enabled');
  if (type !== 'enabled') return found;
  const budget = Number(config?.['budget_tokens']);
  if (!(budget >= 1024)) found.push('thinking.enabled.budget_tokens: should be at least 1024');
  if (!(budget < Number(body['max_tokens'])))
    found.push('max_tokens must be greater than thinking.budget_tokens');
  const choice = (body['tool_choice'] as SentBody | undefined)?.['type'];
  if (choice === 'any' || choice === 'tool')
    found.push('Thinking may not be enabled when tool_choice forces tool use.');
  const messages = body['messages'] as readonly Sent[];
  let at = messages.length - 1;
  while (messages[at]?.content.some((block) => block.type === 'tool_result')) at -= 2;
  const first = messages[at + 1];
  if (first !== undefined && !isThinking(first.content[0]))
    found.push(
      'Expected `thinking`, but found another block. A final `assistant` message must start with it.',
    );
  return found;
}

function toolFaults(body: SentBody, { forced }: ModelFacts): string[] {
  const found: string[] = [];
  const tools = body['tools'] as readonly SentBody[] | undefined;
  for (const [at, tool] of (tools ?? []).entries()) {
    const schema = tool['input_schema'] as SentBody;
    if (schema['type'] !== 'object') found.push(`tools.${at}.custom.input_schema.type: Field required`);
    if (['oneOf', 'allOf', 'anyOf'].some((key) => key in schema))
      found.push(`tools.${at}.custom.input_schema: no oneOf, allOf, or anyOf at the top level`);
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(String(tool['name'])))
      found.push(`tools.${at}.custom.name: bad pattern`);
  }
  const choice = body['tool_choice'] as SentBody | undefined;
  if (choice === undefined) return found;
  const type = String(choice['type']);
  if (!['auto', 'any', 'tool', 'none'].includes(type)) found.push(`tool_choice.type: ${type}`);
  if (tools === undefined || tools.length === 0)
    found.push('tool_choice may only be specified while providing tools.');
  if (!forced && (type === 'any' || type === 'tool')) found.push('forced tool use is not supported');
  if (type === 'tool' && !tools?.some(({ name }) => name === choice['name']))
    found.push('tool_choice: no such tool');
  if (type === 'none' && 'disable_parallel_tool_use' in choice)
    found.push('tool_choice.none.disable_parallel_tool_use: Extra inputs');
  return found;
}
