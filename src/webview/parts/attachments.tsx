// What the user attached, as chips that open the place they came from, and what can be done with them by keys.
import { attachmentLabel, type Attachment } from '../../model/attachment.ts';
import { Icon } from '../icon.tsx';
import type { IconName } from '../icon-shapes.ts';
import { formatCompact } from '../language.ts';
import { withHiddenNamed } from '../markdown/hidden-characters.ts';
import { useEffect } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { chipToFocus } from './chip-keys.ts';
import { IconButton } from './icon-button.tsx';

const icons: Readonly<Record<Attachment['kind'], IconName>> = {
  selection: 'selection',
  symbol: 'symbol',
  file: 'file',
  folder: 'folder',
  problems: 'warning',
  terminal: 'terminal',
  diff: 'changes',
  image: 'image',
  url: 'page',
};

/** The list of attachments; nothing when there are none. `canRemove` in the composer. */
export function Attachments(props: {
  attachments: readonly Attachment[];
  canRemove?: boolean;
}): VNode | null {
  const { send, focusComposer } = useView();
  const { attachments, canRemove = false } = props;
  if (attachments.length === 0) return null;
  const remove = (attachmentId: string): void => send({ type: 'attachment-remove', attachmentId });
  const onKeyDown = (event: KeyboardEvent): void => {
    const { currentTarget, target } = event;
    if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
    const chips = [...currentTarget.querySelectorAll<HTMLElement>('.chip-open')];
    const at = chips.findIndex((chip) => chip.parentElement?.contains(target) === true);
    const next = chipToFocus(event.key, at, chips.length);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const removed = event.key === 'Delete' || event.key === 'Backspace' ? attachments[at] : undefined;
    if (next === 'composer') focusComposer();
    else chips[next]?.focus();
    if (removed !== undefined) remove(removed.id);
  };
  return (
    <ul
      class="attachments"
      aria-label={strings.attachments.label}
      onKeyDown={canRemove ? onKeyDown : undefined}
    >
      {attachments.map((attachment) => (
        <AttachmentChip
          key={attachment.id}
          attachment={attachment}
          onRemove={canRemove ? () => remove(attachment.id) : undefined}
        />
      ))}
    </ul>
  );
}

function AttachmentChip(props: { attachment: Attachment; onRemove: (() => void) | undefined }): VNode {
  const { send } = useView();
  const { attachment, onRemove } = props;
  // A path that pretends to be another one must not look like it.
  const label = withHiddenNamed(attachmentLabel(attachment));
  const slash = label.lastIndexOf('/', label.length - 2) + 1;
  const facts = factsOf(attachment);
  const maskedCount = attachment.masked?.length ?? 0;
  return (
    <li class="chip">
      <button
        type="button"
        class="chip-open"
        aria-label={label}
        aria-description={facts.join('. ')}
        title={[strings.attachments.open(label), ...facts].join('\n')}
        onClick={() => send({ type: 'attachment-open', attachmentId: attachment.id })}
      >
        <ChipIcon attachment={attachment} />
        <span class="chip-folder">{label.slice(0, slash)}</span>
        <span class="chip-name">{label.slice(slash)}</span>
      </button>
      <span class="chip-facts" aria-hidden="true" title={facts.join('\n')}>
        {maskedCount > 0 && (
          <span class="chip-masked">
            <Icon name="lock" />
            {formatCompact(maskedCount)}
          </span>
        )}
        {attachment.tokens !== undefined && (
          <span class="chip-size">{strings.attachments.size(formatCompact(attachment.tokens))}</span>
        )}
      </span>
      {onRemove !== undefined && (
        <IconButton
          icon="close"
          class="chip-remove"
          label={strings.attachments.remove(label)}
          onClick={onRemove}
        />
      )}
    </li>
  );
}

/** What else there is to know, in whole sentences. */
function factsOf(attachment: Attachment): readonly string[] {
  const { tokens, masked = [] } = attachment;
  const kinds = [...new Set(masked.map(({ kind }) => kind))];
  return [
    ...(attachment.kind === 'image' ? [strings.attachments.pixels(attachment.width, attachment.height)] : []),
    ...(attachment.kind === 'file' && attachment.isUnsaved === true ? [strings.attachments.unsaved] : []),
    ...(tokens === undefined ? [] : [strings.attachments.tokens(tokens)]),
    ...(kinds.length === 0 ? [] : [strings.attachments.masked(masked.length, kinds.join(', '))]),
  ];
}

/** A small picture where it is one and can be shown, else an icon of its kind. */
function ChipIcon({ attachment }: { attachment: Attachment }): VNode {
  const { thumbnails } = useView();
  const { id, kind } = attachment;
  const address = kind === 'image' ? (thumbnails.known.value.get(id) ?? '') : '';
  useEffect(() => {
    if (attachment.kind === 'image') thumbnails.want(id, attachment.width, attachment.height);
  }, [id, address]);
  return address === '' ? <Icon name={icons[kind]} /> : <img class="chip-picture" src={address} alt="" />;
}
