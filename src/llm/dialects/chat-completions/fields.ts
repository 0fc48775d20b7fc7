// The request fields that several vendors write alike: the vocabulary of rows.ts. Data only.
import type { FieldList } from './row.ts';

/** The range most vendors publish; Mistral ends at 1.5. */
export const temperature2 = { form: 'number', name: 'temperature', min: 0, max: 2 } as const;
/** The same everywhere. */
export const topP = { form: 'number', name: 'top_p', min: 0, max: 1 } as const;
/** The older name of the limit, which all but OpenAI and its kin keep. */
export const maxTokens = { form: 'integer', name: 'max_tokens', min: 1 } as const;
const maxCompletionTokens = { form: 'integer', name: 'max_completion_tokens', min: 1 } as const;
/** Any number of stop sequences. */
export const stop = { form: 'list', name: 'stop' } as const;
/** OpenAI's limit. */
export const stopUpTo4 = { form: 'list', name: 'stop', max: 4 } as const;
/** Any whole number; Mistral's `random_seed` begins at 0. */
export const seed = { form: 'integer', name: 'seed', min: Number.MIN_SAFE_INTEGER } as const;
/** OpenAI's limit. */
export const n128 = { form: 'integer', name: 'n', min: 1, max: 128 } as const;
/** The same everywhere they are taken. */
export const penalties = {
  presencePenalty: { form: 'number', name: 'presence_penalty', min: -2, max: 2 },
  frequencyPenalty: { form: 'number', name: 'frequency_penalty', min: -2, max: 2 },
} as const;
/** All three forms. */
export const anyFormat = {
  form: 'response-format',
  name: 'response_format',
  types: ['text', 'json_object', 'json_schema'],
} as const;
/** OpenAI's words; Mistral says `any` for `required`. */
export const toolChoice = { form: 'tool-choice', name: 'tool_choice', forced: 'required' } as const;
/** Sent only beside tools. */
export const parallelToolCalls = { form: 'boolean', name: 'parallel_tool_calls' } as const;
/** Which words are allowed depends on the model. */
export const effort = { form: 'text', name: 'reasoning_effort' } as const;
/** An id of the end user, for the vendor's abuse reports. */
export const user = { form: 'text', name: 'user' } as const;
/** Mistral's, here and on Google Cloud. */
export const prediction = { form: 'prediction', name: 'prediction', alone: false } as const;
/** OpenAI's, not to be had together with tools or further answers. */
export const predictionAlone = { ...prediction, alone: true } as const;
/** How llama.cpp and vLLM pass thinking on to a model's template. */
export const templateEffort = { form: 'template-arguments', name: 'chat_template_kwargs' } as const;

/** Mistral's schema; it forbids every other key with status 422. */
export const mistralFields: FieldList = {
  temperature: { form: 'number', name: 'temperature', min: 0, max: 1.5 },
  topP,
  maxTokens,
  // Not in today's schema for chat, but in the published client of 2024; sent only where the user asks for it.
  minTokens: { form: 'integer', name: 'min_tokens', min: 0 },
  stop,
  seed: { form: 'integer', name: 'random_seed', min: 0 },
  n: { form: 'integer', name: 'n', min: 1 },
  ...penalties,
  responseFormat: anyFormat,
  toolChoice: { form: 'tool-choice', name: 'tool_choice', forced: 'any' },
  parallelToolCalls,
  reasoningEffort: {
    form: 'text',
    name: 'reasoning_effort',
    values: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
  },
  safePrompt: { form: 'boolean', name: 'safe_prompt' },
};

const { minTokens: _minTokens, safePrompt: _safePrompt, ...shorterMistralFields } = mistralFields;

/** The shorter schema of Mistral on Google Cloud; `safe_prompt` and `min_tokens` are refused there. */
export const mistralGcpFields: FieldList = {
  ...shorterMistralFields,
  reasoningEffort: { form: 'text', name: 'reasoning_effort', values: ['none', 'high'] },
};

/** OpenAI's, also spoken by others. */
export const openAiFields: FieldList = {
  temperature: temperature2,
  topP,
  maxTokens: maxCompletionTokens,
  stop: stopUpTo4,
  seed,
  n: n128,
  ...penalties,
  responseFormat: anyFormat,
  toolChoice,
  parallelToolCalls,
  reasoningEffort: effort,
  user,
};

/** What the servers for one's own machine have in common. */
export const localFields: FieldList = {
  temperature: temperature2,
  topP,
  maxTokens,
  stop,
  seed,
  ...penalties,
  responseFormat: anyFormat,
};
