// What the built-in tools need from the machine and the editor, as ports. The tools decide what to look at and what to
// change; whoever implements these does it, never touches anything but the places given, and never waits without end.
import type { FileChange } from '../model/tool.ts';
import type { PathPort } from './path-port.ts';
import type { Place } from './paths.ts';
import type { ToolContext } from './tool.ts';

/** Everything the built-in tools work with. */
export interface ToolWorkspace {
  readonly paths: PathPort;
  readonly files: WorkspaceFiles;
  readonly search: WorkspaceSearch;
  readonly languages: Languages;
  readonly git: GitPort;
}

/** A file that is open for reading. */
export interface OpenFile {
  readonly sizeBytes: number;
  /** The bytes from the start on; leaving the loop early closes the file. To be read once, or given up with `close`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** A change of one whole file. */
export interface FileWrite {
  readonly place: Place;
  /** What the file held when the change was made up; undefined: there was none. Anything else now is a refusal. */
  readonly before: FileContent | undefined;
  readonly after: FileContent;
}

/** A file as bytes and as text. */
export interface FileContent {
  readonly bytes: Uint8Array;
  /** Without byte order mark, with its own line ends. */
  readonly text: string;
  /** The text is that of an editor and was not saved yet. */
  readonly isUnsaved: boolean;
}

/** Files of the workspace. Every method rejects with a ToolProblem when it cannot be done, with the reason. */
export interface WorkspaceFiles {
  /** Opens a regular file without following a link in its last part; refuses everything else at once. */
  open(place: Place, signal: AbortSignal): Promise<OpenFile>;
  /** What an editor shows for this file, when it differs from the disk. */
  unsavedText(place: Place): string | undefined;
  /**
   * Writes all or nothing: mode kept, folders made, the state before remembered for undo.
   * Two writes to one file come one after the other.
   * @returns all changes of this answer so far.
   */
  write(change: FileWrite, context: ToolContext, signal: AbortSignal): Promise<readonly FileChange[]>;
  /** Why this place cannot be written (no permission, several names), in words for the model; undefined when it can. */
  refusedWrite(place: Place): Promise<string | undefined>;
}

/** What to look for. */
export interface TextQuery {
  readonly pattern: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
  /** Only files that fit one of these globs; all when empty. */
  readonly globs: readonly string[];
  /** A folder or file to look in; the whole workspace when undefined. */
  readonly within: Place | undefined;
  readonly maxMatches: number;
}

/** A line that was found. */
export interface TextMatch {
  readonly place: Place;
  /** From 1. */
  readonly line: number;
  /** The line, cut around the match when it is very long. */
  readonly text: string;
}

/** What a search gave. */
export interface Found<Item> {
  readonly items: readonly Item[];
  /** There is or may be more. */
  readonly isPartial: boolean;
  /** What the model should know about how it was found; one sentence each. */
  readonly notes: readonly string[];
}

/** Looking through the workspace. Leaves out what the workspace ignores, secrets, and what lies outside. */
export interface WorkspaceSearch {
  /** @throws ToolProblem when the pattern is none. */
  text(query: TextQuery, signal: AbortSignal): Promise<Found<TextMatch>>;
  /** Files, sorted by path. */
  files(
    query: {
      readonly globs: readonly string[];
      readonly within: Place | undefined;
      readonly maxFiles: number;
    },
    signal: AbortSignal,
  ): Promise<Found<Place>>;
}

/** A thing with a name in code. */
export interface CodeSymbol {
  readonly name: string;
  /** `function`, `class`, … */
  readonly kind: string;
  /** What it is in, empty at the top. */
  readonly container: string;
  readonly place: Place;
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
}

/** A place in code. */
export interface CodeLocation {
  readonly place: Place;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** The line itself. */
  readonly text: string;
}

/** What a language server or linter complains about. */
export interface Diagnostic {
  readonly place: Place;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** Who says so, with its code: `ts 2304`. Empty when unknown. */
  readonly source: string;
}

/** What language servers know. Each answer comes within some seconds, or is what is known by then. */
export interface Languages {
  /** Symbols of the whole workspace by (part of) their name. */
  symbols(name: string, signal: AbortSignal): Promise<readonly CodeSymbol[]>;
  /** All symbols of one file. */
  outline(place: Place, signal: AbortSignal): Promise<readonly CodeSymbol[]>;
  /** References to what is at this position, its declaration included. Line and column from 1. */
  references(
    place: Place,
    line: number,
    column: number,
    signal: AbortSignal,
  ): Promise<readonly CodeLocation[]>;
  /** For one file: what is known after giving the language servers a moment to look at it. For all: what is known. */
  diagnostics(place: Place | undefined, signal: AbortSignal): Promise<readonly Diagnostic[]>;
  /** To be called before a file changes. */
  watch(place: Place, signal: AbortSignal): Promise<DiagnosticsWatch>;
}

/** Waits for what language servers say about a change of one file. */
export interface DiagnosticsWatch {
  /** To be called after the change: waits until the language servers have spoken, at most some seconds. */
  changed(): Promise<DiagnosticsAround>;
  /** To be called in any case. */
  dispose(): void;
}

/** What was known about a file before and after a change. */
export interface DiagnosticsAround {
  readonly known: readonly Diagnostic[];
  readonly now: readonly Diagnostic[];
}

/** git, as far as tools look at it. */
export interface GitPort {
  /**
   * What changed since the last commit (`staged`: only what would be committed). No program of the repository is run.
   * @throws ToolProblem when there is no git or no repository.
   */
  diff(
    query: { readonly staged: boolean; readonly within: Place | undefined },
    signal: AbortSignal,
  ): Promise<{
    readonly patch: string;
    /** Names as shown, not known to git yet. */
    readonly untracked: readonly string[];
    /** Number of changed files that are left out because they hold secrets. */
    readonly hiddenFiles: number;
  }>;
}
