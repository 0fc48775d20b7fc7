// The schema of the `@mistralai/mistralai` package as a judge: a request is fine when that package, told the same in its own
// names, would send the very same JSON. Whatever its schema does not know it leaves out, and so gives it away.
import {
  ChatCompletionRequest$outboundSchema,
  ChatCompletionStreamRequest$outboundSchema,
} from '@mistralai/mistralai/models/components';
import { differencesOf, ABSENT } from '../leaves.ts';

type Json = Readonly<Record<string, unknown>>;

/** Defaults that the package writes out and Parley leaves out. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  'messages[].prefix': false,
  'messages[].tool_calls[].index': 0,
};

/** One sentence per difference between the request and what the package would send in its place. */
export function mistralSchemaFaults(body: unknown): readonly string[] {
  const request = body as Json;
  const schema =
    request['stream'] === true
      ? ChatCompletionStreamRequest$outboundSchema
      : ChatCompletionRequest$outboundSchema;
  const parsed = schema.safeParse(inPackageNames(request));
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  }
  return differencesOf(parsed.data, body)
    .differences.filter(({ where, theirs, ours }) => ours !== ABSENT || theirs !== DEFAULTS[where])
    .map(({ where }) => `${where} is not what the schema gives`);
}

/** The same request with the package's camel-case names; JSON schemas and texts stay as they are. */
function inPackageNames(body: Json): Json {
  const renamed = camelKeys(body);
  const format = renamed['responseFormat'];
  return {
    ...renamed,
    messages: (body['messages'] as readonly Json[]).map((message) => {
      const { content } = message;
      return {
        ...camelKeys(message),
        ...(Array.isArray(content) ? { content: content.map((part: Json) => camelKeys(part)) } : {}),
      };
    }),
    ...(format === undefined ? {} : { responseFormat: formatInPackageNames(format as Json) }),
  };
}

function formatInPackageNames(format: Json): Json {
  const { json_schema: jsonSchema, ...rest } = format;
  if (jsonSchema === undefined) return format;
  const { schema, ...others } = jsonSchema as Json;
  return { ...rest, jsonSchema: { ...others, schemaDefinition: schema } };
}

function camelKeys(record: Json): Json {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
