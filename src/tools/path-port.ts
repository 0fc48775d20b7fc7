// What the check of paths needs from the machine. Words only; the hands are in the host.

/** A folder of the workspace. */
export interface WorkspaceFolder {
  readonly name: string;
  /** Absolute, as the user opened it. */
  readonly path: string;
}

/** What is at a path, with links followed. */
export interface Located {
  /** Absolute and free of links: that of the deepest part that exists, with the missing rest behind it. */
  readonly real: string;
  /** `other`: pipe, socket, device. */
  readonly kind: 'file' | 'folder' | 'other' | 'missing';
  /** Number of names the file has; 0 when missing. */
  readonly links: number;
}

/** What resolving needs from the machine. */
export interface PathPort {
  readonly platform: 'win32' | 'darwin' | 'linux';
  /** The user's own folder. */
  readonly homeFolder: string;
  /** Folders with settings of programs, Parley's own store among them. */
  readonly settingsFolders: readonly string[];
  /** Folders on disk, in the user's order. */
  folders(): readonly WorkspaceFolder[];
  /**
   * Follows links in every part that exists. Undefined: the path cannot be known for sure (a link to nothing, a loop, no
   * permission) and must be refused.
   */
  locate(absolute: string): Promise<Located | undefined>;
}
