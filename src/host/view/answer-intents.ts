// Intents about code, links and places of an answer → actions. Nothing of what the view says is believed: paths are checked,
// and what would run or be written is shown first.
import type { Intent } from '../../protocol/to-host.ts';
import type { ViewEvent } from '../../protocol/to-view.ts';
import type { AnswerActions } from '../code/answer-actions.ts';
import { copyText, openLink } from './editor-actions.ts';

/** What these intents act on. */
export interface AnswerIntentPorts {
  readonly answers: Omit<AnswerActions, 'dispose' | 'proposals'>;
  /** Sends to the view, with the next batch. */
  readonly send: (events: readonly ViewEvent[]) => void;
}

/** Intents that {@link routeAnswerIntent} takes. */
export type AnswerIntent = Extract<
  Intent,
  {
    type:
      | 'text-copy'
      | 'link-open'
      | `code-${string}`
      | 'diagram-show'
      | 'places-check'
      | 'place-open'
      | 'symbol-open';
  }
>;

/** Carries out an intent about an answer. */
export async function routeAnswerIntent(
  intent: AnswerIntent,
  { answers, send }: AnswerIntentPorts,
): Promise<void> {
  switch (intent.type) {
    case 'text-copy':
      return copyText(intent.text);
    case 'link-open':
      return openLink(intent.href);
    case 'code-insert':
      return answers.insert(intent.text);
    case 'code-replace':
      return answers.replaceSelection(intent.text);
    case 'code-apply':
      return answers.apply(intent);
    case 'code-new-file':
      return answers.newFile(intent);
    case 'code-run':
      return answers.paste(intent.text);
    case 'diagram-show':
      return answers.showDiagram(intent.text, intent.language);
    case 'places-check': {
      const { checkId } = intent;
      const [places, symbols] = await Promise.all([
        answers.existingPlaces(intent.places),
        answers.existingSymbols(intent.symbols),
      ]).catch((): [string[], string[]] => [[], []]);
      send([{ type: 'places-found', checkId, places, symbols }]);
      return;
    }
    case 'place-open':
      return answers.openPlace(intent.place);
    case 'symbol-open':
      return answers.openSymbol(intent.name);
  }
}
