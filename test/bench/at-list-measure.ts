// Measures, inside an extension host, what a key costs in the list behind `@`: from the question to the list with files, beside
// a bare `findFiles` for the same letters, turn by turn. Nothing is picked, so nothing is read.
import process from 'node:process';
import * as vscode from 'vscode';
import { Attaching } from '../../src/host/context/attaching.ts';
import { Suggestions } from '../../src/host/context/suggestions.ts';

/** Milliseconds, one figure a key. */
export interface AtListFigures {
  /** From the first key to the first list with files: the names are listed for it. */
  readonly firstMs: number;
  readonly parley: readonly number[];
  /** What the extension host computed for each of them: on a busy machine the time goes to others. */
  readonly parleyCpu: readonly number[];
  readonly findFiles: readonly number[];
  /** Lines offered for the last key. */
  readonly lines: number;
}

/** @param queries what is typed, letter by letter. */
export async function measureAtList(queries: readonly string[], rounds: number): Promise<AtListFigures> {
  const suggestions = new Suggestions({
    prompts: { prompts: async () => [] },
    runCommand: async () => undefined,
    attach: () => undefined,
    attaching: new Attaching(() => undefined),
  });
  let queryId = 0;
  let lines = 0;
  const ask = async (words: string): Promise<number> => {
    const startedAtMs = performance.now();
    queryId += 1;
    const mine = queryId;
    await new Promise<void>((resolve, reject) => {
      const heard = new Set<string>();
      // Until the names are listed, what the editor has is told alone.
      suggestions
        .completeContext(mine, words, ({ items }) => {
          for (const { group } of items) heard.add(group);
          lines = items.length;
          if (heard.has('files')) resolve();
        })
        // A further key has come: its question ends this one.
        .then(() => (heard.has('files') ? undefined : reject(new Error(`No file for “${words}”.`))), reject);
    });
    return performance.now() - startedAtMs;
  };
  try {
    const firstMs = await ask(queries[0]?.slice(0, 1) ?? '');
    const parley: number[] = [];
    const parleyCpu: number[] = [];
    const findFiles: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const query of queries) {
        for (let length = 1; length <= query.length; length += 1) {
          const words = query.slice(0, length);
          const before = process.cpuUsage();
          parley.push(await ask(words));
          const { user, system } = process.cpuUsage(before);
          parleyCpu.push((user + system) / 1000);
          const startedAtMs = performance.now();
          await vscode.workspace.findFiles(`**/*${words}*`, undefined, 30);
          findFiles.push(performance.now() - startedAtMs);
        }
      }
    }
    return { firstMs, parley, parleyCpu, findFiles, lines };
  } finally {
    suggestions.dispose();
  }
}
