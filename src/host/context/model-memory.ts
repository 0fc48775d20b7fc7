// What servers' lists said about the models in use, kept for the next window: a list is asked for only when the user
// chooses a model, but how much a model reads matters from the first message on.
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { ModelEntry, Provider } from '../../model/provider.ts';

const memoryKey = 'modelFacts';
/** The last used are kept. */
const maxModels = 50;

const factsSchema = z.object({
  contextLength: z.number().positive().exactOptional(),
  vision: z.boolean().exactOptional(),
});
const memorySchema = z.record(z.string(), factsSchema);

/** What is remembered of one model. */
export type ModelFacts = z.infer<typeof factsSchema>;

/** See the head of this file. */
export class ModelMemory {
  readonly #memento: vscode.Memento;
  readonly #facts: Map<string, ModelFacts>;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
    this.#facts = new Map(Object.entries(memorySchema.catch({}).parse(memento.get(memoryKey))));
  }

  /** What is known of a model of this very server; empty when nothing is. */
  of(provider: Provider, modelId: string): ModelFacts {
    return this.#facts.get(keyOf(provider, modelId)) ?? {};
  }

  /** Takes over what the server's list says. Written only when it is new. */
  note(provider: Provider, { id, contextLength, vision }: ModelEntry): void {
    const key = keyOf(provider, id);
    const before = this.#facts.get(key);
    if (before?.contextLength === contextLength && before?.vision === vision) return;
    this.#facts.delete(key);
    this.#facts.set(key, {
      ...(contextLength === undefined ? {} : { contextLength }),
      ...(vision === undefined ? {} : { vision }),
    });
    for (const oldest of this.#facts.keys()) {
      if (this.#facts.size <= maxModels) break;
      this.#facts.delete(oldest);
    }
    void this.#memento.update(memoryKey, Object.fromEntries(this.#facts));
  }
}

/** Another address under the same name is another server. */
function keyOf({ baseUrl }: Provider, modelId: string): string {
  return `${baseUrl} ${modelId}`;
}
