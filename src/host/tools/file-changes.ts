// The ledger behind Keep and Undo: for each answer the files that tools changed, and how they were before the first
// change. Undo never writes over what somebody else did since; it says so instead.
import { t } from '../../model/l10n.ts';
import type { Log } from '../../model/log.ts';
import type { FileChange } from '../../model/tool.ts';
import type { Place } from '../../tools/paths.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { countsOf, hashOf, textOf } from './changed-bytes.ts';
import type { ChangeStore, RememberedFile } from './change-store.ts';
import type { Editors } from './editors.ts';
import { PathLocks } from './path-locks.ts';
import { deleteFile, replaceFile } from './replace-file.ts';
import { readWhole } from './safe-file.ts';

/** What the ledger needs. */
export interface FileChangesPorts {
  readonly store: ChangeStore;
  readonly editors: Editors;
  readonly log: Log;
  /** Called after every change of an answer's list, with the whole list. */
  readonly onChange: (messageId: string, changes: readonly FileChange[]) => void;
}

/** What a tool is about to do to a file. */
export interface Touch {
  readonly messageId: string;
  readonly place: Place;
  /** Undefined: there was no file. */
  readonly before: Uint8Array | undefined;
  /** Makes the change. */
  readonly write: () => Promise<{ readonly after: Uint8Array; readonly madeFolders: number }>;
}

/** A file of an answer with its text before the answer. */
export interface ReviewedFile {
  readonly shown: string;
  readonly real: string;
  readonly before: string;
  readonly state: FileChange['state'];
}

/** See the head of this file. */
export class FileChanges {
  readonly #ports: FileChangesPorts;
  readonly #locks = new PathLocks();
  readonly #answers = new Map<string, Promise<Map<string, RememberedFile>>>();

  constructor(ports: FileChangesPorts) {
    this.#ports = ports;
  }

