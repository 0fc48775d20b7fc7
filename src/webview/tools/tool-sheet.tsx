// All tools there are, with a switch each: a sheet over the lower part of the panel. Switches only ask; what is on comes
// back from the host.
import { Icon } from '../icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useEffect, useRef, useState } from '../preact.ts';
import type { RefObject, VNode } from '../preact.ts';
import type { ToolList } from '../../protocol/to-view.ts';
import { formatCount } from '../language.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { ToolGroupList } from './tool-group-list.tsx';
import { toolGroups, toolTotals } from './tool-groups.ts';

/** Most names in one intent (see the protocol). */
const maxNames = 1_000;

/** `opener`: the button that opened it. `onClose` is told whether the focus is to go back there. */
export function ToolSheet(props: {
  opener: RefObject<HTMLElement | null>;
  onClose: (wantsFocus: boolean) => void;
}): VNode {
  const { opener, onClose } = props;
  const { store, send } = useView();
  const tools = store.tools.value;
  const snapshots = store.snapshots.value;
  useEffect(() => send({ type: 'tools-show' }), [snapshots, send]);
  return (
    <Sheet
      title={strings.tool.list.title}
      closeLabel={strings.tool.list.close}
      stops="input"
      opener={opener}
      onClose={onClose}
    >
      {tools === undefined ? (
        <p class="sheet-note">{strings.tool.list.loading}</p>
      ) : (
        <SheetContent tools={tools} />
      )}
    </Sheet>
  );
}

function SheetContent({ tools }: { tools: ToolList }): VNode {
  const { send } = useView();
  const [query, setQuery] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const words = strings.tool.list;
  useEffect(() => {
    // Not from one who has moved on while the list was on its way.
    if (document.activeElement?.matches('[role=dialog]') === true) search.current?.focus();
  }, []);
  if (tools.offBecause !== undefined) {
    return (
      <p class="sheet-note">
        <Icon name="info" />
        <span>{tools.offBecause}</span>
      </p>
    );
  }
  if (tools.entries.length === 0) return <p class="sheet-note">{words.empty}</p>;
  const groups = toolGroups(tools.entries, query);
  return (
    <>
      <Totals tools={tools} />
      <input
        ref={search}
        type="search"
        class="tool-search"
        aria-label={words.search}
        placeholder={words.search}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div class="tool-groups">
        {groups.length === 0 && <p class="sheet-note">{words.noMatch}</p>}
        {groups.map((group) => (
          <ToolGroupList
            key={group.source}
            group={group}
            isSearching={query.trim() !== ''}
            onSwitch={(names, isOn) => {
              for (let begin = 0; begin < names.length; begin += maxNames)
                send({ type: 'tools-switch', names: names.slice(begin, begin + maxNames), isOn });
            }}
          />
        ))}
      </div>
    </>
  );
}

function Totals({ tools }: { tools: ToolList }): VNode {
  const { onCount, tokens, isOverLimit } = toolTotals(tools);
  const words = strings.tool.list;
  return (
    <>
      <p class="tool-totals">
        {words.summary(onCount, tools.entries.length)} · {words.cost(formatCount(tokens))}
      </p>
      <div role="status">
        {isOverLimit && (
          <p class="tool-over-limit">
            <Icon name="warning" />
            <span>{words.overLimit(onCount, tools.limit)}</span>
          </p>
        )}
      </div>
    </>
  );
}
