// One chat as Markdown that any Git host shows well: what was asked and answered, with thinking, tools and attachments folded
// away. Keys are taken out. Pure.
import { redact } from '../llm/redact.ts';
import { attachmentLabel, type Attachment } from '../model/attachment.ts';
import {
  activePath,
  type AssistantMessage,
  type AssistantPart,
  type Conversation,
  type UserMessage,
} from '../model/conversation.ts';

/** The path that is shown, first to last. Ends with a line break. */
export function exportMarkdown(conversation: Conversation): string {
  const date = new Date(conversation.createdAtMs).toISOString().slice(0, 10);
  const blocks = [
    `# ${oneLine(conversation.title)}`,
    `_${date}, exported from Parley_`,
    ...activePath(conversation).flatMap((message) =>
      message.role === 'user' ? promptBlocks(message) : answerBlocks(message),
    ),
  ];
  return redact(`${blocks.filter((block) => block !== '').join('\n\n')}\n`);
}

function promptBlocks({ text, attachments }: UserMessage): readonly string[] {
  return ['## You', ...attachments.map(attachmentBlock), text];
}

function attachmentBlock(attachment: Attachment): string {
  // Pictures are named only: a page of base64 helps nobody.
  const text = attachment.kind === 'image' ? '' : attachment.text;
  const language = 'languageId' in attachment ? attachment.languageId : '';
  return folded(attachmentLabel(attachment), fenced(text, language));
}

function answerBlocks({ model, parts, state, error }: AssistantMessage): readonly string[] {
  return [
    model === '' ? '## Parley' : `## Parley (${oneLine(model)})`,
    ...parts.map(partBlock),
    ...(error === undefined ? [] : [`> **${oneLine(error.title)}** ${oneLine(error.hint)}`]),
    ...(state === 'cancelled' ? ['> Stopped.'] : []),
  ];
}

function partBlock(part: AssistantPart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'reasoning':
      return folded('Reasoning', part.text);
    case 'tool-call':
      return folded(
        `Tool ${part.name}`,
        [
          fenced(part.argumentsText, 'json'),
          ...(part.outcome === undefined ? [] : [fenced(part.outcome.text, '')]),
        ].join('\n\n'),
      );
    case 'notice':
      return `> ${oneLine(part.text)}`;
    case 'round-start':
    case 'provider-data':
      return '';
  }
}

function folded(title: string, body: string): string {
  return `<details>\n<summary>${escaped(oneLine(title))}</summary>\n\n${body}\n\n</details>`;
}

/** A fence longer than any run of backticks inside it. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replace(/[^\w+#.-]/g, '')}\n${text}\n${fence}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
