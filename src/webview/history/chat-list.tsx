// The lines of the history: chats under dates, or hits with their words marked. The buttons for the selected line float beside
// it, outside of the list, because a list box holds options only.
import type { ChatHeader, SearchHit } from '../../model/chat-header.ts';
import { splitModelName } from '../../model/provider.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { useEffect, useLayoutEffect, useRef, useState } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { dateGroup, shortDate } from './date-groups.ts';

/** The element id of a line. */
export function optionId(index: number): string {
  return `chat-line-${index}`;
}

/** The list box, with "Show more" below it. */
export function ChatList(): VNode {
  const { history } = useView();
  const area = useRef<HTMLDivElement>(null);
  const nowMs = Date.now();
  const hits = history.hits.value;
  const { selected } = history;
  useEffect(() => {
    document.getElementById(optionId(selected.value))?.scrollIntoView({ block: 'nearest' });
  }, [selected.value]);
  return (
    <div class="history-area" ref={area}>
      <div id="chats" class="history-list" role="listbox" aria-label={strings.chats.label} tabIndex={0}>
        {hits.length > 0
          ? hits.map((hit, index) => (
              <Line key={`${hit.chatId} ${hit.messageId ?? ''}`} index={index}>
                <HitLine hit={hit} nowMs={nowMs} />
              </Line>
            ))
          : groups(history.chats.value, nowMs).map(({ name, first, chats }) => (
              <div key={name} role="group" aria-label={name}>
                <div class="history-date" aria-hidden="true">
                  {name}
                </div>
                {chats.map((chat, index) => (
                  <Line key={chat.id} index={first + index}>
                    <ChatLine chat={chat} nowMs={nowMs} />
                  </Line>
                ))}
              </div>
            ))}
      </div>
      <LineActions area={area} />
      {history.hasMore.value && (
        <button type="button" class="button button-quiet history-more" onClick={() => history.more()}>
          {strings.chats.more}
        </button>
      )}
    </div>
  );
}

interface Group {
  readonly name: string;
  /** Place of its first chat in the whole list. */
  readonly first: number;
  readonly chats: ChatHeader[];
}

function groups(chats: readonly ChatHeader[], nowMs: number): readonly Group[] {
  const found: Group[] = [];
  for (const [index, chat] of chats.entries()) {
    const name = dateGroup(chat.updatedAtMs, chat.isPinned, nowMs);
    const last = found.at(-1);
    if (last?.name === name) last.chats.push(chat);
    else found.push({ name, first: index, chats: [chat] });
  }
  return found;
}

function Line({ index, children }: { index: number; children: VNode }): VNode {
  const { history } = useView();
  const isSelected = history.selected.value === index;
  return (
    <div
      id={optionId(index)}
      class={`history-line ${isSelected ? 'is-selected' : ''}`}
      role="option"
      aria-selected={isSelected}
      onMouseMove={() => history.select(index)}
      onClick={() => history.openLine(index)}
    >
      {children}
    </div>
  );
}

function ChatLine({ chat, nowMs }: { chat: ChatHeader; nowMs: number }): VNode {
  const { title, preview, model, messageCount, updatedAtMs, workspace } = chat;
  const facts = [
    shortDate(updatedAtMs, nowMs),
    splitModelName(model)?.modelId ?? model,
    workspace?.name ?? '',
    strings.chats.messages(messageCount),
  ];
  return (
    <>
      <div class="history-title" dir="auto">
        {title}
      </div>
      {preview !== '' && preview !== title && (
        <div class="history-preview" dir="auto">
          {preview}
        </div>
      )}
      <div class="history-facts">{facts.filter((fact) => fact !== '').join(' · ')}</div>
    </>
  );
}

function HitLine({ hit, nowMs }: { hit: SearchHit; nowMs: number }): VNode {
  return (
    <>
      <div class="history-title" dir="auto">
        {hit.title}
      </div>
      <div class="history-excerpt" dir="auto">
        {hit.pieces.map(({ text, isHit }, index) => (isHit ? <mark key={index}>{text}</mark> : text))}
      </div>
      <div class="history-facts">{shortDate(hit.createdAtMs, nowMs)}</div>
    </>
  );
}

/** Buttons for the selected line, at its end; or the box for its new title. */
function LineActions({ area }: { area: { readonly current: HTMLDivElement | null } }): VNode | null {
  const { history } = useView();
  const [top, setTop] = useState(0);
  const chatId = history.selectedChatId.value;
  const chat = history.chats.value.find(({ id }) => id === chatId);
  const index = history.selected.value;
  useLayoutEffect(() => {
    const line = document.getElementById(optionId(index));
    const start = area.current?.getBoundingClientRect().top ?? 0;
    if (line !== null) setTop(line.getBoundingClientRect().top - start + (area.current?.scrollTop ?? 0));
  }, [index, chatId, history.chats.value, history.hits.value]);
  if (chatId === undefined) return null;
  const title = chat?.title ?? history.hits.value[index]?.title ?? '';
  const place = { top: `${top}px` };
  if (history.renamingId.value === chatId) return <RenameBox title={title} place={place} />;
  const isPinned = chat?.isPinned ?? false;
  return (
    <div class="history-actions" style={place} role="group" aria-label={strings.chats.actions}>
      <IconButton icon="edit" label={strings.chats.rename} onClick={() => history.beginRename()} />
      {chat !== undefined && (
        <IconButton
          icon="pin"
          label={isPinned ? strings.chats.unpin : strings.chats.pin}
          onClick={() => history.togglePin()}
        />
      )}
      <IconButton icon="trash" label={strings.chats.remove} onClick={() => history.remove()} />
    </div>
  );
}

function RenameBox({ title, place }: { title: string; place: { top: string } }): VNode {
  const { history } = useView();
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.select();
  }, []);
  return (
    <input
      ref={box}
      class="history-rename"
      style={place}
      aria-label={strings.chats.renameBox}
      defaultValue={title}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === 'Enter') history.endRename(event.currentTarget.value);
        else if (event.key === 'Escape') history.endRename(undefined);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={(event) => history.endRename(event.currentTarget.value)}
    />
  );
}
