// What the user attached, as chips that open the place they came from.
import { attachmentLabel, type Attachment } from '../../model/attachment.ts';
import { Icon } from '../icon.tsx';
import { withHiddenNamed } from '../markdown/hidden-characters.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { IconButton } from './icon-button.tsx';

/** The list of attachments; nothing when there are none. `canRemove` in the composer. */
export function Attachments(props: {
  attachments: readonly Attachment[];
  canRemove?: boolean;
}): VNode | null {
  const { attachments, canRemove = false } = props;
  if (attachments.length === 0) return null;
  return (
    <ul class="attachments" aria-label={strings.attachments.label}>
      {attachments.map((attachment) => (
        <AttachmentChip key={attachment.id} attachment={attachment} canRemove={canRemove} />
      ))}
    </ul>
  );
}

function AttachmentChip({ attachment, canRemove }: { attachment: Attachment; canRemove: boolean }): VNode {
  const { send } = useView();
  // A path that pretends to be another one must not look like it.
  const label = withHiddenNamed(attachmentLabel(attachment));
  const slash = label.lastIndexOf('/') + 1;
  return (
    <li class="chip">
      <button
        type="button"
        class="chip-open"
        aria-label={label}
        title={strings.attachments.open(label)}
        onClick={() => send({ type: 'attachment-open', attachmentId: attachment.id })}
      >
        <Icon name="file" />
        <span class="chip-folder">{label.slice(0, slash)}</span>
        <span class="chip-name">{label.slice(slash)}</span>
      </button>
      {canRemove && (
        <IconButton
          icon="close"
          class="chip-remove"
          label={strings.attachments.remove(label)}
          onClick={() => send({ type: 'attachment-remove', attachmentId: attachment.id })}
        />
      )}
    </li>
  );
}
