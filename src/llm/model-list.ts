// Reads a list of models of any known shape and keeps those that can chat. Knows fields, not vendors.
import type { ModelEntry } from '../model/provider.ts';
import { isRecord, numberAt, recordAt, textAt, type JsonRecord } from './json-value.ts';

/** Ids of models that answer something else than chat, where a server says nothing but the id (OpenAI and its kin). */
const NOT_CHAT =
  /embed|whisper|tts|dall-e|gpt-image|chatgpt-image|moderation|transcribe|realtime|-audio|audio-|davinci|babbage|sora|rerank|imagen|veo-|ocr|voxtral-mini-tts/i;
/** Values of `type` that name something else than a chat model (Together, LM Studio). */
const OTHER_TYPES: ReadonlySet<string> = new Set([
  'image',
  'embedding',
  'embeddings',
  'moderation',
  'rerank',
  'audio',
  'transcribe',
  'video',
]);
const CONTEXT_KEYS = [
  'context_length',
  'max_model_len',
  'max_context_length',
  'context_window',
  'n_ctx',
  'max_input_tokens',
  'inputTokenLimit',
] as const;

/**
 * The models of a list: a bare array, `{ data: […] }` or `{ models: […] }`; undefined when it is none of these.
 * @param nowMs milliseconds since the epoch: models whose deprecation date has passed are left out.
 */
export function readModelList(value: unknown, nowMs: number): readonly ModelEntry[] | undefined {
  const list = listIn(value);
  if (list === undefined) return undefined;
  const records = list.filter(isRecord).filter((model) => idOf(model) !== undefined && canChat(model, nowMs));
  const entries: ModelEntry[] = [];
  const seen = new Set<string>();
  for (const record of preferLatest(records)) {
    const id = idOf(record);
    if (id === undefined || seen.has(id)) continue;
    for (const name of [id, ...aliasesOf(record)]) seen.add(name);
    entries.push(toEntry(id, record));
  }
  return entries;
}

function listIn(value: unknown): readonly unknown[] | undefined {
  const list: unknown = isRecord(value) ? (value['data'] ?? value['models']) : value;
  return Array.isArray(list) ? Array.from<unknown>(list) : undefined;
}

/** Gemini prefixes ids with `models/`; Ollama's native list has `model` or `name` only. */
function idOf(model: JsonRecord): string | undefined {
  return (textAt(model, 'id') ?? textAt(model, 'model') ?? textAt(model, 'name'))?.replace(/^models\//, '');
}

function aliasesOf(model: JsonRecord): readonly string[] {
  const aliases = model['aliases'];
  return Array.isArray(aliases) ? aliases.filter((alias) => typeof alias === 'string') : [];
}

/**
 * Mistral lists every alias as a model of its own. Of each group the `-latest` name is shown, in the place of the
 * group's first entry: it is the one that stays valid.
 */
function preferLatest(records: readonly JsonRecord[]): readonly JsonRecord[] {
  return records.map((record) => {
    const aliases = aliasesOf(record);
    if (aliases.length === 0 || idOf(record)?.endsWith('-latest') === true) return record;
    return (
      records.find((other) => {
        const id = idOf(other);
        return id !== undefined && id.endsWith('-latest') && aliases.includes(id);
      }) ?? record
    );
  });
}

function canChat(model: JsonRecord, nowMs: number): boolean {
  const deprecation = Date.parse(textAt(model, 'deprecation') ?? '');
  if (deprecation <= nowMs || model['active'] === false || model['archived'] === true) return false;
  const chat = recordAt(model, 'capabilities')['completion_chat'];
  if (typeof chat === 'boolean') return chat;
  const outputs = recordAt(model, 'architecture')['output_modalities'];
  if (Array.isArray(outputs) && !outputs.includes('text')) return false;
  const type = textAt(model, 'type');
  if (type !== undefined && OTHER_TYPES.has(type)) return false;
  return type === 'chat' || !NOT_CHAT.test(idOf(model) ?? '');
}

function toEntry(id: string, model: JsonRecord): ModelEntry {
  const contextLength = contextOf(model);
  const maxOutput =
    numberAt(recordAt(model, 'top_provider'), 'max_completion_tokens') ??
    numberAt(model, 'max_completion_tokens') ??
    numberAt(model, 'outputTokenLimit');
  const tools = toolsOf(model);
  const vision = visionOf(model);
  return {
    id,
    ...(contextLength === undefined ? {} : { contextLength }),
    ...(maxOutput === undefined || maxOutput <= 0 ? {} : { maxOutput }),
    ...(tools === undefined ? {} : { tools }),
    ...(vision === undefined ? {} : { vision }),
  };
}

function contextOf(model: JsonRecord): number | undefined {
  const loaded = numberAt(model, 'loaded_context_length');
  const known =
    loaded ?? CONTEXT_KEYS.map((key) => numberAt(model, key)).find((length) => length !== undefined);
  const length = known ?? numberAt(recordAt(model, 'meta'), 'n_ctx_train');
  return length !== undefined && length > 0 ? length : undefined;
}

function toolsOf(model: JsonRecord): boolean | undefined {
  const capabilities = model['capabilities'];
  if (Array.isArray(capabilities)) return capabilities.includes('tools') || capabilities.includes('tool_use');
  const calling = recordAt(model, 'capabilities')['function_calling'];
  if (typeof calling === 'boolean') return calling;
  const parameters = model['supported_parameters'];
  return Array.isArray(parameters) ? parameters.includes('tools') : undefined;
}

function visionOf(model: JsonRecord): boolean | undefined {
  const capabilities = model['capabilities'];
  if (Array.isArray(capabilities)) return capabilities.includes('vision');
  const vision = recordAt(model, 'capabilities')['vision'];
  if (typeof vision === 'boolean') return vision;
  const inputs = recordAt(model, 'architecture')['input_modalities'];
  if (Array.isArray(inputs)) return inputs.includes('image');
  return textAt(model, 'type') === 'vlm' ? true : undefined;
}
