// What the next request of a chat would hold, calculated as if it were sent now: for the meter in the composer, and part
// by part for “What will be sent”. Reads files and settings; sends nothing.
import { messageParts } from '../context/message-parts.ts';
import { draftParts, standingParts, summaryPart } from '../context/request-parts.ts';
import type { Instruction } from '../context/instructions.ts';
import { createTokenMeter, type TokenMeter } from '../context/tokens.ts';
import type { Attachment } from '../model/attachment.ts';
import { activePath, type Conversation, type Message, type UserMessage } from '../model/conversation.ts';
import { toErrorFacts } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import { instructionPartId } from '../model/left-out.ts';
import type { RequestOutline, RequestPreview, RequestSize } from '../model/request-preview.ts';
import type { ToolOffer } from '../tools/toolbox.ts';
import type { Draft } from './drafts.ts';
import { explainError } from './explain-error.ts';
import { expandPrompt, type PromptPorts } from './expand-prompt.ts';
import { modelNameOf, planRequest, urisIn, type ContextPorts, type RequestPlan } from './plan-request.ts';
import type { ChatTarget, ChooseTarget } from './target.ts';
import { takesTools } from './turn.ts';

/** What looking ahead needs from outside. */
export interface PreviewPorts {
  readonly context: ContextPorts;
  readonly chooseTarget: ChooseTarget;
  readonly prompts: PromptPorts;
  /** The tools a chat with these switches offers. */
  readonly offer: (switches: Conversation['toolSwitches']) => ToolOffer;
}

/** Lines of earlier messages in one list at most: the newest of them. */
const maxListed = 400;

/** The looks ahead at the requests of this window's chats. */
export class RequestPreviews {
  readonly #ports: PreviewPorts;
  /** The last one, which has measured the chat already. */
  #meter: { readonly factor: number; readonly meter: TokenMeter } | undefined;

  constructor(ports: PreviewPorts) {
    this.#ports = ports;
  }

  /** What the composer shows without being asked. Reads no prompt file and no git; never rejects for a missing model. */
  async outline(conversation: Conversation, draft: Draft): Promise<RequestOutline> {
    const { context, chooseTarget } = this.#ports;
    const path = withDraft(conversation, draft.text, draft.attachments);
    const found = await context.instructions(urisIn(path));
    const target = await chooseTarget()
      .resolve()
      .catch(() => undefined);
    const leftOut = conversation.leftOut ?? [];
    const going = found.filter((one) => !leftOut.includes(instructionPartId(one.path)));
    const meter = this.#meterFor(target === undefined ? 1 : context.calibration.factor(modelNameOf(target)));
    const instructions = going.map((one) => {
      return { partId: instructionPartId(one.path), path: one.path, tokens: meter.text(one.text) };
    });
    if (target === undefined) return { instructions, warnings: [] };
    const { plan } = this.#plan(conversation, path, target, found, meter);
    return {
      size: sizeOf(plan),
      instructions,
      warnings: this.#pictureWarnings(target, path),
    };
  }

  /** Everything, part by part, as it would be sent now; slash prompts are filled in as when sending. */
  async preview(conversation: Conversation, draft: Draft): Promise<RequestPreview> {
    const { context, chooseTarget, prompts } = this.#ports;
    const chosen = chooseTarget();
    const expanded = await expandPrompt(draft.text, draft.attachments, prompts);
    if (expanded.status === 'refused') return refusedPreview(chosen.model, expanded.reason);
    if (expanded.status === 'compact')
      return refusedPreview(
        chosen.model,
        t('/compact is no message: it asks the model to sum up the chat, piece by piece.'),
      );
    const { text, attachments } = expanded;
    const path = withDraft(conversation, text, attachments);
    let target: ChatTarget;
    try {
      target = await chosen.resolve();
    } catch (error) {
      const { title, hint } = explainError(toErrorFacts(error), 'error');
      return refusedPreview(chosen.model, `${title} ${hint}`);
    }
    const found = await context.instructions(urisIn(path));
    const meter = this.#meterFor(context.calibration.factor(modelNameOf(target)));
    const { plan, offer } = this.#plan(conversation, path, target, found, meter);
    const earlier = messageParts(plan.open.slice(0, -1), plan.fitted.path, meter);
    const unlisted = earlier.slice(0, Math.max(0, earlier.length - maxListed));
    return {
      model: chosen.model,
      parts: [
        ...standingParts(
          {
            systemPrompt: target.systemPrompt,
            instructions: found,
            tools: offer.specs,
            leftOut: conversation.leftOut ?? [],
          },
          meter,
        ),
        ...(plan.summary === undefined ? [] : [summaryPart(plan.summary, plan.summedUp.length, meter)]),
        ...earlier.slice(unlisted.length),
        ...draftParts(text, attachments, meter),
      ],
      unlisted: {
        count: unlisted.filter(({ kind }) => kind === 'message').length,
        tokens: unlisted.reduce((sum, { tokens, fate }) => sum + (fate === 'sent' ? tokens : 0), 0),
      },
      size: sizeOf(plan),
      warnings: [...this.#pictureWarnings(target, path), ...offer.notices],
    };
  }

  #plan(
    conversation: Conversation,
    path: readonly Message[],
    target: ChatTarget,
    found: readonly Instruction[],
    meter: TokenMeter,
  ): { readonly plan: RequestPlan; readonly offer: ToolOffer } {
    const offer = takesTools(target)
      ? this.#ports.offer(conversation.toolSwitches)
      : { specs: [], notices: [] };
    const contextTokens = this.#ports.context.contextTokens(target);
    const { compactions, leftOut } = conversation;
    const plan = planRequest(
      { path, compactions, leftOut },
      target,
      offer.specs,
      found,
      contextTokens,
      meter,
    );
    return { plan, offer };
  }

  #pictureWarnings(target: ChatTarget, path: readonly Message[]): readonly string[] {
    if (this.#ports.context.seesPictures(target) !== false) return [];
    const pictures = path.map(picturesIn);
    const here = pictures.at(-1) ?? 0;
    if (here === 1)
      return [t('{0} cannot see pictures. Choose another model, or remove the picture.', target.model)];
    if (here > 1)
      return [
        t('{0} cannot see pictures. Choose another model, or remove the {1} pictures.', target.model, here),
      ];
    return pictures.some((count) => count > 0)
      ? [t('This chat holds pictures, and {0} cannot see pictures: it may refuse the request.', target.model)]
      : [];
  }

  #meterFor(factor: number): TokenMeter {
    if (this.#meter?.factor !== factor) this.#meter = { factor, meter: createTokenMeter(factor) };
    return this.#meter.meter;
  }
}

/** The path with the unsent message at its end. */
function withDraft(
  conversation: Conversation,
  text: string,
  attachments: readonly Attachment[],
): readonly Message[] {
  const draft: UserMessage = { role: 'user', id: 'draft', createdAtMs: 0, text, attachments };
  return [...activePath(conversation), draft];
}

function picturesIn(message: Message): number {
  return message.role === 'user' ? message.attachments.filter(({ kind }) => kind === 'image').length : 0;
}

function sizeOf({ fitted, contextTokens, answerTokens }: RequestPlan): RequestSize {
  return {
    tokens: fitted.tokens,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    answerTokens,
    droppedCount: fitted.dropped.length,
    isTooLong: !fitted.fits,
  };
}

function refusedPreview(model: string, problem: string): RequestPreview {
  return {
    model,
    parts: [],
    unlisted: { count: 0, tokens: 0 },
    size: { tokens: 0, answerTokens: 0, droppedCount: 0, isTooLong: false },
    warnings: [],
    problem,
  };
}
