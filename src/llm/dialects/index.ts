// The languages Parley speaks, and the providers it knows by name. Tables only.
import type { DialectId, ModelEntry } from '../../model/provider.ts';
import { anthropic } from './anthropic/anthropic.ts';
import { chatCompletions } from './chat-completions/chat-completions.ts';
import type { Dialect } from './dialect.ts';
import { DEFAULT_REGION, KNOWN_MODELS, vertexBaseUrl } from './mistral-gcp/endpoint.ts';
import { mistralGcp } from './mistral-gcp/mistral-gcp.ts';

const dialects: Readonly<Record<DialectId, Dialect>> = {
  'chat-completions': chatCompletions,
  'mistral-gcp': mistralGcp,
  anthropic,
};

/** The dialect with this id. */
export function dialectOf(id: DialectId): Dialect {
  return dialects[id];
}

/** What is known about a provider before the user has said anything. */
export interface ProviderPreset {
  /** Also the id of its row. */
  readonly id: string;
  readonly label: string;
  readonly dialect: DialectId;
  /** Empty where only the user can know it. */
  readonly baseUrl: string;
  /** Where the address depends on a region: the one to begin with, and the base URL of any. */
  readonly regional?: { readonly region: string; readonly baseUrl: (region: string) => string };
  /** Models known beforehand, where the server lists none. */
  readonly models?: readonly ModelEntry[];
  /** The environment variable that this vendor's own clients read; offered, never read unasked. */
  readonly apiKeyEnv?: string;
  /** Where a key is made. */
  readonly keyUrl?: string;
  /** Every request without a key is refused. */
  readonly needsKey: boolean;
}

function hosted(
  id: string,
  label: string,
  baseUrl: string,
  apiKeyEnv: string | undefined,
  keyUrl: string | undefined,
): ProviderPreset {
  return {
    id,
    label,
    dialect: 'chat-completions',
    baseUrl,
    ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
    ...(keyUrl === undefined ? {} : { keyUrl }),
    needsKey: true,
  };
}

function keyless(id: string, label: string, baseUrl: string): ProviderPreset {
  return { id, label, dialect: 'chat-completions', baseUrl, needsKey: false };
}

const list: readonly ProviderPreset[] = [
  hosted(
    'mistral',
    'Mistral',
    'https://api.mistral.ai/v1',
    'MISTRAL_API_KEY',
    'https://console.mistral.ai/api-keys',
  ),
  {
    id: 'mistral-gcp',
    label: 'Mistral on Google Cloud',
    dialect: 'mistral-gcp',
    baseUrl: vertexBaseUrl(DEFAULT_REGION),
    regional: { region: DEFAULT_REGION, baseUrl: vertexBaseUrl },
    models: KNOWN_MODELS,
    // It signs in with the user's Google login.
    needsKey: false,
  },
  hosted(
    'openai',
    'OpenAI',
    'https://api.openai.com/v1',
    'OPENAI_API_KEY',
    'https://platform.openai.com/api-keys',
  ),
  hosted(
    'together',
    'Together AI',
    'https://api.together.xyz/v1',
    'TOGETHER_API_KEY',
    'https://api.together.ai/settings/api-keys',
  ),
  hosted('beezy', 'BeezyAI', 'https://api.beezy.ai/v1', 'API_KEY_AUTH', undefined),
  hosted('azure-openai', 'Azure OpenAI', '', 'AZURE_OPENAI_API_KEY', 'https://portal.azure.com'),
  hosted(
    'openrouter',
    'OpenRouter',
    'https://openrouter.ai/api/v1',
    'OPENROUTER_API_KEY',
    'https://openrouter.ai/settings/keys',
  ),
  hosted('groq', 'Groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY', 'https://console.groq.com/keys'),
  hosted(
    'deepseek',
    'DeepSeek',
    'https://api.deepseek.com',
    'DEEPSEEK_API_KEY',
    'https://platform.deepseek.com/api_keys',
  ),
  hosted('xai', 'xAI', 'https://api.x.ai/v1', 'XAI_API_KEY', 'https://console.x.ai'),
  hosted(
    'gemini',
    'Google Gemini',
    'https://generativelanguage.googleapis.com/v1beta/openai',
    'GEMINI_API_KEY',
    'https://aistudio.google.com/apikey',
  ),
  {
    ...hosted(
      'anthropic',
      'Anthropic',
      'https://api.anthropic.com/v1',
      'ANTHROPIC_API_KEY',
      'https://platform.claude.com/settings/keys',
    ),
    dialect: 'anthropic',
  },
  keyless('ollama', 'Ollama', 'http://localhost:11434/v1'),
  keyless('lmstudio', 'LM Studio', 'http://localhost:1234/v1'),
  keyless('llamacpp', 'llama.cpp', 'http://localhost:8080/v1'),
  keyless('vllm', 'vLLM', 'http://localhost:8000/v1'),
  keyless('openai-compatible', 'OpenAI-compatible server', ''),
];

/** Presets by id, in the order in which they are offered. */
export const providerPresets: Readonly<Record<string, ProviderPreset>> = Object.fromEntries(
  list.map((preset) => [preset.id, preset]),
);
