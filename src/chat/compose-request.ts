// What of a chat goes into a request: the project's instructions, a summary in the place of what it covers, and as many
// messages as the model can read. What is left out or added is told to the user; nothing is sent from here.
import { describeDropped } from '../context/budget.ts';
import { withSummary } from '../context/compaction.ts';
import type { Instruction } from '../context/instructions.ts';
import { describeMasked } from '../context/secrets.ts';
import { createTokenMeter } from '../context/tokens.ts';
import type { ModelMessage } from '../llm/chat-request.ts';
import type { Message } from '../model/conversation.ts';
import { t } from '../model/l10n.ts';
import type { ToolSpec } from '../model/tool.ts';
import {
  modelNameOf,
  planRequest,
  systemText,
  urisIn,
  type ContextPorts,
  type RequestChat,
} from './plan-request.ts';
import { modelMessages } from './request.ts';
import type { ChatTarget } from './target.ts';

/** One request's messages. */
export interface ComposedRequest {
  readonly messages: readonly ModelMessage[];
  /** What the user should know about them. */
  readonly notices: readonly string[];
  /** To be told how many tokens the server counted as its input. */
  readonly learn: (inputTokens: number) => void;
}

/** Makes the messages of each request of one turn. */
export type ComposeRequest = (target: ChatTarget, tools: readonly ToolSpec[]) => Promise<ComposedRequest>;

/** For one turn: instructions are read at its first request, and what is left out is told once. */
export function createComposer(ports: ContextPorts, chat: () => RequestChat): ComposeRequest {
  let found: readonly Instruction[] | undefined;
  let hasToldDropped = false;
  return async (target, tools) => {
    found ??= await ports.instructions(urisIn(chat().path));
    const now = chat();
    const name = modelNameOf(target);
    const factor = ports.calibration.factor(name);
    const meter = createTokenMeter(factor);
    const plan = planRequest(now, target, tools, found, ports.contextTokens(target), meter);
    const { systemPrompt, instructions, summary, fitted } = plan;
    const dropped = hasToldDropped ? '' : describeDropped(fitted.dropped);
    if (dropped !== '') hasToldDropped = true;
    return {
      messages: modelMessages(
        withSummary(fitted.path, summary),
        systemText(systemPrompt, instructions),
        target.provider,
      ),
      notices: [instructionsNotice(instructions, now.path), dropped].filter((text) => text !== ''),
      learn: (inputTokens) => ports.calibration.learn(name, fitted.tokens / factor, inputTokens),
    };
  };
}

/** Told at the first answer that it holds for; empty when an earlier answer of this path says the same. */
function instructionsNotice(instructions: readonly Instruction[], path: readonly Message[]): string {
  if (instructions.length === 0) return '';
  const masked = instructions.flatMap((one) => one.masked);
  const files = instructions
    .map((one) => (one.isCut ? t('{0} (its beginning)', one.path) : one.path))
    .join(', ');
  const text =
    masked.length === 0
      ? t(
          'Instructions of the project are sent along: {0}. The setting parley.chat.instructionFiles switches this off.',
          files,
        )
      : t(
          'Instructions of the project are sent along: {0}. {1}. The setting parley.chat.instructionFiles switches this off.',
          files,
          describeMasked(masked),
        );
  const isTold = path.some(
    (message) =>
      message.role === 'assistant' &&
      message.parts.some((part) => part.type === 'notice' && part.text === text),
  );
  return isTold ? '' : text;
}
