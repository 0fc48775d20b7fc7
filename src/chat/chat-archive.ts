// The format `parley-chats/1`: any number of chats as JSON, for moving them to another machine. What a newer version wrote
// into messages passes through; keys do not.
import * as z from 'zod';
import { redact } from '../llm/redact.ts';
import { t } from '../model/l10n.ts';
import type { ExportedChat } from './chat-store.ts';
import { isObject } from './heal-answer.ts';

/** Says what the file is; the number grows when an older Parley could no longer read it. */
export const archiveFormat = 'parley-chats/1';

/** As long as the panel takes them. */
const idSchema = z.string().min(1).max(100);

const chatSchema = z.object({
  id: idSchema,
  title: z.string(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  isPinned: z.boolean().catch(false),
  workspaceName: z.string().exactOptional(),
  leafId: z.string().exactOptional(),
  // Summaries that cannot be read are left out: the messages count then.
  compactions: z
    .array(z.looseObject({ id: idSchema, upToMessageId: idSchema }))
    .exactOptional()
    .catch([]),
  messages: z.array(z.looseObject({ id: idSchema, role: z.string() })),
});

/** The beginning of a file; between the chats comes a comma, after the last {@link archiveEnd}. */
export function archiveStart(exportedAtMs: number): string {
  const exportedAt = new Date(exportedAtMs).toISOString();
  return `{"format":${JSON.stringify(archiveFormat)},"exportedAt":${JSON.stringify(exportedAt)},"chats":[\n`;
}

/** The end of a file. */
export const archiveEnd = '\n]}\n';

/** One chat as JSON, without keys. */
export function archivedChat(chat: ExportedChat): string {
  return JSON.stringify(withoutKeys({ ...chat }));
}

/** Names of values that must stay as they are: ids, and vendor data that is sent back as it came. */
const untouched: ReadonlySet<string> = new Set([
  'id',
  'parentId',
  'upToMessageId',
  'leafId',
  'callId',
  'providerData',
  'data',
]);

function withoutKeys(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, untouched.has(name) ? inner : withoutKeys(inner)]),
  );
}

/** What a file holds. */
export type ArchiveReading =
  | {
      readonly chats: readonly ExportedChat[];
      /** Entries that are no chats. */
      readonly unreadable: number;
    }
  | { readonly problem: string };

/** Reads a file, or says in plain words why it is none of ours. */
export function readArchive(text: string): ArchiveReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      problem: t('This file is not JSON. Choose a file that Parley exported with “Export All Chats”.'),
    };
  }
  const format = isObject(value) ? value['format'] : undefined;
  if (!isObject(value) || typeof format !== 'string' || !format.startsWith('parley-chats/'))
    return { problem: t('This file is not an export of Parley: “format” is not “{0}”.', archiveFormat) };
  if (format !== archiveFormat)
    return {
      problem: t('This file was written by a newer Parley ({0}). Update Parley to import it.', format),
    };
  const list: readonly unknown[] = Array.isArray(value['chats']) ? value['chats'] : [];
  const chats = list.flatMap((candidate) => {
    const chat = chatSchema.safeParse(candidate);
    return chat.success ? [chat.data] : [];
  });
  return { chats, unreadable: list.length - chats.length };
}
