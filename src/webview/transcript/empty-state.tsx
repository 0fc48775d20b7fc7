// What an empty chat says: what to do first, and which keys help.
import { splitModelName } from '../../model/provider.ts';
import { Icon } from '../icon.tsx';
import type { IconName } from '../icon-shapes.ts';
import type { ComponentChildren, VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** Provider id of the practice server (see `npm start`). */
const practiceProviderId = 'practice';

/** Tailored to what is set up. */
export function EmptyState(): VNode | null {
  const { store, send } = useView();
  const panel = store.panel.value;
  if (panel === undefined) return null;
  const isPractice = splitModelName(panel.model)?.providerId === practiceProviderId;
  const texts = strings.empty;
  const command = panel.isMac ? 'Cmd' : 'Ctrl';
  const [sendKeys, lineKeys]: readonly [readonly string[], readonly string[]] =
    panel.sendWith === 'enter' ? [['Enter'], ['Shift', 'Enter']] : [[command, 'Enter'], ['Enter']];
  return (
    <section class="empty">
      {panel.model === '' ? (
        <>
          <h1>{texts.noModelTitle}</h1>
          <p>{texts.noModelText}</p>
          <button type="button" class="button button-large" onClick={() => send({ type: 'model-choose' })}>
            {texts.chooseModel}
          </button>
        </>
      ) : (
        <h1>{texts.title}</h1>
      )}
      {isPractice && (
        <p class="practice">
          <Icon name="info" />
          <span>
            <strong>{texts.practiceTitle}</strong> {texts.practiceText}
          </span>
        </p>
      )}
      <ul class="hints">
        <Hint icon="selection">{withKeys(texts.selectionHint, [command, 'K'], ['X'])}</Hint>
        <Hint icon="attach">{withKeys(texts.attachHint, ['@'], ['/'])}</Hint>
        <Hint icon="file">{withKeys(texts.dropHint, ['Shift'])}</Hint>
        <Hint icon="keyboard">{withKeys(texts.keysHint, sendKeys, lineKeys)}</Hint>
        <Hint icon="stop">{withKeys(texts.stopHint, ['Escape'])}</Hint>
      </ul>
    </section>
  );
}

function Hint({ icon, children }: { icon: IconName; children: ComponentChildren }): VNode {
  return (
    <li>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}

/** A sentence with keys where `{0}`, `{1}` … stand in it: languages put them in different places. */
function withKeys(sentence: string, ...combinations: readonly (readonly string[])[]): ComponentChildren {
  return sentence.split(/(\{\d\})/).map((piece, at) => {
    const keys = /^\{\d\}$/.test(piece) ? combinations[Number(piece[1])] : undefined;
    return keys === undefined ? piece : <Keys key={at} keys={keys} />;
  });
}

function Keys({ keys }: { keys: readonly string[] }): VNode {
  return <kbd>{keys.join('+')}</kbd>;
}
