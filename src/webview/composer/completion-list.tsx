// The list that completes what is typed, above the message box. The cursor stays in the box, which names the active line.
import { Icon } from '../icon.tsx';
import type { IconName } from '../icon-shapes.ts';
import { withHiddenNamed } from '../markdown/hidden-characters.ts';
import { useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import type { Suggestion, SuggestionKind } from '../../protocol/to-view.ts';
import { strings } from '../strings.ts';
import type { Completion, OpenCompletion } from './completion.ts';

const icons: Readonly<Record<SuggestionKind, IconName>> = {
  prompt: 'prompt',
  selection: 'selection',
  file: 'file',
  folder: 'folder',
  symbol: 'symbol',
  problems: 'warning',
  terminal: 'terminal',
  changes: 'changes',
  image: 'image',
  page: 'page',
};

/** Id of the list in the page. */
export const completionListId = 'completion-list';

/** Id of the active line in the page. */
export function completionOptionId(index: number): string {
  return `completion-${index}`;
}

/** Nothing while no list is shown. */
export function CompletionList({ completion }: { completion: Completion }): VNode | null {
  const open = completion.shown.value;
  return open === undefined ? null : <OpenList completion={completion} open={open} />;
}

function OpenList({ completion, open }: { completion: Completion; open: OpenCompletion }): VNode {
  const list = useRef<HTMLDivElement>(null);
  const { items, activeIndex, isSearching, isCut, kind } = open;
  useLayoutEffect(() => {
    const active = list.current?.querySelector('[aria-selected=true]');
    // The first line has the heading of its group above it.
    if (activeIndex === 0 && list.current !== null) list.current.scrollTop = 0;
    else active?.scrollIntoView({ block: 'nearest' });
  }, [activeIndex, items]);
  return (
    <div class="completion">
      <div
        ref={list}
        id={completionListId}
        class="completion-lines"
        role="listbox"
        aria-label={kind === 'prompt' ? strings.completion.prompts : strings.completion.context}
        aria-busy={isSearching}
        // The cursor stays in the message box.
        onMouseDown={(event) => event.preventDefault()}
      >
        {groupsOf(items).map(({ group, first, lines }) => (
          <div key={group} role="group" aria-label={strings.completion.groups[group]}>
            <div class="completion-group" aria-hidden="true">
              {strings.completion.groups[group]}
            </div>
            {lines.map((item, at) => (
              <Line
                key={item.id}
                item={item}
                index={first + at}
                isActive={first + at === activeIndex}
                onPick={() => completion.pick(first + at)}
              />
            ))}
          </div>
        ))}
      </div>
      {isCut && <p class="completion-note">{strings.completion.isCut}</p>}
    </div>
  );
}

interface Group {
  readonly group: Suggestion['group'];
  /** Index of its first line in the whole list. */
  readonly first: number;
  readonly lines: readonly Suggestion[];
}

/** Lines of a group come together. */
function groupsOf(items: readonly Suggestion[]): readonly Group[] {
  const names = [...new Set(items.map(({ group }) => group))];
  return names.map((group) => ({
    group,
    first: items.findIndex((item) => item.group === group),
    lines: items.filter((item) => item.group === group),
  }));
}

function Line(props: { item: Suggestion; index: number; isActive: boolean; onPick: () => void }): VNode {
  const { item, index, isActive, onPick } = props;
  const { kind, label, detail, hint, isSecret } = item;
  const isPrompt = kind === 'prompt';
  return (
    <div
      id={completionOptionId(index)}
      class="completion-line"
      role="option"
      aria-selected={isActive}
      title={[
        isPrompt ? `/${label} ${hint}`.trim() : '',
        detail === '' || isPrompt ? '' : `${detail}/${label}`,
        isSecret ? strings.completion.secret : '',
      ]
        .filter((part) => part !== '')
        .join('\n')}
      onClick={onPick}
    >
      {!isPrompt && <Icon name={icons[kind]} />}
      <span class="completion-label">
        {isPrompt && '/'}
        <Marked text={label} marks={item.labelMarks} />
      </span>
      {hint !== '' && <span class="completion-hint">{hint}</span>}
      {detail !== '' && (
        <span class="completion-detail">
          <Marked text={detail} marks={item.detailMarks} />
        </span>
      )}
      {isSecret && (
        <span class="completion-secret">
          <Icon name="lock" />
          <span class="visually-hidden">{strings.completion.secret}</span>
        </span>
      )}
    </div>
  );
}

/** The letters that fit what was typed stand out. Characters that cannot be seen are named. */
function Marked({ text, marks }: { text: string; marks: readonly number[] }): VNode {
  if (marks.length === 0) return <>{withHiddenNamed(text)}</>;
  const isMarked = new Set(marks);
  const pieces: { isHit: boolean; text: string }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const isHit = isMarked.has(at);
    const last = pieces.at(-1);
    if (last !== undefined && last.isHit === isHit) last.text += text[at] ?? '';
    else pieces.push({ isHit, text: text[at] ?? '' });
  }
  return (
    <>
      {pieces.map((piece, at) =>
        piece.isHit ? <b key={at}>{withHiddenNamed(piece.text)}</b> : withHiddenNamed(piece.text),
      )}
    </>
  );
}
