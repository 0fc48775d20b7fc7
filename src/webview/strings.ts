// Every word the panel shows or speaks, in one place, in the user's language. No markup, no logic beyond putting
// values into sentences; each sentence is one literal, so that a translator can order it anew.
import { formatCount, t } from './language.ts';
import { requestStrings } from './request-strings.ts';
import { toolStrings } from './tool-strings.ts';

/** The panel's texts. Functions take the values their sentence names. */
export const strings = {
  conversation: t('Conversation'),
  newChat: t('New chat'),
  history: t('History'),

  chats: {
    label: t('Chats'),
    search: t('Search chats'),
    close: t('Back to the chat'),
    hereOnly: (workspace: string) => t('Only {0}', workspace),
    none: t('There are no chats yet.'),
    nothingFound: t('No chat has these words.'),
    more: t('Show more'),
    actions: t('Chat actions'),
    rename: t('Rename chat'),
    renameBox: t('New title'),
    pin: t('Pin chat'),
    unpin: t('Unpin chat'),
    remove: t('Delete chat'),
    removed: (title: string) => t('“{0}” was deleted.', title),
    undo: t('Undo'),
    keysHint: t('Enter opens, F2 renames, Delete deletes'),
    messages: (count: number) => (count === 1 ? t('1 message') : t('{0} messages', count)),
    count: (count: number) => (count === 1 ? t('1 result') : t('{0} results', count)),
    pinned: t('Pinned'),
    today: t('Today'),
    yesterday: t('Yesterday'),
    lastWeek: t('Last 7 days'),
    lastMonth: t('Last 30 days'),
    older: t('Older'),
  },

  find: {
    label: t('Find in chat'),
    next: t('Next match'),
    previous: t('Previous match'),
    close: t('Close find'),
    count: (index: number, count: number) => (count === 0 ? t('Not found') : t('{0} of {1}', index, count)),
  },

  composer: {
    label: t('Message'),
    placeholder: t('Ask about your code'),
    placeholderRunning: t('Write the next message'),
    send: t('Send'),
    stop: t('Stop'),
    stopHint: t('Stop (Escape)'),
    sendHint: (sendKey: string) => t('Send ({0})', sendKey),
    queueLabel: t('Queued messages'),
    queued: t('Queued'),
    takeBack: t('Edit queued message'),
    attach: t('Attach'),
    attachHint: t('Attach files, symbols, problems and more (@). Files can be dropped here with Shift held.'),
    refused: (reason: string) => t('Not sent. {0}', reason),
  },

  completion: {
    context: t('What to attach'),
    prompts: t('Prompts'),
    groups: {
      editor: t('From the editor'),
      files: t('Files and folders'),
      symbols: t('Symbols'),
      prompts: t('Prompts'),
    },
    count: (count: number) => (count === 1 ? t('1 suggestion') : t('{0} suggestions', count)),
    secret: t('Secrets in it are masked'),
    isCut: t('This workspace has more files than can be listed here. Attach others from the explorer.'),
  },

  model: {
    none: t('Choose model'),
    name: (model: string) => t('Model: {0}', model),
    /** Provider and model as the picker shows them. */
    full: (providerLabel: string, modelId: string) => `${providerLabel} · ${modelId}`,
  },

  attachments: {
    label: t('Attachments'),
    open: (place: string) => t('Open {0}', place),
    remove: (place: string) => t('Remove {0}', place),
    /** The size on a chip: a number of tokens in few letters. */
    size: (tokens: string) => `~${tokens}`,
    tokens: (count: number) => (count === 1 ? t('About 1 token') : t('About {0} tokens', formatCount(count))),
    masked: (count: number, kinds: string) =>
      count === 1 ? t('1 secret is masked: {0}', kinds) : t('{0} secrets are masked: {1}', count, kinds),
    pixels: (width: number, height: number) => t('{0} × {1} pixels', width, height),
    unsaved: t('Not saved yet'),
    drop: t('Drop to attach'),
    pastedName: t('Pasted file'),
    tooLarge: (name: string) => t('{0} is too large to be attached: at most 4 MB can be.', name),
    tooMany: (most: number) => t('Only the first {0} files are attached.', most),
    unreadable: (name: string) =>
      t('{0} cannot be read. Folders can be attached from the explorer or with @.', name),
  },

  message: {
    you: (text: string) => t('You: {0}', text),
    parley: (model: string) => t('Parley, {0}', model),
    actions: t('Message actions'),
    copy: t('Copy message'),
    regenerate: t('Regenerate'),
    askOther: t('Ask another model too'),
    previousAnswer: t('Previous answer'),
    nextAnswer: t('Next answer'),
    previousVersion: t('Previous version'),
    nextVersion: t('Next version'),
    edit: t('Edit message'),
    editBox: t('Edited message'),
    sendEdited: t('Send edited message'),
    cancelEdit: t('Cancel'),
    fork: t('Fork chat from here'),
    remove: t('Delete message'),
    removed: (count: number) =>
      count === 1 ? t('The message was deleted.') : t('{0} messages were deleted.', count),
    undoRemove: t('Undo'),
    quote: t('Quote'),
    quoteHint: t('Quote in your next message (Alt+Q)'),
    answerOf: (index: number, count: number) => `${index}/${count}`,
    showEarlier: (count: number) =>
      count === 1 ? t('Show 1 earlier message') : t('Show {0} earlier messages', count),
    waiting: t('Waiting for the answer'),
    stopped: t('Stopped'),
    cutByLength: t('The answer reached its length limit and stops here.'),
    cutByFilter: t('The provider withheld the rest of this answer.'),
    details: t('Details of this answer'),
    resume: t('Continue'),
    seconds: (seconds: string) => t('{0} s', seconds),
    tokens: (input: string, output: string) => t('{0} → {1} tokens', input, output),
    tokensOut: (output: string) => t('{0} tokens', output),
    retrying: (seconds: number) => (seconds > 0 ? t('Retrying in {0} s', seconds) : t('Retrying now')),
  },

  facts: {
    model: t('Model'),
    provider: t('Provider'),
    time: t('Asked'),
    duration: t('Duration'),
    input: t('Tokens read'),
    output: t('Tokens written'),
    rate: t('Tokens per second'),
    unknown: t('unknown'),
  },

  reasoning: t('Reasoning'),

  tool: toolStrings,

  request: requestStrings,

  code: {
    block: (language: string) => (language === '' ? t('Code') : t('Code, {0}', language)),
    plain: t('text'),
    copy: t('Copy code'),
    insert: t('Insert at cursor'),
    replace: t('Replace selection'),
    apply: t('Apply to file'),
    newFile: t('New file'),
    run: t('Run in terminal'),
    diagram: t('Show diagram'),
    wrap: t('Wrap lines'),
    more: t('More actions'),
  },

  places: {
    open: (place: string) => t('Open {0}', place),
    openSymbol: (name: string) => t('Go to {0}', name),
  },

  markdown: {
    image: t('Image'),
    table: t('Table'),
    formula: t('Formula'),
    taskDone: t('Done'),
    taskOpen: t('Not done'),
    hiddenCharacter: (code: string) => t('Hidden character {0}', code),
  },

  error: {
    detail: t('Details'),
    actions: {
      retry: t('Retry'),
      'set-api-key': t('Set API key'),
      'choose-model': t('Choose model'),
      'open-settings': t('Open settings'),
      'show-log': t('Show log'),
      compact: t('Sum up and retry'),
    },
  },

  summary: {
    title: (count: number) => (count === 1 ? t('Summary of 1 message') : t('Summary of {0} messages', count)),
    undo: t('Undo summary'),
    hint: t('The model reads this summary in the place of the messages above. They stay as they are.'),
  },

  problems: {
    title: (count: number) =>
      count === 1 ? t('A setting needs attention') : t('{0} settings need attention', count),
    openSettings: t('Open settings'),
  },

  empty: {
    title: t('Chat about your code'),
    noModelTitle: t('Choose a model to begin'),
    noModelText: t('Use your own API key, or a model on your own machine. No account, no telemetry.'),
    chooseModel: t('Choose model'),
    practiceTitle: t('Practice server.'),
    practiceText: t('Answers come from a small practice server on this machine, not from a real model.'),
    // The places of the keys are filled in by the page, which draws them.
    selectionHint: t('Select code and press {0} {1} to ask about it'),
    attachHint: t('{0} attaches files, symbols and more, {1} lists prompts'),
    dropHint: t('{0} while dragging a file: drop it here to attach it'),
    keysHint: t('{0} sends, {1} makes a new line'),
    stopHint: t('{0} stops an answer'),
  },

  jump: t('Jump to latest'),

  announce: {
    answering: t('Parley is answering'),
    done: t('Answer complete'),
    cancelled: t('Answer stopped'),
    copied: t('Copied'),
  },
} as const;
