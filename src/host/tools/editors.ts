// What open editors hold that the disk does not: the port that reading and writing files needs of VS Code.

/** Text of files as editors show it. */
export interface Editors {
  /** What an editor shows for this file, when it was not saved; the path is free of links. */
  unsavedText(file: string): string | undefined;
  /**
   * Changes the text of an editor and saves it.
   * @returns false when the editor does not show `before` any more, or refuses; nothing was changed then.
   */
  replaceUnsaved(file: string, before: string, after: string): Promise<boolean>;
}
