// What completes `@words` and `/words` in the composer: lines to choose from, made from names alone. Nothing is read
// before a line is picked, and only a line that was offered can be.
import * as vscode from 'vscode';
import type { PromptPorts } from '../../chat/expand-prompt.ts';
import { isEnvironmentFile } from '../../context/environment-file.ts';
import { createPathIndex } from '../../context/fuzzy-paths.ts';
import type { CatalogMatch } from '../../context/path-catalog.ts';
import { completeSlash, type SlashPrompt } from '../../context/prompts.ts';
import type { Attachment } from '../../model/attachment.ts';
import type { Suggestion, SuggestionList } from '../../protocol/to-view.ts';
import { isSecretFile } from '../../tools/sensitive-files.ts';
import type { Attaching } from './attaching.ts';
import { displayPath } from './display-path.ts';
import { editorContext, openFiles, type ContextOffer } from './editor-context.ts';
import { symbolAttachment, workspaceSymbols, type SymbolPlace } from './symbols.ts';
import { uriOfMatch, WorkspacePaths } from './workspace-paths.ts';

const maxFiles = 30;
const maxOpenFiles = 8;
const maxEditorLines = 4;
const maxSymbols = 10;
/** Pause in typing after which language servers are asked. */
const symbolDelayMs = 200;
/** Prompt files are read again after that long. */
const promptsKeptMs = 3000;
/** Lines that can still be picked: those of the last few lists. */
const maxOffered = 400;

/** What suggestions act on. */
export interface SuggestionPorts {
  readonly prompts: Pick<PromptPorts, 'prompts'>;
  readonly runCommand: (command: string, ...args: readonly unknown[]) => Promise<void>;
  readonly attach: (attachment: Attachment) => void;
  readonly attaching: Attaching;
}

type Offered = { readonly isAsking: boolean; readonly run: () => Promise<void> };
type Line = Omit<Suggestion, 'id'>;

const blank = { labelMarks: [], detailMarks: [], hint: '', isSecret: false } as const;

/** The source of suggestions of a window. */
export class Suggestions implements vscode.Disposable {
  readonly #ports: SuggestionPorts;
  readonly #paths = new WorkspacePaths();
  readonly #offered = new Map<string, Offered>();
  #lastId = 0;
  #lastQuery = 0;
  #prompts: { readonly found: Promise<readonly SlashPrompt[]>; readonly atMs: number } | undefined;

  constructor(ports: SuggestionPorts) {
    this.#ports = ports;
  }

