// Small pictures of attached images. The host hands their bytes over once; what is kept is a data image of a few kilobytes,
// drawn here. Nothing is loaded from anywhere.
import type { Intent } from '../../protocol/to-host.ts';
import { signal } from '../preact.ts';
import type { ReadonlySignal } from '../preact.ts';
import type { StoreListener } from '../store.ts';

/** See the head of this file. */
export interface Thumbnails extends StoreListener {
  /** Data addresses by attachment id; empty for a picture that cannot be shown. */
  readonly known: ReadonlySignal<ReadonlyMap<string, string>>;
  /** Asks for the picture of an attachment, unless it is known or on its way. */
  want(attachmentId: string, width: number, height: number): void;
}

/** Height of a thumbnail, in pixels: twice what is shown, for sharp screens. */
const heightPx = 40;
/** Widest, as a multiple of the height. */
const maxRatio = 3;
/** Pictures with more pixels are not unpacked: that would take more than 100 MB. */
const maxPixels = 30_000_000;
const maxKept = 60;

/** No picture yet. */
export function createThumbnails(send: (intent: Intent) => void): Thumbnails {
  const known = signal<ReadonlyMap<string, string>>(new Map());
  const wanted = new Set<string>();

  function keep(id: string, address: string): void {
    wanted.delete(id);
    known.value = new Map([...known.value, [id, address] as const].slice(-maxKept));
  }

  return {
    known,
    want(id, width, height) {
      if (known.value.has(id) || wanted.has(id) || width * height > maxPixels) return;
      wanted.add(id);
      send({ type: 'image-preview', attachmentId: id });
    },
    // What was asked for before a snapshot may have been lost.
    onSnapshot: () => wanted.clear(),
    onEvent(event) {
      if (event.type !== 'image-preview') return;
      const { attachmentId, mediaType, base64 } = event;
      draw(base64, mediaType).then(
        (address) => keep(attachmentId, address),
        () => keep(attachmentId, ''),
      );
    },
  };
}

async function draw(base64: string, type: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type }));
  try {
    const canvas = document.createElement('canvas');
    canvas.height = Math.min(heightPx, picture.height);
    const scale = canvas.height / picture.height;
    canvas.width = Math.max(1, Math.min(picture.width * scale, heightPx * maxRatio));
    // A wide picture shows its middle.
    const left = (picture.width * scale - canvas.width) / 2;
    canvas.getContext('2d')?.drawImage(picture, -left, 0, picture.width * scale, canvas.height);
    return canvas.toDataURL('image/png');
  } finally {
    picture.close();
  }
}
