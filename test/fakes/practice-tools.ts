// Tool calls of the practice server: picks a tool the request offers, fills in its arguments, quotes its result.
// It prefers tools that only read, and never makes up a tool that was not offered.
import type { OfferedTool, PracticeQuestion } from './practice-question.ts';
import type { ScriptedToolCall } from './sse-chunks.ts';

const ONLY_READS = /^(?:[\w-]*_)?(?:read|list|search|find|get|show|look|view|grep|diagnostics)/i;

/** The first `limit` suitable calls: the tool named in the words or forced by the request, else those that only read. */
export function chooseCalls(question: PracticeQuestion, limit: number): ScriptedToolCall[] {
  if (question.toolChoice === 'none') return [];
  const named = question.tools.filter(
    (tool) => tool.name === question.toolChoice || question.words.includes(tool.name),
  );
  const reading = question.tools.filter((tool) => ONLY_READS.test(tool.name));
  const candidates = [named, reading, question.tools].find((tools) => tools.length > 0) ?? [];
  return candidates.slice(0, limit).map((tool, at) => ({
    id: callId(question.messageCount, at),
    name: tool.name,
    arguments: fillArguments(tool, question),
  }));
}

/** Values for the required properties of a tool's schema, by type; a path named in the words goes into a path. */
export function fillArguments(tool: OfferedTool, question: PracticeQuestion): Record<string, unknown> {
  const properties = (tool.parameters['properties'] ?? {}) as Record<string, Record<string, unknown>>;
  const required = (tool.parameters['required'] ?? []) as readonly string[];
  const filled = Object.entries(properties).flatMap(([key, schema]): [string, unknown][] =>
    required.includes(key) ? [[key, valueFor(key, schema, question)]] : [],
  );
  return Object.fromEntries(filled);
}

/** Markdown that quotes tool results, each cut to its first and last lines. */
export function quoteResults(results: PracticeQuestion['toolResults']): string {
  return results
    .map(({ name, text }) => {
      const lines = text.split('\n');
      const cut = [...lines.slice(0, 6), `… ${lines.length - 16} more lines …`, ...lines.slice(-10)];
      const shown = (lines.length > 16 ? cut : lines).join('\n');
      const fence = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
      return `\`${name}\` answered with ${text.length} characters:\n\n${fence}text\n${shown}\n${fence}`;
    })
    .join('\n\n');
}

// Nine letters and digits: the one form that every server takes back.
function callId(messageCount: number, at: number): string {
  return `prac${String(messageCount % 1000).padStart(3, '0')}${String(at).padStart(2, '0')}`;
}

function valueFor(
  key: string,
  schema: Readonly<Record<string, unknown>>,
  question: PracticeQuestion,
): unknown {
  if (schema['default'] !== undefined) return schema['default'];
  const choices = schema['enum'];
  if (Array.isArray(choices)) return choices[0];
  switch (schema['type']) {
    case 'number':
    case 'integer':
      return schema['minimum'] ?? 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return wordFor(key, question);
  }
}

function wordFor(key: string, question: PracticeQuestion): string {
  const path = /[\w@.-]+(?:\/[\w@.-]+)*\.\w+/.exec(question.words)?.[0] ?? question.code[0]?.path;
  if (/path|file|uri/i.test(key)) return path ?? 'README.md';
  if (/dir|folder/i.test(key)) return '.';
  if (/glob|include/i.test(key)) return '**/*';
  if (/command/i.test(key)) return 'node --version';
  return 'function';
}
