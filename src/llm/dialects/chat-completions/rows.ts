// The vendors of the chat-completions family, one row each. Data only.
// Sources: published schemas and the vendors' own clients, 2026; "recorded" where only traffic shows it.
import {
  anyFormat,
  effort,
  localFields,
  maxTokens,
  mistralFields,
  mistralGcpFields,
  n128,
  openAiFields,
  parallelToolCalls,
  penalties,
  prediction,
  predictionAlone,
  seed,
  stop,
  stopUpTo4,
  temperature2,
  templateEffort,
  toolChoice,
  topP,
  user,
} from './fields.ts';
import type { Row, RowVariant, Switches } from './row.ts';

const plain: Switches = {
  systemRole: 'system',
  toolIds: 'any',
  strictTurns: false,
  mergeSameRole: false,
  lastAssistant: 'keep',
  askUsage: true,
  thinkTags: false,
  reasoningReplay: 'strip',
  callSignatures: false,
  usageExcludesReasoning: false,
  greedyNeedsTopP: false,
  jsonWithTools: true,
  retry500: 'always',
};

/** Models with Mistral's chat template, wherever they run: its role order and id form come with the template. */
const mistralTemplate: RowVariant = {
  models: /mistral|mixtral|magistral|codestral|devstral|ministral|pixtral|voxtral/i,
  switches: { toolIds: 'nine', strictTurns: true, lastAssistant: 'ask' },
};

const mistralSwitches: Switches = {
  ...plain,
  toolIds: 'nine',
  strictTurns: true,
  lastAssistant: 'prefix',
  // stream_options is refused with 422; usage always comes.
  askUsage: false,
  reasoningReplay: 'thinking-parts',
  greedyNeedsTopP: true,
};

/** OpenAI's reasoning models take the default sampling only and read the system prompt as `developer`. */
const openAiReasoning: RowVariant = {
  models: /^(?:o\d|gpt-[5-9](?!.*chat)|codex)/i,
  drop: ['temperature', 'topP', 'presencePenalty', 'frequencyPenalty', 'stop'],
  switches: { systemRole: 'developer' },
};

const localSwitches: Switches = { ...plain, thinkTags: true, retry500: 'never' };

function row(parts: Omit<Row, 'auth' | 'variants' | 'modelsPath'> & Partial<Row>): Row {
  return { auth: 'bearer', modelsPath: '/models', variants: [], ...parts };
}

/** Every vendor by id. `openai-compatible` serves all servers that are not listed. */
export const rows: Readonly<Record<string, Row>> = {
  mistral: row({ id: 'mistral', fields: { ...mistralFields, prediction }, switches: mistralSwitches }),
  'mistral-gcp': row({
    id: 'mistral-gcp',
    fields: { ...mistralGcpFields, prediction },
    // Its schema knows no thinking in a message of the assistant.
    switches: { ...mistralSwitches, reasoningReplay: 'strip' },
  }),
  beezy: row({
    id: 'beezy',
    fields: mistralFields,
    switches: { ...mistralSwitches, reasoningReplay: 'strip', lastAssistant: 'ask' },
  }),
  openai: row({
    id: 'openai',
    fields: { ...openAiFields, prediction: predictionAlone },
    switches: plain,
    variants: [openAiReasoning],
  }),
  'azure-openai': row({
    id: 'azure-openai',
    auth: 'api-key',
    fields: { ...openAiFields, prediction: predictionAlone },
    switches: plain,
    variants: [openAiReasoning],
  }),
  together: row({
    id: 'together',
    accept: 'application/json, text/event-stream',
    fields: {
      temperature: temperature2,
      topP,
      maxTokens,
      stop,
      seed,
      n: n128,
      ...penalties,
      responseFormat: anyFormat,
      toolChoice,
      reasoningEffort: { form: 'text', name: 'reasoning_effort', values: ['low', 'medium', 'high'] },
    },
    // Usage comes unasked on the finish chunk (recorded).
    switches: { ...plain, askUsage: false, thinkTags: true, retry500: 'once' },
    variants: [mistralTemplate],
  }),
  openrouter: row({
    id: 'openrouter',
    fields: {
      temperature: temperature2,
      topP,
      maxTokens,
      stop: stopUpTo4,
      seed,
      ...penalties,
      responseFormat: anyFormat,
      toolChoice,
      parallelToolCalls,
      reasoningEffort: { form: 'object', name: 'reasoning', key: 'effort' },
      user,
    },
    switches: { ...plain, reasoningReplay: 'reasoning_details' },
    variants: [mistralTemplate],
  }),
  groq: row({
    id: 'groq',
    fields: { ...openAiFields, n: { form: 'integer', name: 'n', min: 1, max: 1 } },
    switches: { ...plain, thinkTags: true, jsonWithTools: false },
  }),
  deepseek: row({
    id: 'deepseek',
    fields: {
      temperature: temperature2,
      topP,
      maxTokens,
      stop: { form: 'list', name: 'stop', max: 16 },
      ...penalties,
      responseFormat: { ...anyFormat, types: ['text', 'json_object'] },
      toolChoice,
      reasoningEffort: { form: 'thinking-switch', name: 'thinking' },
    },
    switches: { ...plain, reasoningReplay: 'reasoning_content' },
  }),
  xai: row({
    id: 'xai',
    fields: {
      ...openAiFields,
      stop,
      parallelToolCalls: { form: 'boolean', name: 'parallel_function_calling' },
    },
    switches: { ...plain, usageExcludesReasoning: true },
    variants: [
      {
        models: /^grok-(?:3-mini|[4-9]|code)(?!.*non-reasoning)/i,
        drop: ['presencePenalty', 'frequencyPenalty', 'stop'],
      },
    ],
  }),
  gemini: row({
    id: 'gemini',
    fields: {
      temperature: temperature2,
      topP,
      maxTokens,
      stop: { form: 'list', name: 'stop', max: 5 },
      n: n128,
      ...penalties,
      responseFormat: anyFormat,
      toolChoice,
      reasoningEffort: effort,
    },
    switches: { ...plain, thinkTags: true },
    variants: [{ models: /gemini-(?:[3-9]|\d\d)/i, switches: { callSignatures: true } }],
  }),
  ollama: row({
    id: 'ollama',
    // tool_choice, n and user are read by nobody there.
    fields: {
      ...localFields,
      reasoningEffort: { form: 'text', name: 'reasoning_effort', values: ['none', 'low', 'medium', 'high'] },
    },
    switches: localSwitches,
    variants: [mistralTemplate],
  }),
  lmstudio: row({
    id: 'lmstudio',
    fields: { ...localFields, toolChoice, responseFormat: { ...anyFormat, types: ['text', 'json_schema'] } },
    switches: localSwitches,
    variants: [mistralTemplate],
  }),
  llamacpp: row({
    id: 'llamacpp',
    fields: { ...localFields, n: n128, toolChoice, parallelToolCalls, reasoningEffort: templateEffort },
    switches: localSwitches,
    variants: [mistralTemplate],
  }),
  vllm: row({
    id: 'vllm',
    fields: {
      ...localFields,
      minTokens: { form: 'integer', name: 'min_tokens', min: 0 },
      n: n128,
      toolChoice,
      parallelToolCalls,
      reasoningEffort: templateEffort,
      user,
    },
    switches: localSwitches,
    variants: [mistralTemplate],
  }),
  'openai-compatible': row({
    id: 'openai-compatible',
    fields: { ...localFields, n: n128, toolChoice },
    switches: { ...plain, thinkTags: true, retry500: 'once' },
    variants: [mistralTemplate],
  }),
};
