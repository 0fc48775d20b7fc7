// ToolSpec → a tool of the Messages API, whose input must be described by a plain object schema.
import { isRecord, type JsonRecord } from '../../json-value.ts';
import type { ToolSpec } from '../../../model/tool.ts';

/** The tool as sent. */
export function encodeTool({ name, description, inputSchema }: ToolSpec): JsonRecord {
  return {
    name,
    ...(description.trim() === '' ? {} : { description }),
    input_schema: objectSchema(inputSchema),
  };
}

/**
 * "input_schema does not support oneOf, allOf, or anyOf at the top level", and one such tool makes the API refuse every
 * request. The branches' properties are folded into the object; which of them belong together, the tool itself checks.
 */
function objectSchema({ oneOf, anyOf, allOf, ...root }: JsonRecord): JsonRecord {
  const properties: Record<string, unknown> = {};
  for (const branch of [oneOf, anyOf, allOf].flat().filter(isRecord)) {
    Object.assign(properties, isRecord(branch['properties']) ? branch['properties'] : {});
  }
  Object.assign(properties, isRecord(root['properties']) ? root['properties'] : {});
  return { ...root, type: 'object', properties };
}
