// One part of the next request: what it is, where it comes from, its size, what was masked, and the way to take it out.
import type { Intent } from '../../protocol/to-host.ts';
import type { RequestPart } from '../../model/request-preview.ts';
import { exactText } from '../exact-text.ts';
import { Icon } from '../icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';

/** What a click on the part's button asks for; undefined for a part that can only go as it is. */
export function removalOf({ id, kind, fate }: RequestPart): Intent | undefined {
  switch (kind) {
    case 'system-prompt':
    case 'instructions':
      return { type: 'part-leave-out', partId: id, isLeftOut: fate !== 'taken-out' };
    case 'tools':
      return { type: 'part-tools-off' };
    case 'attachment':
      return { type: 'attachment-remove', attachmentId: id };
    case 'summary':
    case 'message':
    case 'tool-output':
    case 'earlier-attachment':
    case 'prompt':
      return undefined;
  }
}

/** What hovering over its button says. */
function removeHint({ kind }: RequestPart, label: string): string {
  const words = strings.request.part;
  if (kind === 'tools') return words.removeTools;
  return kind === 'attachment' ? words.remove(label) : words.removeHint;
}

/** `onRemove` gets the intent to send. */
export function RequestPartRow(props: { part: RequestPart; onRemove: (intent: Intent) => void }): VNode {
  const { part, onRemove } = props;
  const label = exactText(part.label);
  const words = strings.request.part;
  const removal = removalOf(part);
  const isOutput = part.kind === 'tool-output' || part.kind === 'earlier-attachment';
  return (
    <li class={`request-part is-${part.fate} ${isOutput ? 'is-below' : ''}`}>
      <span class="request-part-text">
        <span class="request-part-label" dir="auto" title={label}>
          {label}
        </span>
        <span class="request-part-origin">{part.origin}</span>
        {part.masked !== undefined && (
          <span class="request-part-masked">
            <Icon name="shield" />
            <span>{part.masked.text}</span>
          </span>
        )}
        {part.warning !== undefined && (
          <span class="request-part-warning">
            <Icon name="warning" />
            <span>{part.warning}</span>
          </span>
        )}
      </span>
      <span class="request-part-size">
        <span class="request-part-tokens" title={words.tokens(part.tokens)}>
          {part.tokens.toLocaleString(document.documentElement.lang)}
        </span>
        {part.fate === 'no-room' && <span class="request-part-fate">{words.noRoom}</span>}
        {part.fate === 'taken-out' && <span class="request-part-fate">{words.takenOut}</span>}
      </span>
      <span class="request-part-action">
        {removal !== undefined && part.fate !== 'taken-out' && (
          <IconButton
            key="remove"
            icon="close"
            label={part.kind === 'tools' ? words.removeTools : words.remove(label)}
            hint={removeHint(part, label)}
            onClick={() => onRemove(removal)}
          />
        )}
        {removal !== undefined && part.fate === 'taken-out' && (
          <IconButton
            key="add"
            icon="undo"
            label={words.addBackName(label)}
            hint={words.addBack}
            onClick={() => onRemove(removal)}
          />
        )}
      </span>
    </li>
  );
}
