// What the editor knows about a request: instruction files near the files in question, what the model can read, and how
// servers count tokens; the last two are kept for the next window. Asks no server.
import * as vscode from 'vscode';
import type { ContextPorts } from '../../chat/plan-request.ts';
import type { ChatTarget } from '../../chat/target.ts';
import { applicableInstructions } from '../../context/instructions.ts';
import { TokenCalibration } from '../../context/tokens.ts';
import type { ModelLists } from '../../llm/model-lists.ts';
import type { ModelEntry } from '../../model/provider.ts';
import type { Settings } from '../settings.ts';
import { ModelMemory } from './model-memory.ts';
import { projectPaths, readInstructions } from './project-files.ts';

const calibrationKey = 'tokenCalibration';

/** The port of this window. @param memory where calibration and facts about models outlive it. */
export function createRequestContext(
  settings: Pick<Settings, 'instructionFiles'>,
  modelLists: Pick<ModelLists, 'known'>,
  memory: vscode.Memento,
): ContextPorts {
  const calibration = new TokenCalibration(memory.get<Readonly<Record<string, unknown>>>(calibrationKey));
  const remembered = new ModelMemory(memory);
  /** What the user wrote down wins over what the server's list said, now or in an earlier window. */
  const factsOf = ({ provider, model, apiKey }: ChatTarget): Pick<ModelEntry, 'contextLength' | 'vision'> => {
    const listed = modelLists.known(provider, apiKey, model);
    if (listed !== undefined) remembered.note(provider, listed);
    const { contextLength, vision } = {
      ...remembered.of(provider, model),
      ...provider.models.find(({ id }) => id === model),
    };
    return {
      ...(contextLength === undefined ? {} : { contextLength }),
      ...(vision === undefined ? {} : { vision }),
    };
  };
  return {
    instructions: async (uris) => {
      if (!settings.instructionFiles()) return [];
      const active = vscode.window.activeTextEditor?.document.uri;
      const files = [...uris.map((uri) => vscode.Uri.parse(uri)), ...(active === undefined ? [] : [active])];
      return applicableInstructions(await readInstructions(files), projectPaths(files));
    },
    contextTokens: (target) => factsOf(target).contextLength,
    seesPictures: (target) => factsOf(target).vision,
    calibration: {
      factor: (model) => calibration.factor(model),
      learn: (model, estimated, reported) => {
        calibration.learn(model, estimated, reported);
        void memory.update(calibrationKey, calibration.toJSON());
      },
    },
  };
}
