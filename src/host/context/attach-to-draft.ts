// The one way of an attachment into the unsent message of the shown chat: secrets are masked here, and it is said.
import * as vscode from 'vscode';
import type { Drafts } from '../../chat/drafts.ts';
import type { Library } from '../../chat/library.ts';
import { describeMasked, maskAttachment } from '../../context/secrets.ts';
import { attachmentLabel, type Attachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';

/** What it acts on. */
export interface DraftPorts {
  readonly library: Library;
  readonly drafts: Drafts;
  readonly view: { readonly panelChanged: () => void };
}

/** Attaches to the shown chat's draft. What was masked in it is told to the user. */
export function attachToDraft({ library, drafts, view }: DraftPorts, attachment: Attachment): void {
  const masked = maskAttachment(attachment);
  drafts.attach(library.active.conversation.id, masked);
  view.panelChanged();
  if (masked.masked === undefined) return;
  void vscode.window.showInformationMessage(
    t('{0}: {1}.', attachmentLabel(attachment), describeMasked(masked.masked)),
  );
}