  /** All changes of an answer, in the order of their first. */
  async list(messageId: string): Promise<readonly FileChange[]> {
    return [...(await this.#files(messageId)).values()].map(changeOf);
  }

  /** Changes a file and remembers how it was. Two changes of one file come one after the other. */
  async touch({ messageId, place, before, write }: Touch): Promise<readonly FileChange[]> {
    return this.#locks.run(place.real, async () => {
      const files = await this.#files(messageId);
      const known = files.get(place.real);
      // What was lost once stays lost: a later state must not pass for the one before the answer.
      const isFirst = known === undefined || (known.state !== 'open' && known.isRemembered);
      // Kept before anything happens: a crash in between must not cost the user's text.
      const kept = isFirst && before !== undefined ? await this.#keepBytes(messageId, before) : undefined;
      const { after, madeFolders } = await write();
      const isRemembered = before === undefined || kept !== undefined;
      const isMixed =
        known !== undefined && !isFirst && before !== undefined && known.after !== hashOf(before);
      const file: RememberedFile = isFirst
        ? {
            real: place.real,
            root: place.root,
            shown: place.shown,
            kind: before === undefined ? 'created' : 'edited',
            state: isRemembered ? 'open' : 'kept',
            isRemembered,
            before: kept ?? null,
            after: hashOf(after),
            madeFolders,
            isMixed: false,
            ...countsOf(before, after),
          }
        : {
            ...withoutProblem(known),
            after: hashOf(after),
            isMixed: known.isMixed || isMixed,
            ...countsOf(await this.#before(messageId, known), after),
          };
      files.set(place.real, file);
      return this.#changed(messageId, files);
    });
  }

  /** The user is content with a file, or with all of them. */
  async keep(messageId: string, shown?: string): Promise<readonly FileChange[]> {
    const files = await this.#files(messageId);
    for (const { real } of selected(files, shown)) {
      await this.#locks.run(real, async () => {
        const file = files.get(real);
        if (file?.state !== 'open') return;
        files.set(real, { ...withoutProblem(file), state: 'kept', before: null });
        if (file.before !== null) await this.#ports.store.dropBefore(messageId, file.before);
      });
    }
    return this.#changed(messageId, files);
  }

  /** Puts a file, or all of them, back to how they were. What cannot be is left alone, with the reason as its problem. */
  async undo(messageId: string, shown?: string): Promise<readonly FileChange[]> {
    const files = await this.#files(messageId);
    for (const { real } of selected(files, shown)) {
      await this.#locks.run(real, async () => {
        const file = files.get(real);
        if (file?.state !== 'open') return;
        const problem = await this.#putBack(messageId, file);
        files.set(
          real,
          problem === undefined ? { ...withoutProblem(file), state: 'undone' } : { ...file, problem },
        );
      });
    }
    return this.#changed(messageId, files);
  }

  /** Files to be looked at, with their text before the answer; those that cannot be shown are left out. */
  async reviewed(messageId: string, shown?: string): Promise<readonly ReviewedFile[]> {
    const found = await Promise.all(
      [...(await this.#files(messageId)).values()]
        .filter((file) => shown === undefined || file.shown === shown)
        .map(async (file) => {
          const before = file.kind === 'created' ? new Uint8Array() : await this.#before(messageId, file);
          if (before === undefined || file.state !== 'open') return [];
          return [{ shown: file.shown, real: file.real, state: file.state, before: textOf(before) ?? '' }];
        }),
    );
    return found.flat();
  }

  async #putBack(messageId: string, file: RememberedFile): Promise<string | undefined> {
    if (file.isMixed) {
      return t('Somebody else changed the file between the edits of this answer, so it is left as it is.');
    }
    if (this.#ports.editors.unsavedText(file.real) !== undefined) {
      return t('The file has unsaved changes in an editor. Save or revert them first.');
    }
    try {
      const current = await readWhole(file);
      if (current === undefined) {
        return file.kind === 'created' ? undefined : t('The file was deleted since, so it is left as it is.');
      }
      if (hashOf(current) !== file.after) return t('The file was changed since, so it is left as it is.');
      if (file.kind === 'created') {
        await deleteFile(file, current, file.madeFolders);
        return undefined;
      }
      const before = await this.#before(messageId, file);
      if (before === undefined) return t('How the file was before is not remembered any more.');
      await replaceFile(file, current, before, new AbortController().signal);
      return undefined;
    } catch (error) {
      if (error instanceof ToolProblem) return error.message;
      throw error;
    }
  }

  /** The bytes before; undefined when there were none or they are gone. */
  async #before(messageId: string, { before }: RememberedFile): Promise<Uint8Array | undefined> {
    return before === null ? undefined : this.#ports.store.getBefore(messageId, before);
  }

  async #keepBytes(messageId: string, bytes: Uint8Array): Promise<string | undefined> {
    try {
      return await this.#ports.store.putBefore(messageId, bytes);
    } catch (error) {
      this.#ports.log.warn(`The state of a file before its change cannot be kept: ${String(error)}`);
      return undefined;
    }
  }

  #files(messageId: string): Promise<Map<string, RememberedFile>> {
    const known = this.#answers.get(messageId);
    if (known !== undefined) return known;
    const loading = this.#ports.store
      .load(messageId)
      .then((files) => new Map(files.map((file) => [file.real, file])));
    this.#answers.set(messageId, loading);
    return loading;
  }

  async #changed(
    messageId: string,
    files: ReadonlyMap<string, RememberedFile>,
  ): Promise<readonly FileChange[]> {
    const list = [...files.values()];
    const changes = list.map(changeOf);
    this.#ports.onChange(messageId, changes);
    try {
      await this.#locks.run(`answer ${messageId}`, () =>
        this.#ports.store.save(messageId, [...files.values()]),
      );
    } catch (error) {
      this.#ports.log.warn(`The list of changed files cannot be saved: ${String(error)}`);
    }
    return changes;
  }
}

function selected(
  files: ReadonlyMap<string, RememberedFile>,
  shown: string | undefined,
): readonly RememberedFile[] {
  return [...files.values()].filter(
    (file) => file.state === 'open' && (shown === undefined || file.shown === shown),
  );
}

function withoutProblem({ problem: _problem, ...file }: RememberedFile): RememberedFile {
  return file;
}

function changeOf(file: RememberedFile): FileChange {
  const { shown, kind, addedLines, removedLines, state, problem } = file;
  return {
    path: shown,
    kind,
    addedLines,
    removedLines,
    state,
    ...(problem === undefined ? {} : { problem }),
  };
}
