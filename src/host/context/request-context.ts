// What the editor knows about a request: instruction files near the files in question, the model's context length, and
// how servers count tokens, which is kept for the next window. Asks no server.
import * as vscode from 'vscode';
import type { ContextPorts } from '../../chat/compose-request.ts';
import { applicableInstructions } from '../../context/instructions.ts';
import { TokenCalibration } from '../../context/tokens.ts';
import type { ModelLists } from '../../llm/model-lists.ts';
import type { Settings } from '../settings.ts';
import { projectPaths, readInstructions } from './project-files.ts';

const calibrationKey = 'tokenCalibration';

/** The port of this window. @param memory where the calibration outlives it. */
export function createRequestContext(
  settings: Pick<Settings, 'instructionFiles'>,
  modelLists: Pick<ModelLists, 'known'>,
  memory: vscode.Memento,
): ContextPorts {
  const calibration = new TokenCalibration(memory.get<Readonly<Record<string, unknown>>>(calibrationKey));
  return {
    instructions: async (uris) => {
      if (!settings.instructionFiles()) return [];
      const active = vscode.window.activeTextEditor?.document.uri;
      const files = [...uris.map((uri) => vscode.Uri.parse(uri)), ...(active === undefined ? [] : [active])];
      return applicableInstructions(await readInstructions(files), projectPaths(files));
    },
    contextTokens: ({ provider, model, apiKey }) =>
      provider.models.find(({ id }) => id === model)?.contextLength ??
      modelLists.known(provider, apiKey, model)?.contextLength,
    calibration: {
      factor: (model) => calibration.factor(model),
      learn: (model, estimated, reported) => {
        calibration.learn(model, estimated, reported);
        void memory.update(calibrationKey, calibration.toJSON());
      },
    },
  };
}
