// What the practice server says. It answers by rules, names itself first, and never pretends to think or to know.
import { readFileSync } from 'node:fs';
import { describeCode, suggestSnippet } from './practice-code.ts';
import { FAULT_WORDS } from './practice-faults.ts';
import { longAnswer } from './practice-long.ts';
import { nextStep, wantsRepair } from './practice-plan.ts';
import type { PracticeQuestion } from './practice-question.ts';
import { chooseCalls, quoteResults } from './practice-tools.ts';
import type { ScriptedToolCall } from './sse-chunks.ts';

/** An answer before it is cut into pieces. */
export interface PracticeAnswer {
  readonly reasoning: string;
  readonly text: string;
  readonly toolCalls: readonly ScriptedToolCall[];
  /** Share of the usual pace; 1 is normal. */
  readonly pace: number;
}

const SHOWS: readonly (readonly [word: string, effect: string])[] = [
  ['markdown', 'headings, tables, lists, code in several languages, other scripts'],
  ['long', 'several thousand words'],
  ['think', 'reasoning first, then an answer'],
  ['tool', 'calls a tool, when Parley offers one; `tools` calls two'],
  ['fix the failing test', 'reads, searches, edits and runs the sample project with Parley’s tools'],
  ['slow', 'one word after the other'],
];

/** The answer to a question, in the manner of its model. */
export function answerQuestion(question: PracticeQuestion): PracticeAnswer {
  const slow = question.model === 'practice-slow' || wishOf(question) === 'slow';
  const thinks = question.model === 'practice-reasoning' || wishOf(question) === 'think';
  const { text, toolCalls = [] } = contentFor(question);
  return {
    reasoning: thinks ? reasoningFor(question) : '',
    text: question.wantsJson ? asJson(text, question) : text,
    toolCalls,
    pace: slow ? 0.08 : 1,
  };
}

function contentFor(question: PracticeQuestion): { text: string; toolCalls?: ScriptedToolCall[] } {
  const opening = openingWords(question);
  const step = wantsRepair(question) ? nextStep(question) : undefined;
  if (step !== undefined) {
    const isFirst = question.toolResults.length === 0;
    return { text: isFirst ? `${opening}\n\n${step.text}` : step.text, toolCalls: step.toolCalls };
  }
  if (question.toolResults.length > 0) {
    return { text: `${opening}\n\nThe tool has been used. ${quoteResults(question.toolResults)}` };
  }
  const wish = wishOf(question);
  if (wish === 'tool' || wish === 'tools' || mustCall(question)) {
    const toolCalls = chooseCalls(question, wish === 'tools' ? 2 : 1);
    if (toolCalls.length > 0) return { text: `${opening}\n\nI ask for a tool.`, toolCalls };
    return { text: `${opening}\n\nI would call a tool now, but ${noToolReason(question)}` };
  }
  return { text: `${opening}\n\n${bodyFor(wish, question)}` };
}

function bodyFor(wish: string | undefined, question: PracticeQuestion): string {
  switch (wish ?? '') {
    case 'help':
      return helpText();
    case 'markdown':
      return readFileSync(new URL('./practice-showcase.md', import.meta.url), 'utf8').trim();
    case 'long':
      return longAnswer();
    case 'slow':
      return 'This answer takes its time, so that you can scroll, hide the panel or press Stop while it comes. There is nothing more to it than that, and it ends here.';
    case 'overloaded once':
      return 'The first try was refused with “try again in a second”. This is the second try, and it went through.';
    default:
      break;
  }
  if (question.code.length > 0) {
    const [first] = question.code;
    const snippet = first ? `\n\n${suggestSnippet(first, question.words)}` : '';
    return `${question.code.map(describeCode).join('\n\n')}${snippet}`;
  }
  if (wish === 'think') {
    return 'Those were reasoning words, written down beforehand. A model that really reasons shows its own in the same place.';
  }
  if (/^error \d+$/i.test(question.words)) return `I know no such error. ${faultList()}`;
  if (question.earlier.length === 0) return greeting(question);
  return `${echo(question)}\n\nBefore that you wrote:\n\n${earlierList(question)}\n\nSay \`help\` for what I can show.`;
}

/** The wish a message consists of, politeness aside; undefined for ordinary prose. */
function wishOf({ words }: PracticeQuestion): string | undefined {
  const wish =
    /^(?:please |show(?: me)? |a |try |use a )*(help|markdown|long|think|tools?|slow|overloaded once)\b/i.exec(
      words,
    )?.[1];
  const wordCount = words.split(/\s+/).length;
  const longest = /^tool/i.test(wish ?? '') ? 6 : 3;
  return wordCount <= longest ? wish?.toLowerCase() : undefined;
}

function openingWords({ model, earlier }: PracticeQuestion): string {
  const name = model === 'practice-model' ? 'Practice model here' : `Practice model here (\`${model}\`)`;
  return `${name}: no AI, only a small program on your own machine. This is message ${earlier.length + 1} of our conversation.`;
}

function greeting(question: PracticeQuestion): string {
  return `Hello! ${echo(question)} I cannot answer questions, but I can show you how Parley works before you choose a real model:\n\n- Select some code and press \`Ctrl+K X\` (\`Cmd+K X\` on a Mac): I tell you which lines I was sent.\n- Press **Stop** while I write.\n- Say \`markdown\`, \`long\`, \`think\` or \`tool\`, or \`help\` for everything I know.`;
}

function echo({ words }: PracticeQuestion): string {
  if (words === '') return 'You sent no words.';
  const line = words.replace(/\s+/g, ' ');
  return `You wrote: “${line.length > 200 ? `${line.slice(0, 200)}…` : line}”.`;
}

function earlierList({ earlier }: PracticeQuestion): string {
  return earlier
    .map((words, at) => `${at + 1}. ${words.replace(/\s+/g, ' ').slice(0, 80) || '(only code)'}`)
    .join('\n');
}

function helpText(): string {
  return `Say one of these words, or send me some code.\n\n| Say | I show |\n| --- | --- |\n${table(SHOWS)}\n\nI can also misbehave, to show what Parley does then:\n\n| Say | What happens |\n| --- | --- |\n${table(FAULT_WORDS)}\n\nTwo more models behave differently: \`practice-slow\` and \`practice-reasoning\`.`;
}

function faultList(): string {
  return `These I can do:\n\n| Say | What happens |\n| --- | --- |\n${table(FAULT_WORDS)}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([word, effect]) => `| \`${word}\` | ${effect} |`).join('\n');
}

function mustCall({ toolChoice }: PracticeQuestion): boolean {
  return toolChoice !== 'auto' && toolChoice !== 'none';
}

function noToolReason({ tools, toolChoice }: PracticeQuestion): string {
  return tools.length > 0 && toolChoice === 'none'
    ? 'the request forbids tools.'
    : 'none was offered with this request.';
}

function reasoningFor(question: PracticeQuestion): string {
  const code = question.code.length === 0 ? 'no code' : `${question.code.length} block(s) of code`;
  return [
    `This is message ${question.earlier.length + 1}, it holds ${question.words.length} characters and ${code}.`,
    'I am a small program, so these are not thoughts. They are here to show how reasoning looks while it streams.',
    'First I would look at what was asked. Then I would look at what was sent along. Then I would weigh two answers, find a flaw in the first, and take the second.',
    'That settles it.',
  ].join('\n\n');
}

function asJson(text: string, question: PracticeQuestion): string {
  return JSON.stringify({ practice: true, message: question.earlier.length + 1, text }, null, 2);
}
