// Names the model that will answer, and opens VS Code's list to choose another.
import { splitModelName } from '../../model/provider.ts';
import { Icon } from '../icon.tsx';
import type { VNode } from '../preact.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-context.ts';

/** Letters at the end of a model id that stay when it is shortened: they tell versions apart. */
const keptEndLength = 10;

/** A button whose name begins with "Model". */
export function ModelPicker(): VNode {
  const { store, send } = useView();
  const { model = '', providerLabel = '' } = store.panel.value ?? {};
  const modelId = splitModelName(model)?.modelId ?? model;
  const full = model === '' ? strings.model.none : strings.model.full(providerLabel, modelId);
  const cut = Math.max(0, full.length - keptEndLength);
  return (
    <button
      type="button"
      class="model-picker"
      aria-label={strings.model.name(full)}
      aria-haspopup="dialog"
      title={strings.model.name(full)}
      onClick={() => send({ type: 'model-choose' })}
    >
      <span class="model-start">{full.slice(0, cut)}</span>
      <span class="model-end">{full.slice(cut)}</span>
      <Icon name="unfold" />
    </button>
  );
}
