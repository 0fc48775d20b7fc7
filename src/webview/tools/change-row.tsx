// One changed file: its path, counts and state, and the buttons while it can be decided.
import type { FileChange } from '../../model/tool.ts';
import { exactText } from '../exact-text.ts';
import { Icon } from '../icon.tsx';
import type { IconName } from '../icon-shapes.ts';
import { IconButton } from '../parts/icon-button.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { LineCounts } from './tool-detail.tsx';

/** What can be done with a change, as the intents are called. */
export type ChangeAction = 'changes-review' | 'changes-keep' | 'changes-undo';

const stateIcon: Readonly<Record<Exclude<FileChange['state'], 'open'>, IconName>> = {
  kept: 'check',
  undone: 'undo',
};

/** A list item. `act` is told what to do with its path; without it there are no buttons. */
export function ChangeRow(props: {
  change: FileChange;
  act: ((type: ChangeAction, path: string) => void) | undefined;
}): VNode {
  const { change, act } = props;
  const words = strings.tool.changes;
  const path = exactText(change.path);
  const slash = path.lastIndexOf('/') + 1;
  return (
    <li class={`change-row is-${change.state}`}>
      <span class="change-path" title={path}>
        <span class="change-folder">{path.slice(0, slash)}</span>
        <span class="change-name">{path.slice(slash)}</span>
      </span>
      {change.kind === 'created' && <span class="change-kind">{words.created}</span>}
      <LineCounts added={change.addedLines} removed={change.removedLines} />
      {change.state === 'open' && act !== undefined && (
        <span class="change-buttons">
          <IconButton
            icon="review"
            label={words.reviewOf(path)}
            onClick={() => act('changes-review', change.path)}
          />
          <IconButton
            icon="check"
            label={words.keepOf(path)}
            onClick={() => act('changes-keep', change.path)}
          />
          <IconButton
            icon="undo"
            label={words.undoOf(path)}
            onClick={() => act('changes-undo', change.path)}
          />
        </span>
      )}
      {change.state !== 'open' && (
        <span class="change-state">
          <Icon name={stateIcon[change.state]} />
          {words.state[change.state]}
        </span>
      )}
      {change.problem !== undefined && (
        <p class="change-problem">
          <Icon name="warning" />
          <span>{exactText(change.problem)}</span>
        </p>
      )}
    </li>
  );
}
