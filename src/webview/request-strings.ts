// Every word the panel shows or speaks about the next request: meter, instruction chips, “What will be sent”. Like
// strings.ts, which holds the rest: no markup, no logic beyond putting values into sentences.
import { formatCount, t } from './language.ts';

/** The panel's texts about the next request. */
export const requestStrings = {
  title: t('What will be sent'),
  close: t('Close what will be sent'),
  loading: t('Looking at the next request…'),

  meter: {
    /** The button's name while nothing is known. */
    show: t('Show what will be sent'),
    known: (tokens: number, limit: number) =>
      t('Context: about {0} of {1} tokens. Show what will be sent', formatCount(tokens), formatCount(limit)),
    near: (tokens: number, limit: number, percent: number) =>
      t(
        'Context {2} % full, nearly all: about {0} of {1} tokens. Show what will be sent',
        formatCount(tokens),
        formatCount(limit),
        percent,
      ),
    full: (tokens: number, limit: number, percent: number) =>
      t(
        'Context {2} % full: about {0} of {1} tokens, older parts are left out. Show what will be sent',
        formatCount(tokens),
        formatCount(limit),
        percent,
      ),
    unknown: (tokens: number) =>
      t(
        'Context: about {0} tokens, how many the model can read is unknown. Show what will be sent',
        formatCount(tokens),
      ),
    percent: (percent: number) => t('{0} %', percent),
  },

  instructions: {
    label: t('Instructions'),
    hint: (path: string, tokens: number) =>
      t('{0}: instructions of the project, about {1} tokens in every request', path, formatCount(tokens)),
    remove: (path: string) => t('Remove {0} from this chat', path),
    more: (count: number) => t('{0} more', formatCount(count)),
    showAll: t('Show all instructions'),
  },

  total: {
    known: (tokens: number, limit: number) =>
      t('About {0} of {1} tokens', formatCount(tokens), formatCount(limit)),
    unknown: (tokens: number) => t('About {0} tokens', formatCount(tokens)),
    to: (model: string) => t('to {0}', model),
    unknownLimit: t(
      'How much this model can read is unknown, so nothing is left out. Write its contextLength into parley.providers, under models, to have it watched.',
    ),
    openSettings: t('Open settings'),
    answer: (tokens: number) => t('{0} are kept free for the answer.', formatCount(tokens)),
    dropped: (count: number) =>
      count === 1
        ? t('1 older part has no room and is left out.')
        : t('{0} older parts have no room and are left out.', formatCount(count)),
    tooLong: t(
      'Even without all that can be left out it is too long. Remove an attachment, or shorten the message.',
    ),
    masked: (count: number) =>
      count === 1 ? t('1 secret is masked.') : t('{0} secrets are masked.', formatCount(count)),
  },

  group: {
    always: t('With every request'),
    chat: t('This chat so far'),
    message: t('The next message'),
    tokens: (tokens: number) => t('≈ {0}', formatCount(tokens)),
    unlisted: (count: number, tokens: number) =>
      count === 1
        ? t('1 older message is not listed (≈ {0})', formatCount(tokens))
        : t('{0} older messages are not listed (≈ {1})', formatCount(count), formatCount(tokens)),
    noMessage: t('Nothing is typed or attached yet.'),
    sumUp: t('Sum up the chat'),
  },

  part: {
    tokens: (tokens: number) => t('{0} tokens', formatCount(tokens)),
    noRoom: t('no room'),
    takenOut: t('not in this chat'),
    remove: (label: string) => t('Remove {0}', label),
    removeHint: t('Remove from this chat'),
    removeTools: t('Switch all tools off in this chat'),
    addBack: t('Add back'),
    addBackName: (label: string) => t('Add {0} back', label),
  },
} as const;
