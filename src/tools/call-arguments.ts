// The arguments of a tool call, from the text a model wrote. Reads; does not guess at broken JSON.

/** The arguments as a value, or what is wrong with them in words for the model. */
export type ReadArguments = { readonly value: unknown } | { readonly problem: string };

/**
 * Reads arguments. Nothing, `null` and an empty text are an empty object (tools without arguments); an object written as
 * a JSON string inside JSON is unwrapped once (some small models do that).
 */
export function readArguments(text: string): ReadArguments {
  return read(text, true);
}

function read(text: string, mayUnwrap: boolean): ReadArguments {
  if (text.trim() === '') return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return { value: {} };
    if (typeof value === 'string' && mayUnwrap) return read(value, false);
    if (typeof value === 'object' && !Array.isArray(value)) return { value };
    return {
      problem: `The arguments must be a JSON object, not ${Array.isArray(value) ? 'an array' : typeof value}.`,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problem: `The arguments are not valid JSON: ${why}` };
  }
}
