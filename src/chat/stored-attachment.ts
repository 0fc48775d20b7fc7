// What an attachment looks like on disk or in an import, of whatever kind. One that cannot be read is left out here; its
// record stays as it is.
import * as z from 'zod';
import type { Attachment } from '../model/attachment.ts';

const attached = {
  id: z.string(),
  masked: z
    .array(z.looseObject({ kind: z.string(), line: z.number(), path: z.string().exactOptional() }))
    .exactOptional(),
};

const fromFile = {
  ...attached,
  path: z.string(),
  uri: z.string(),
  languageId: z.string(),
  text: z.string(),
  totalLines: z.number(),
};

const lines = { startLine: z.number(), endLine: z.number() };

const attachmentSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('selection'), ...fromFile, ...lines }),
  z.looseObject({
    kind: z.literal('symbol'),
    ...fromFile,
    ...lines,
    name: z.string(),
    symbolKind: z.string(),
  }),
  z.looseObject({ kind: z.literal('file'), ...fromFile, isUnsaved: z.boolean().exactOptional() }),
  z.looseObject({
    kind: z.literal('folder'),
    ...attached,
    path: z.string(),
    uri: z.string(),
    text: z.string(),
    files: z.array(
      z.looseObject({
        path: z.string(),
        languageId: z.string(),
        text: z.string(),
        totalLines: z.number(),
      }),
    ),
  }),
  z.looseObject({
    kind: z.literal('problems'),
    ...attached,
    path: z.string().exactOptional(),
    uri: z.string().exactOptional(),
    count: z.number(),
    text: z.string(),
  }),
  z.looseObject({
    kind: z.literal('terminal'),
    ...attached,
    terminal: z.string(),
    command: z.string().exactOptional(),
    exitCode: z.number().exactOptional(),
    text: z.string(),
  }),
  z.looseObject({
    kind: z.literal('diff'),
    ...attached,
    scope: z.enum(['staged', 'working', 'commit']),
    repository: z.string(),
    commit: z.string().exactOptional(),
    subject: z.string().exactOptional(),
    text: z.string(),
  }),
  z.looseObject({
    kind: z.literal('image'),
    ...attached,
    name: z.string(),
    uri: z.string().exactOptional(),
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
    base64: z.string(),
    width: z.number(),
    height: z.number(),
  }),
  z.looseObject({
    kind: z.literal('url'),
    ...attached,
    url: z.string(),
    title: z.string(),
    fetchedAtMs: z.number(),
    text: z.string(),
  }),
]);

/** The attachments of a stored message or draft; what cannot be read is left out. */
export function readAttachments(record: unknown): readonly Attachment[] {
  if (!Array.isArray(record)) return [];
  return record.flatMap((candidate: unknown) => {
    const attachment = attachmentSchema.safeParse(candidate);
    return attachment.success ? [attachment.data] : [];
  });
}
