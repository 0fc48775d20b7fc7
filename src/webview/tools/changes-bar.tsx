// The files that tools changed in an answer: look at the changes, keep them, take them back, one by one or all. What the
// host makes of it comes back as state; nothing is presumed here.
import type { FileChange } from '../../model/tool.ts';
import { exactText } from '../exact-text.ts';
import { Icon } from '../icon.tsx';
import { Fold } from '../parts/fold.tsx';
import { useLayoutEffect, useRef } from '../preact.ts';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';
import { ChangeRow, type ChangeAction } from './change-row.tsx';
import { LineCounts } from './tool-detail.tsx';

/** Nothing when nothing was changed; one line to unfold when all of it is decided. */
export function ChangesBar(props: { changes: readonly FileChange[]; messageId: string }): VNode | null {
  const { changes, messageId } = props;
  const { send } = useView();
  const bar = useRef<HTMLDivElement>(null);
  const actedOn = useRef<string | undefined>(undefined);
  const isOpen = changes.some((change) => change.state === 'open');
  useProblemsSpoken(changes);
  // A pressed button goes with its row's decision: the focus moves on to what is left to decide.
  useLayoutEffect(() => {
    if (actedOn.current === undefined) return;
    const lostFocus = document.activeElement === null || document.activeElement === document.body;
    actedOn.current = undefined;
    if (lostFocus) (bar.current?.querySelector<HTMLElement>('button') ?? bar.current)?.focus();
  }, [changes]);
  if (changes.length === 0) return null;

  const act = (type: ChangeAction, path?: string): void => {
    if (type !== 'changes-review') actedOn.current = path ?? '';
    send({ type, messageId, ...(path === undefined ? {} : { path }) });
  };
  const rows = (
    <ul class="change-rows">
      {changes.map((change) => (
        <ChangeRow key={change.path} change={change} act={changes.length > 1 ? act : undefined} />
      ))}
    </ul>
  );
  return (
    <div class="changes" role="group" aria-label={strings.tool.changes.label} ref={bar} tabIndex={-1}>
      {isOpen ? (
        <>
          <div class="changes-header">
            <Summary changes={changes} />
            <HeaderButtons changes={changes} act={act} />
          </div>
          {rows}
        </>
      ) : (
        <Fold
          class="changes-fold"
          isOpen={changes.some(hasProblem)}
          heading={<Summary changes={changes} isSettled />}
        >
          {rows}
        </Fold>
      )}
    </div>
  );
}

function Summary({ changes, isSettled }: { changes: readonly FileChange[]; isSettled?: boolean }): VNode {
  const total = (count: (change: FileChange) => number): number =>
    changes.reduce((sum, change) => sum + count(change), 0);
  return (
    <span class="changes-summary">
      <Icon name="changes" />
      <span>{strings.tool.changes.count(changes.length)}</span>
      <LineCounts
        added={total(({ addedLines }) => addedLines)}
        removed={total(({ removedLines }) => removedLines)}
      />
      {isSettled === true && <span class="changes-settled">{settledWord(changes)}</span>}
    </span>
  );
}

function settledWord(changes: readonly FileChange[]): string {
  const words = strings.tool.changes;
  const [first] = changes;
  if (first === undefined || first.state === 'open') return '';
  const isOneState = changes.every(({ state }) => state === first.state);
  if (!isOneState) return words.allSettled.mixed;
  return changes.length === 1 ? words.state[first.state] : words.allSettled[first.state];
}

/** For all files; where there is only one, for that one. */
function HeaderButtons(props: {
  changes: readonly FileChange[];
  act: (type: ChangeAction, path?: string) => void;
}): VNode {
  const { changes, act } = props;
  const words = strings.tool.changes;
  const path = changes.length === 1 ? changes[0]?.path : undefined;
  const button = (
    type: ChangeAction,
    one: string,
    of: (path: string) => string,
    all: string,
    look: string,
  ): VNode => (
    <button
      type="button"
      class={look}
      aria-label={path === undefined ? all : of(exactText(path))}
      onClick={() => act(type, path)}
    >
      {path === undefined ? all : one}
    </button>
  );
  return (
    <div class="button-row">
      {button('changes-review', words.review, words.reviewOf, words.reviewAll, 'button')}
      {button('changes-keep', words.keep, words.keepOf, words.keepAll, 'button button-quiet')}
      {button('changes-undo', words.undo, words.undoOf, words.undoAll, 'button button-quiet')}
    </div>
  );
}

function hasProblem({ problem }: FileChange): boolean {
  return problem !== undefined;
}

// A refused undo and a decision are told, since their buttons are gone or look as before.
function useProblemsSpoken(changes: readonly FileChange[]): void {
  const { announcer } = useView();
  const known = useRef(changes);
  useLayoutEffect(() => {
    const before = new Map(known.current.map((change) => [change.path, change]));
    known.current = changes;
    const news = changes.flatMap((change) => newsOf(change, before.get(change.path)));
    if (news.length > 0) announcer.say(news.join(' '));
  }, [changes]);
}

function newsOf(change: FileChange, before: FileChange | undefined): string[] {
  if (before === undefined) return [];
  const words = strings.tool.changes;
  const path = exactText(change.path);
  if (change.problem !== undefined && change.problem !== before.problem)
    return [words.problem(path, exactText(change.problem))];
  return change.state === before.state ? [] : [`${words.settled(path, words.state[change.state])}.`];
}
