// Where the state of files before an answer's edits is kept: a folder per answer below VS Code's storage of the workspace,
// readable for its owner only. Nothing grows without end: old answers go after two weeks, the oldest when it gets too much.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

const rememberedSchema = z.object({
  real: z.string(),
  root: z.string(),
  shown: z.string(),
  kind: z.enum(['created', 'edited']),
  state: z.enum(['open', 'kept', 'undone']),
  problem: z.string().optional(),
  addedLines: z.int(),
  removedLines: z.int(),
  /** False: there was too much to remember how it was. */
  isRemembered: z.boolean(),
  /** File with the bytes before; null when there was no file, or they are not needed any more. */
  before: z
    .string()
    .regex(/^\d+\.before$/)
    .nullable(),
  /** SHA-256 of the bytes after the last edit. */
  after: z.string(),
  madeFolders: z.int(),
  /** Somebody else changed the file between two edits of the answer. */
  isMixed: z.boolean(),
});

const indexSchema = z.object({ version: z.literal(1), files: z.array(rememberedSchema) });

/** One file that an answer changed. */
export type RememberedFile = z.output<typeof rememberedSchema>;

/** How much is kept. */
export interface StoreLimits {
  readonly maxAgeMs: number;
  readonly maxAnswerBytes: number;
  readonly maxTotalBytes: number;
}

const defaultLimits: StoreLimits = {
  maxAgeMs: 14 * 24 * 3600_000,
  maxAnswerBytes: 50 * 1024 * 1024,
  maxTotalBytes: 200 * 1024 * 1024,
};

/** See the head of this file. */
export class ChangeStore {
  readonly #folder: string;
  readonly #limits: StoreLimits;
  readonly #nowMs: () => number;
  #purged: Promise<void> | undefined;

  constructor(folder: string, nowMs: () => number, limits: StoreLimits = defaultLimits) {
    this.#folder = folder;
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  /** The files of an answer; none when nothing is known of it or what is on disk cannot be understood. */
  async load(messageId: string): Promise<readonly RememberedFile[]> {
    try {
      const text = await readFile(path.join(this.#answerFolder(messageId), 'index.json'), 'utf8');
      return indexSchema.parse(JSON.parse(text)).files;
    } catch {
      return [];
    }
  }

  /** Writes the list of an answer's files, at once and completely. */
  async save(messageId: string, files: readonly RememberedFile[]): Promise<void> {
    const folder = await this.#makeFolder(messageId);
    const file = path.join(folder, 'index.json');
    await writeFile(`${file}.part`, JSON.stringify({ version: 1, files }), { mode: 0o600 });
    await rename(`${file}.part`, file);
  }

  /** Keeps the bytes of a file before its change; undefined when that would be too much. */
  async putBefore(messageId: string, bytes: Uint8Array): Promise<string | undefined> {
    const folder = await this.#makeFolder(messageId);
    const used = await sizesOf(folder);
    const total = used.reduce((sum, { size }) => sum + size, 0);
    if (total + bytes.length > this.#limits.maxAnswerBytes) return undefined;
    const numbers = used.map(({ name }) => Number.parseInt(name, 10)).filter(Number.isFinite);
    const name = `${Math.max(0, ...numbers) + 1}.before`;
    await writeFile(path.join(folder, name), bytes, { mode: 0o600, flag: 'wx' });
    return name;
  }

  /** What was kept under this name; undefined when it is gone. */
  async getBefore(messageId: string, name: string): Promise<Uint8Array | undefined> {
    return readFile(path.join(this.#answerFolder(messageId), name)).catch(() => undefined);
  }

  /** Forgets what was kept under this name. */
  async dropBefore(messageId: string, name: string): Promise<void> {
    await rm(path.join(this.#answerFolder(messageId), name), { force: true });
  }

  /** Ids come from anywhere: as a name only their hash is used. */
  #answerFolder(messageId: string): string {
    return path.join(this.#folder, createHash('sha256').update(messageId).digest('hex').slice(0, 32));
  }

  async #makeFolder(messageId: string): Promise<string> {
    const folder = this.#answerFolder(messageId);
    this.#purged ??= this.#purge(path.basename(folder));
    await this.#purged;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** Once a window: removes answers that are too old, and the oldest as long as it is too much. */
  async #purge(current: string): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const answers = await Promise.all(
      names
        .filter((name) => /^[0-9a-f]{32}$/.test(name) && name !== current)
        .map(async (name) => {
          const folder = path.join(this.#folder, name);
          const files = await sizesOf(folder);
          const size = files.reduce((sum, file) => sum + file.size, 0);
          return { folder, size, changedMs: Math.max(0, ...files.map(({ changedMs }) => changedMs)) };
        }),
    );
    let total = 0;
    for (const { folder, size, changedMs } of answers.toSorted((one, two) => two.changedMs - one.changedMs)) {
      total += size;
      const isOld = this.#nowMs() - changedMs > this.#limits.maxAgeMs;
      if (isOld || total > this.#limits.maxTotalBytes) await rm(folder, { recursive: true, force: true });
    }
  }
}

async function sizesOf(folder: string): Promise<{ name: string; size: number; changedMs: number }[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const file = await stat(path.join(folder, name)).catch(() => undefined);
      return file === undefined ? [] : [{ name, size: file.size, changedMs: file.mtimeMs }];
    }),
  );
  return found.flat();
}
