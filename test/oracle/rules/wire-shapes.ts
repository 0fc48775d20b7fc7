// Closed shapes of what chat-completions servers take, as schemas in which an unknown key is an error. From the published
// schemas; they share nothing with the code under test.
import * as z from 'zod';

/** Function and tool names. */
export const name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const text = z.string();
const said = text.min(1);

const dataUrl = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/;
/** Text and pictures, something at all. */
export const saidOrShown = z.union([
  said,
  z
    .array(
      z.union([
        z.strictObject({ type: z.literal('text'), text: said }),
        z.strictObject({
          type: z.literal('image_url'),
          image_url: z.strictObject({ url: text.regex(dataUrl) }),
        }),
      ]),
    )
    .min(1),
]);

export const textPart = z.strictObject({ type: z.literal('text'), text });

/** A call in the history. `id` is what the server at hand allows. */
export function call(id: z.ZodString): z.ZodType {
  return z.strictObject({
    id,
    type: z.literal('function'),
    function: z.strictObject({ name, arguments: text.min(2) }),
  });
}

/** A function as it is offered; the parameters must be a schema of an object. */
export const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name,
    description: text.exactOptional(),
    strict: z.boolean().exactOptional(),
    parameters: z.looseObject({ type: z.literal('object'), properties: z.looseObject({}) }),
  }),
});

export const responseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name,
      description: text.exactOptional(),
      schema: z.looseObject({}),
      strict: z.boolean().exactOptional(),
    }),
  }),
]);

/** `words` are the choices that are no function's name. */
export function toolChoice(words: readonly string[]): z.ZodType {
  const named = z.strictObject({ type: z.literal('function'), function: z.strictObject({ name }) });
  return z.union([z.enum(words), named]);
}

export const number = (min: number, max: number): z.ZodType => z.number().min(min).max(max);
export const integer = (min: number, max = Number.MAX_SAFE_INTEGER): z.ZodType => z.int().min(min).max(max);
export const prediction = z.strictObject({ type: z.literal('content'), content: text });
export const streamOptions = z.strictObject({ include_usage: z.boolean() });

/** Messages; pictures may be in those of the user. `more` are the keys that this server has besides on assistant messages. */
export function messages(
  id: z.ZodString,
  systemRoles: readonly string[],
  more: Readonly<Record<string, z.ZodType>> = {},
): z.ZodType {
  return z
    .array(
      z.union([
        z.strictObject({ role: z.enum(systemRoles), content: said }),
        z.strictObject({ role: z.literal('user'), content: saidOrShown }),
        z.strictObject({
          role: z.literal('assistant'),
          content: text,
          tool_calls: z.array(call(id)).min(1).exactOptional(),
          ...more,
        }),
        z.strictObject({ role: z.literal('tool'), tool_call_id: id, content: said }),
      ]),
    )
    .min(1);
}

/** Fields that may be missing, but not be null. */
export function optional(fields: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(fields).map(([field, schema]) => [field, schema.exactOptional()]));
}

/** One sentence per fault of the shape. */
export function shapeFaults(schema: z.ZodType, body: unknown): readonly string[] {
  const parsed = schema.safeParse(body);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => `body.${path.map(String).join('.')}: ${message}`);
}
