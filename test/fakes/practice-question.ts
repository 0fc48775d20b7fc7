// Reads a chat request the way the practice server understands it: the user's words, the code sent along,
// tools and their results. It reads what it is sent and guesses nothing beyond that.
import type { SentBody, SentMessage } from './scripted-provider.ts';

/** A fenced block in a user message; place and language when the line before it or the fence named them. */
export interface SentCode {
  readonly path?: string;
  readonly language?: string;
  /** True line number of the first line; 1 when none was given. */
  readonly startLine: number;
  readonly totalLines?: number;
  readonly lines: readonly string[];
}

/** A tool the request offers. */
export interface OfferedTool {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What one chat request says. */
export interface PracticeQuestion {
  readonly model: string;
  /** The last user message without the code. */
  readonly words: string;
  readonly code: readonly SentCode[];
  /** Words of the user messages before the last one, oldest first. */
  readonly earlier: readonly string[];
  readonly tools: readonly OfferedTool[];
  /** The name of a tool that must be called, `any` for one of them, `none`, or `auto`. */
  readonly toolChoice: string;
  /** Results that stand after the last question. */
  readonly toolResults: readonly { readonly name: string; readonly text: string }[];
  readonly messageCount: number;
  readonly wantsJson: boolean;
}

/**
 * Reads a request body.
 * @throws when there is no user message to answer; the message says what is missing.
 */
export function readQuestion(body: SentBody): PracticeQuestion {
  const messages = Array.isArray(body.messages) ? (body.messages as readonly SentMessage[]) : [];
  const users = messages.filter((message) => message.role === 'user');
  const last = users.at(-1);
  if (last === undefined) throw new Error('"messages" must hold at least one message with the role "user".');
  const { words, code } = splitMessage(textOf(last.content));
  const format = body['response_format'] as { type?: unknown } | undefined;
  return {
    model: body.model ?? 'practice-model',
    words,
    code,
    earlier: users.slice(0, -1).map((message) => splitMessage(textOf(message.content)).words),
    tools: offeredTools(body),
    toolChoice: toolChoiceOf(body['tool_choice']),
    toolResults: toolResultsAfter(messages, messages.lastIndexOf(last)),
    messageCount: messages.length,
    wantsJson: format?.type === 'json_object' || format?.type === 'json_schema',
  };
}

/** Message content as text, whether it is a string or a list of parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : ''))
    .filter((text) => text !== '')
    .join('\n');
}

/** Takes the fenced blocks, and the header line in front of each, out of a message. */
export function splitMessage(text: string): { words: string; code: SentCode[] } {
  const words: string[] = [];
  const code: SentCode[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const opening = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/.exec(line);
    if (!opening) {
      words.push(line);
      continue;
    }
    const fence = opening[1] ?? '```';
    // CommonMark 0.31 §4.5: closed by at least as many of the same character, or by the end of the text.
    const closing = new RegExp(`^ {0,3}\\${fence.charAt(0)}{${fence.length},}\\s*$`);
    const end = lines.findIndex((candidate, index) => index > at && closing.test(candidate));
    const blockEnd = end === -1 ? lines.length : end;
    const header = readHeader(words.at(-1) ?? '');
    if (header) words.pop();
    const language = header?.language ?? opening[2];
    code.push({
      startLine: 1,
      ...header,
      ...(language ? { language } : {}),
      lines: lines.slice(at + 1, blockEnd),
    });
    at = blockEnd;
  }
  return { words: words.join('\n').trim(), code };
}

/** `src/a.ts, lines 3-7 of 40 (typescript):` with everything after the path but the line number optional. */
function readHeader(line: string): Omit<SentCode, 'lines'> | undefined {
  const found = /^(.+?), lines? (\d+)(?:-\d+)?(?: of (\d+))?(?: \(([^)]+)\))?:$/.exec(line.trim());
  if (!found) return undefined;
  const [, path, start, total, language] = found;
  return {
    ...(path === undefined ? {} : { path }),
    startLine: Number(start),
    ...(total === undefined ? {} : { totalLines: Number(total) }),
    ...(language === undefined ? {} : { language }),
  };
}

function offeredTools(body: SentBody): OfferedTool[] {
  if (!Array.isArray(body.tools)) return [];
  const tools = body.tools as readonly {
    function?: { name?: string; parameters?: Record<string, unknown> };
  }[];
  return tools.flatMap((tool) => {
    const name = tool.function?.name;
    return name === undefined ? [] : [{ name, parameters: tool.function?.parameters ?? {} }];
  });
}

function toolChoiceOf(choice: unknown): string {
  if (choice === 'required' || choice === 'any') return 'any';
  if (choice === 'none') return 'none';
  const name = (choice as { function?: { name?: unknown } } | undefined)?.function?.name;
  return typeof name === 'string' ? name : 'auto';
}

function toolResultsAfter(
  messages: readonly SentMessage[],
  questionAt: number,
): { name: string; text: string }[] {
  const rest = messages.slice(questionAt + 1);
  const calls = rest.flatMap((message) => message.tool_calls ?? []);
  return rest
    .filter((message) => message.role === 'tool')
    .map((message) => ({
      name: calls.find((call) => call.id === message.tool_call_id)?.function.name ?? 'a tool',
      text: textOf(message.content),
    }));
}
