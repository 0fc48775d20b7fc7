// Files that are pasted into the message box or dropped on the panel. Looks at nothing but their size; what they are, the
// host finds out. A drop from VS Code's own explorer or tabs comes as addresses, one from outside as bytes.
import type { Intent } from '../../protocol/to-host.ts';
import { signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';
import { strings } from '../strings.ts';

/** Largest file that is handed over, in bytes: the host's limit (to-host.ts). */
const maxBytes = 4_000_000;
/** Addresses or files of one drop at most. */
const maxFiles = 50;

/** See the head of this file. */
export interface HandedFiles {
  /** Why something was not attached; empty when all is well. */
  readonly problem: ReadonlySignal<string>;
  /** Files are held over the panel right now. */
  readonly isOver: ReadonlySignal<boolean>;
  /** Attaches the files of a paste; true when there were any, so that nothing else is to be pasted. */
  paste(data: DataTransfer | null): boolean;
  /** Attaches what is dropped, for the life of the view. */
  hearDrops(target: Document): void;
  /** The user goes on: the problem is read. */
  dismiss(): void;
}

/** Nothing handed over yet. */
export function createHandedFiles(send: (intent: Intent) => void): HandedFiles {
  const problem = signal('');
  const isOver = signal(false);

  function attach(files: readonly File[]): void {
    problem.value = files.length > maxFiles ? strings.attachments.tooMany(maxFiles) : '';
    for (const file of files.slice(0, maxFiles)) void hand(file);
  }

  async function hand(file: File): Promise<void> {
    const name = file.name.slice(-300) || strings.attachments.pastedName;
    if (file.size > maxBytes) {
      problem.value = strings.attachments.tooLarge(name);
      return;
    }
    try {
      send({ type: 'bytes-attach', name, bytes: await file.arrayBuffer() });
    } catch {
      // A folder, or a file that is gone.
      problem.value = strings.attachments.unreadable(name);
    }
  }

  function drop(data: DataTransfer): void {
    const uris = droppedAddresses((type) => data.getData(type));
    if (uris.length > 0) {
      problem.value = uris.length > maxFiles ? strings.attachments.tooMany(maxFiles) : '';
      send({ type: 'uris-attach', uris: uris.slice(0, maxFiles) });
    } else attach([...data.files]);
  }

  return {
    problem,
    isOver,
    paste(data) {
      const files = [...(data?.files ?? [])];
      // Office programs add a picture of what is a text in the first place.
      if (data === null || files.length === 0 || data.types.includes('text/plain')) return false;
      attach(files);
      return true;
    },
    hearDrops(target) {
      // Whatever is prevented here, VS Code leaves alone: else it takes drags from outside for itself.
      const over = (event: DragEvent): void => {
        if (event.dataTransfer === null || !canDrop(event.dataTransfer.types)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        isOver.value = true;
      };
      const leave = (event: DragEvent): void => {
        if (event.relatedTarget === null) isOver.value = false;
      };
      const dropped = (event: DragEvent): void => {
        isOver.value = false;
        if (event.dataTransfer === null || !canDrop(event.dataTransfer.types)) return;
        event.preventDefault();
        drop(event.dataTransfer);
      };
      target.addEventListener('dragenter', over);
      target.addEventListener('dragover', over);
      target.addEventListener('dragleave', leave);
      target.addEventListener('drop', dropped);
    },
    dismiss() {
      problem.value = '';
    },
  };
}

/** What VS Code calls its own lists of addresses. The plain list is cut to one address by it. */
const listType = 'application/vnd.code.uri-list';
const resourcesType = 'resourceurls';
const plainType = 'text/uri-list';

function canDrop(types: readonly string[]): boolean {
  return [listType, resourcesType, plainType, 'Files'].some((type) => types.includes(type));
}

/** Addresses of files in a drop, by the fullest list there is. Web addresses are none. @param read the data of a type, or ''. */
export function droppedAddresses(read: (type: string) => string): readonly string[] {
  const list = linesOf(read(listType));
  const resources = list.length > 0 ? [] : namesIn(read(resourcesType));
  const found = list.length > 0 ? list : resources.length > 0 ? resources : linesOf(read(plainType));
  return [...new Set(found)].filter((address) => /^(?!https?:)[a-z][a-z0-9+.-]*:/i.test(address));
}

/** RFC 2483: one address a line; lines with a number sign are remarks. */
function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}

function namesIn(json: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(json);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
