// The tools of one source with their switches, and one switch for all of them.
import type { ToolListEntry } from '../../protocol/to-view.ts';
import { exactText } from '../exact-text.ts';
import { useId, useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { formatCount } from '../language.ts';
import { strings } from '../strings.ts';
import type { ToolGroup } from './tool-groups.ts';

/** `isSearching`: the group shows only what was found, and its switch is for that. `onSwitch` gets names of tools. */
export function ToolGroupList(props: {
  group: ToolGroup;
  isSearching: boolean;
  onSwitch: (names: readonly string[], isOn: boolean) => void;
}): VNode {
  const { group, isSearching, onSwitch } = props;
  const source = exactText(group.source);
  const headingId = useId();
  const all = useRef<HTMLInputElement>(null);
  const onCount = group.entries.filter(({ isOn }) => isOn).length;
  const isAllOn = onCount === group.entries.length;
  const isMixed = onCount > 0 && !isAllOn;
  useLayoutEffect(() => {
    if (all.current !== null) all.current.indeterminate = isMixed;
  });
  const words = strings.tool.list;
  return (
    <section class="tool-group" aria-labelledby={headingId}>
      <div class="tool-group-header">
        <h3 id={headingId}>{source}</h3>
        <span class="tool-group-count">{words.summary(onCount, group.entries.length)}</span>
        <input
          ref={all}
          type="checkbox"
          aria-label={
            isSearching ? words.groupSwitchFound(group.entries.length, source) : words.groupSwitch(source)
          }
          checked={isAllOn}
          onChange={() =>
            onSwitch(
              group.entries.map(({ name }) => name),
              !isAllOn,
            )
          }
        />
      </div>
      <ul>
        {group.entries.map((entry) => (
          <ToolEntry key={entry.name} entry={entry} onSwitch={(isOn) => onSwitch([entry.name], isOn)} />
        ))}
      </ul>
    </section>
  );
}

function ToolEntry({ entry, onSwitch }: { entry: ToolListEntry; onSwitch: (isOn: boolean) => void }): VNode {
  const textId = useId();
  const description = exactText(entry.description);
  return (
    <li class="tool-entry">
      <label>
        <span class="tool-entry-name">{exactText(entry.label)}</span>
        <input
          type="checkbox"
          role="switch"
          aria-label={exactText(entry.label)}
          aria-describedby={textId}
          checked={entry.isOn}
          onChange={() => onSwitch(!entry.isOn)}
        />
        <span class="tool-entry-text" id={textId}>
          <span class="tool-entry-description" title={description}>
            {description}
          </span>
          <span class="tool-entry-tokens">{strings.tool.list.tokens(formatCount(entry.tokens))}</span>
        </span>
      </label>
    </li>
  );
}
