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
  const [sendKeys, lineKeys] =
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
            <strong>{texts.practiceTitle}.</strong> {texts.practiceText}
          </span>
        </p>
      )}
      <ul class="hints">
        <Hint icon="selection">
          {texts.selectionHint} <Keys keys={[command, 'K']} /> <Keys keys={['X']} /> {texts.selectionHintEnd}
        </Hint>
        <Hint icon="attach">
          <Keys keys={['@']} /> {texts.attachHint}, <Keys keys={['/']} /> {texts.promptHint}
        </Hint>
        <Hint icon="file">
          <Keys keys={['Shift']} /> {texts.dropHint}
        </Hint>
        <Hint icon="keyboard">
          <Keys keys={sendKeys} /> {texts.sendHint}, <Keys keys={lineKeys} /> {texts.newLineHint}
        </Hint>
        <Hint icon="stop">
          <Keys keys={['Escape']} /> {texts.stopHint}
        </Hint>
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

function Keys({ keys }: { keys: readonly string[] }): VNode {
  return <kbd>{keys.join('+')}</kbd>;
}
