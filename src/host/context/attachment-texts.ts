// Shows what an attachment that is in no file said when it was sent: a read-only document, made of the conversation.
import * as vscode from 'vscode';
import { attachmentLabel, type Attachment } from '../../model/attachment.ts';
import { t } from '../../model/l10n.ts';

const scheme = 'parley-attachment';

/** Where the text of an attachment can be read; undefined for pictures. The id finds it, the rest is for the tab's title. */
export function attachmentTextUri(attachment: Attachment): vscode.Uri | undefined {
  if (attachment.kind === 'image') return undefined;
  const name = attachmentLabel(attachment).replace(/[/\\?#:]+/g, ' ');
  const ending = attachment.kind === 'diff' ? 'diff' : 'txt';
  return vscode.Uri.from({ scheme, path: `/${name}.${ending}`, query: attachment.id });
}

/** The address of a file of which there are only the bytes that were pasted or dropped: what it said when it was attached. */
export function handedFileUri(id: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${name.replace(/[/\\?#:]+/g, ' ')}`, query: id });
}

/** Serves these documents. @param find the attachment with this id, in a draft or a message. */
export function registerAttachmentTexts(find: (id: string) => Attachment | undefined): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ query }) => {
      const attachment = find(query);
      if (attachment === undefined) return t('This attachment is gone: its chat was deleted.');
      return attachment.kind === 'image' ? attachment.name : attachment.text;
    },
  });
}
