// The project's instruction files that will go with the next message, as chips: each can be taken out of this chat.
import { Icon } from '../icon.tsx';
import { withHiddenNamed } from '../markdown/hidden-characters.ts';
import { IconButton } from '../parts/icon-button.tsx';
import type { RefObject, VNode } from '../preact.ts';
import type { InstructionChip } from '../../model/request-preview.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** More are counted, and shown in the list of what will be sent. */
const maxShown = 3;

/** The chips; nothing when there are none. `box` gets the focus when the last one is gone. */
export function InstructionChips({ box }: { box: RefObject<HTMLTextAreaElement | null> }): VNode | null {
  const { store, send, isRequestShown } = useView();
  const all = store.outline.value?.instructions ?? [];
  if (all.length === 0) return null;
  const words = strings.request.instructions;
  const shown = all.length > maxShown ? all.slice(0, maxShown - 1) : all;
  return (
    <ul class="attachments instructions" aria-label={words.label}>
      {shown.map((chip) => (
        <Chip
          key={chip.partId}
          chip={chip}
          onRemove={() => {
            send({ type: 'part-leave-out', partId: chip.partId, isLeftOut: true });
            box.current?.focus();
          }}
        />
      ))}
      {all.length > shown.length && (
        <li class="chip">
          <button
            type="button"
            class="chip-open"
            title={words.showAll}
            onClick={() => {
              isRequestShown.value = true;
            }}
          >
            <span class="chip-name">{words.more(all.length - shown.length)}</span>
          </button>
        </li>
      )}
    </ul>
  );
}

function Chip({ chip, onRemove }: { chip: InstructionChip; onRemove: () => void }): VNode {
  const path = withHiddenNamed(chip.path);
  const slash = path.lastIndexOf('/') + 1;
  const words = strings.request.instructions;
  return (
    <li class="chip">
      <span class="chip-text" title={words.hint(path, chip.tokens)}>
        <Icon name="rules" />
        <span class="chip-folder">{path.slice(0, slash)}</span>
        <span class="chip-name">{path.slice(slash)}</span>
      </span>
      <IconButton icon="close" class="chip-remove" label={words.remove(path)} onClick={onRemove} />
    </li>
  );
}
