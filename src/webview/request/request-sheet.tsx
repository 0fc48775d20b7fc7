// “What will be sent”: every part of the next request with its size and origin. The host makes the list when it is asked,
// and again when something in it has changed; nothing is taken out here but by asking the host.
import type { PartGroup, RequestPart, RequestPreview } from '../../model/request-preview.ts';
import { Icon } from '../icon.tsx';
import { Fold } from '../parts/fold.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useEffect, useLayoutEffect, useRef } from '../preact.ts';
import type { RefObject, VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { RequestPartRow } from './request-part.tsx';
import { RequestTotals } from './request-totals.tsx';

/** A chat with more parts is folded at first. */
const maxUnfolded = 6;

/** `opener`: the button that opened it. `onClose` is told whether the focus is to go back there. */
export function RequestSheet(props: {
  opener: RefObject<HTMLElement | null>;
  onClose: (wantsFocus: boolean) => void;
}): VNode {
  const { store, composer, send } = useView();
  const preview = store.preview.value;
  const { toolSwitches, leftOut, compactions } = store.conversation.value ?? {};
  const text = composer.text.value;
  useEffect(
    () => send({ type: 'request-show', text }),
    // Whatever may have changed the request: it is asked for anew.
    [
      send,
      text,
      store.snapshots.value,
      store.panel.value,
      store.isRunning.value,
      store.outline.value,
      toolSwitches,
      leftOut,
      compactions,
    ],
  );
  const words = strings.request;
  return (
    <Sheet
      title={words.title}
      closeLabel={words.close}
      class="request-sheet"
      stops="button"
      opener={props.opener}
      onClose={props.onClose}
    >
      {preview === undefined ? (
        <p class="sheet-note">{words.loading}</p>
      ) : (
        <Content preview={preview} onClose={props.onClose} />
      )}
    </Sheet>
  );
}

function Content(props: { preview: RequestPreview; onClose: (wantsFocus: boolean) => void }): VNode {
  const { preview, onClose } = props;
  const { store, send } = useView();
  const list = useRef<HTMLDivElement>(null);
  const removedAt = useRef<number | undefined>(undefined);
  // The button that was pressed may be gone with its part: the one in its place gets the focus.
  useLayoutEffect(() => {
    const at = removedAt.current;
    if (at === undefined || list.current === null) return;
    if (list.current.contains(document.activeElement)) return;
    removedAt.current = undefined;
    const buttons = buttonsIn(list.current);
    const next = buttons[Math.min(at, buttons.length - 1)];
    (next ?? list.current.closest<HTMLElement>('[role=dialog]'))?.focus();
  }, [preview]);
  const words = strings.request;
  if (preview.problem !== undefined) {
    return (
      <p class="sheet-note">
        <Icon name="info" />
        <span>{preview.problem}</span>
      </p>
    );
  }
  const groups = Map.groupBy(preview.parts, ({ group }) => group);
  const partsOf = (group: PartGroup): readonly RequestPart[] => groups.get(group) ?? [];
  const rows = (parts: readonly RequestPart[]): VNode => (
    <ul>
      {parts.map((part) => (
        <RequestPartRow
          key={part.id}
          part={part}
          onRemove={(intent) => {
            const { activeElement } = document;
            removedAt.current = buttonsIn(list.current).findIndex((button) => button === activeElement);
            send(intent);
          }}
        />
      ))}
    </ul>
  );
  const chat = partsOf('chat');
  const message = partsOf('message');
  const { unlisted } = preview;
  return (
    <>
      <RequestTotals preview={preview} />
      <div class="request-groups" ref={list}>
        <section aria-label={words.group.always}>
          <GroupHeading title={words.group.always} tokens={sumOf(partsOf('always'))} />
          {rows(partsOf('always'))}
        </section>
        {(chat.length > 0 || unlisted.count > 0) && (
          <section aria-label={words.group.chat}>
            <Fold
              class="request-fold"
              isOpen={chat.length <= maxUnfolded}
              heading={<GroupHeading title={words.group.chat} tokens={sumOf(chat) + unlisted.tokens} />}
            >
              {unlisted.count > 0 && (
                <p class="request-unlisted">{words.group.unlisted(unlisted.count, unlisted.tokens)}</p>
              )}
              {rows(chat)}
            </Fold>
            {!store.isRunning.value && chat.some(({ kind }) => kind === 'message') && (
              <button
                type="button"
                class="button button-quiet request-sum-up"
                onClick={() => {
                  onClose(true);
                  send({ type: 'error-action', action: 'compact' });
                }}
              >
                {words.group.sumUp}
              </button>
            )}
          </section>
        )}
        <section aria-label={words.group.message}>
          <GroupHeading title={words.group.message} tokens={sumOf(message)} />
          {message.length === 0 ? <p class="request-unlisted">{words.group.noMessage}</p> : rows(message)}
        </section>
      </div>
    </>
  );
}

function GroupHeading({ title, tokens }: { title: string; tokens: number }): VNode {
  return (
    <span class="request-heading">
      <span class="request-heading-title">{title}</span>
      <span class="request-heading-tokens">{strings.request.group.tokens(tokens)}</span>
    </span>
  );
}

function sumOf(parts: readonly RequestPart[]): number {
  return parts.reduce((sum, { tokens, fate }) => sum + (fate === 'sent' ? tokens : 0), 0);
}

function buttonsIn(list: HTMLElement | null): readonly HTMLElement[] {
  return list === null ? [] : [...list.querySelectorAll<HTMLElement>('.request-part-action button')];
}