  /** The prompts that fit. */
  async completePrompt(queryId: number, words: string): Promise<SuggestionList> {
    this.#lastQuery += 1;
    const now = performance.now();
    if (this.#prompts === undefined || now - this.#prompts.atMs > promptsKeptMs)
      this.#prompts = { found: this.#ports.prompts.prompts(), atMs: now };
    const items = completeSlash(`/${words}`, await this.#prompts.found).map(
      ({ name, description, argumentHint }): Suggestion => {
        const line: Line = { ...blank, kind: 'prompt', group: 'prompts', label: name, detail: description };
        return { ...line, hint: argumentHint, labelMarks: marksIn(name, words), id: this.#newId() };
      },
    );
    return { queryId, items, isComplete: true, isCut: false };
  }

  /**
   * What can be attached and fits.
   * @param send is called with what there is at once, again with the files, and again with the symbols; not any more once
   *   something else was asked for.
   */
  async completeContext(queryId: number, words: string, send: (list: SuggestionList) => void): Promise<void> {
    this.#lastQuery += 1;
    const mine = this.#lastQuery;
    const isCurrent = (): boolean => mine === this.#lastQuery;
    const editor = this.#editorLines(words);
    const waitsForFiles = words !== '' && this.#paths.known === undefined;
    if (waitsForFiles) send({ queryId, items: editor, isComplete: false, isCut: false });
    const names = await this.#paths.names();
    if (!isCurrent()) return;
    const files =
      words === ''
        ? openFiles()
            .slice(0, maxOpenFiles)
            .map((uri) => this.#openFile(uri))
        : names.catalog
            .search(words, maxFiles)
            .flatMap((match) => this.#fileLine(match, uriOfMatch(names, match)) ?? []);
    const hasSymbols = words.length > 1;
    const isCut = names.isCut && words !== '';
    const found = [...editor, ...files];
    send({ queryId, items: found, isComplete: !hasSymbols, isCut });
    if (!hasSymbols) return;
    await new Promise((resolve) => setTimeout(resolve, symbolDelayMs));
    if (!isCurrent()) return;
    const symbols = await workspaceSymbols(words).catch(() => []);
    if (!isCurrent()) return;
    const lines = symbols.slice(0, maxSymbols).map((symbol) => this.#symbolLine(symbol, words));
    send({ queryId, items: [...found, ...lines], isComplete: true, isCut });
  }

  /** Attaches what was offered under this id. Says what went wrong; never rejects. */
  async pick(suggestionId: string): Promise<void> {
    const picked = this.#offered.get(suggestionId);
    if (picked === undefined) return;
    await this.#ports.attaching.run(picked.run, picked.isAsking);
    // A question of VS Code's took the cursor away.
    if (picked.isAsking) await this.#ports.runCommand('parley.openChat');
  }

  dispose(): void {
    this.#lastQuery += 1;
    this.#paths.dispose();
  }

  #newId(pick?: Offered): string {
    this.#lastId += 1;
    const id = `s${this.#lastId}`;
    if (pick !== undefined) this.#offered.set(id, pick);
    for (const [oldest] of this.#offered) {
      if (this.#offered.size <= maxOffered) break;
      this.#offered.delete(oldest);
    }
    return id;
  }

  /** All of them before anything is typed; then those with a word that begins so. */
  #editorLines(words: string): readonly Suggestion[] {
    const fits = ({ label }: ContextOffer): boolean => startOfWord(label, words) >= 0;
    const offers = editorContext().filter(fits);
    return (words === '' ? offers : offers.slice(0, maxEditorLines)).map((one) => {
      const { kind, label, detail, command, args, isAsking } = one;
      const run = (): Promise<void> => this.#ports.runCommand(command, ...args);
      const line: Line = { ...blank, kind, group: 'editor', label, detail };
      const at = startOfWord(label, words);
      return { ...line, labelMarks: placesFrom(at, words.length), id: this.#newId({ isAsking, run }) };
    });
  }

  #openFile(uri: vscode.Uri): Suggestion {
    const path = displayPath(uri);
    return this.#pathLine(path, [], uri, false);
  }

  #fileLine(match: CatalogMatch, uri: vscode.Uri | undefined): Suggestion | undefined {
    return uri === undefined ? undefined : this.#pathLine(match.path, match.positions, uri, match.isFolder);
  }

  #pathLine(path: string, positions: readonly number[], uri: vscode.Uri, isFolder: boolean): Suggestion {
    const base = path.lastIndexOf('/') + 1;
    const command = isFolder ? 'parley.addFolder' : 'parley.addFile';
    const run = (): Promise<void> => this.#ports.runCommand(command, uri);
    return {
      kind: isFolder ? 'folder' : 'file',
      group: 'files',
      label: path.slice(base) + (isFolder ? '/' : ''),
      detail: path.slice(0, Math.max(0, base - 1)),
      labelMarks: positions.filter((at) => at >= base).map((at) => at - base),
      detailMarks: positions.filter((at) => at < base - 1),
      hint: '',
      isSecret: !isFolder && (isEnvironmentFile(path) || isSecretFile(path.split('/'))),
      id: this.#newId({ isAsking: isFolder, run }),
    };
  }

  #symbolLine(symbol: SymbolPlace, words: string): Suggestion {
    const { name, kind, uri, range } = symbol;
    const detail = `${kind} · ${displayPath(uri)}:${range.start.line + 1}`;
    const run = async (): Promise<void> => this.#ports.attach(await symbolAttachment(symbol));
    const line: Line = { ...blank, kind: 'symbol', group: 'symbols', label: name, detail };
    return { ...line, labelMarks: marksIn(name, words), id: this.#newId({ isAsking: false, run }) };
  }
}

/** Where a word of the label begins with what was typed; -1 when none does. */
function startOfWord(label: string, words: string): number {
  const text = label.toLowerCase();
  const wanted = words.toLowerCase();
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (at === 0 || text[at - 1] === ' ' || wanted === '') return at;
  }
  return -1;
}

function placesFrom(start: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => start + at);
}

function marksIn(name: string, words: string): readonly number[] {
  return createPathIndex([name]).search(words, 1)[0]?.positions ?? [];
}
