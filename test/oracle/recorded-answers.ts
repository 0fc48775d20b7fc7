// Answers as bytes, to be given to several clients: the project's own, and recordings of real servers where a folder with
// them lies beside the checkout (they are not part of the project).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Peer } from './difference-book.ts';

/** One answer of status 200. */
export interface RecordedAnswer {
  readonly name: string;
  /** The row of Parley that speaks with the server it came from. */
  readonly row: string;
  readonly isStream: boolean;
  readonly bytes: Buffer;
}

const STREAMS = path.resolve(import.meta.dirname, '../fixtures/streams');
const ANSWERS = path.join(import.meta.dirname, 'answers');
const RECORDINGS = path.resolve(import.meta.dirname, '../../../shared/fixtures');

/** Folders of the recordings whose name is not that of the row. */
const ROW_OF_FOLDER: Readonly<Record<string, string>> = {
  azure: 'azure-openai',
  generic: 'openai-compatible',
  anthropic: 'openai-compatible',
};

/** Who speaks for a vendor: its own client, or OpenAI's, which the other vendors document as theirs. */
export function peerOf(row: string): Peer {
  if (row === 'mistral' || row === 'beezy') return 'mistral';
  return row === 'together' ? 'together' : 'openai';
}

/** The project's own streams and whole answers. */
export function ownAnswers(): readonly RecordedAnswer[] {
  const streams = namesIn(STREAMS, '.sse').map((name) => {
    const { row } = JSON.parse(readFileSync(path.join(STREAMS, `${name}.expected.json`), 'utf8')) as {
      row: string;
    };
    return { name, row, isStream: true, bytes: readFileSync(path.join(STREAMS, `${name}.sse`)) };
  });
  const more = ['.sse', '.json'].flatMap((ending) =>
    namesIn(ANSWERS, ending).map((name) => ({
      name: name + ending,
      row: /^(?:azure-openai|[a-z]+)/.exec(name)?.[0] ?? '',
      isStream: ending === '.sse',
      bytes: readFileSync(path.join(ANSWERS, name + ending)),
    })),
  );
  return [...streams, ...more];
}

/** Recordings of chat-completions servers with status 200; none where the folder is missing. */
export function recordedAnswers(): readonly RecordedAnswer[] {
  return recordings().flatMap(({ file, row }) => {
    const isStream = file.endsWith('.sse');
    const isWhole = /(?<!\.meta|\.expected)\.json$/.test(file) && !/error-\d/.test(file);
    if (!isStream && !isWhole) return [];
    return [{ name: `recorded ${file}`, row, isStream, bytes: readFileSync(path.join(RECORDINGS, file)) }];
  });
}

/** An answer with an error status. */
export interface RecordedError {
  readonly name: string;
  readonly row: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it is. */
  readonly body: unknown;
}

/** Recordings of error answers; the status stands in the file's name. */
export function recordedErrors(): readonly RecordedError[] {
  return recordings().flatMap(({ file, row }) => {
    const status = /error-(\d{3})[^/]*(?<!\.meta)\.(?:json|txt)$/.exec(file)?.[1];
    if (status === undefined) return [];
    const body = readFileSync(path.join(RECORDINGS, file), 'utf8');
    return [{ name: `recorded ${file}`, row, status: Number(status), body }];
  });
}

/** Files of chat-completions servers; those of other API families are left out. */
function recordings(): readonly { readonly file: string; readonly row: string }[] {
  if (!existsSync(RECORDINGS)) return [];
  return readdirSync(RECORDINGS, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((file) => ({ file, folder: path.dirname(file) }))
    .filter(
      ({ file, folder }) => !file.includes('native') && (folder !== 'anthropic' || file.includes('compat')),
    )
    .map(({ file, folder }) => ({ file, row: ROW_OF_FOLDER[folder] ?? folder }));
}

function namesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .toSorted();
}
