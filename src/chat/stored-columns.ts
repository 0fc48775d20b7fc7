// What stands as JSON in the columns of a stored chat, and what it becomes here. Damage costs that column, not the chat.
import * as z from 'zod';
import type { Compaction } from '../model/conversation.ts';

const switchesSchema = z.record(z.string(), z.boolean());

/** The tool switches of a stored chat; undefined when there are none or they cannot be read. */
export function readToolSwitches(json: string | undefined): Readonly<Record<string, boolean>> | undefined {
  return read(json, switchesSchema);
}

const leftOutSchema = z.array(z.string());

/** What the user took out of a stored chat; undefined when nothing was or it cannot be read. */
export function readLeftOut(json: string | undefined): readonly string[] | undefined {
  return read(json, leftOutSchema);
}

const compactionsSchema = z.array(
  z.looseObject({
    id: z.string().min(1),
    upToMessageId: z.string(),
    summary: z.string(),
    createdAtMs: z.number(),
    model: z.string(),
    tokensBefore: z.number(),
    tokensAfter: z.number(),
  }),
);

/** The summaries of a stored chat; none when they cannot be read: then the messages count again. */
export function readCompactions(json: string | undefined): readonly Compaction[] {
  return read(json, compactionsSchema) ?? [];
}

function read<Value>(json: string | undefined, schema: z.ZodType<Value>): Value | undefined {
  if (json === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
