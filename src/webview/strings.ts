// Every word the panel shows or speaks, in one place, so that it can be translated. No markup, no logic beyond
// putting values into sentences.
import { toolStrings } from './tool-strings.ts';

/** The panel's texts. Functions take the values their sentence names. */
export const strings = {
  conversation: 'Conversation',
  newChat: 'New chat',
  history: 'History',

  chats: {
    label: 'Chats',
    search: 'Search chats',
    close: 'Back to the chat',
    hereOnly: (workspace: string) => `Only ${workspace}`,
    none: 'There are no chats yet.',
    nothingFound: 'No chat has these words.',
    more: 'Show more',
    actions: 'Chat actions',
    rename: 'Rename chat',
    renameBox: 'New title',
    pin: 'Pin chat',
    unpin: 'Unpin chat',
    remove: 'Delete chat',
    removed: (title: string) => `“${title}” was deleted.`,
    undo: 'Undo',
    keysHint: 'Enter opens, F2 renames, Delete deletes',
    messages: (count: number) => (count === 1 ? '1 message' : `${count} messages`),
    count: (count: number) => (count === 1 ? '1 result' : `${count} results`),
    pinned: 'Pinned',
    today: 'Today',
    yesterday: 'Yesterday',
    lastWeek: 'Last 7 days',
    lastMonth: 'Last 30 days',
    older: 'Older',
  },

  find: {
    label: 'Find in chat',
    next: 'Next match',
    previous: 'Previous match',
    close: 'Close find',
    count: (index: number, count: number) => (count === 0 ? 'Not found' : `${index} of ${count}`),
  },

  composer: {
    label: 'Message',
    placeholder: 'Ask about your code',
    placeholderRunning: 'Write the next message',
    send: 'Send',
    stop: 'Stop',
    stopHint: 'Stop (Escape)',
    sendHint: (sendKey: string) => `Send (${sendKey})`,
    queueLabel: 'Queued messages',
    queued: 'Queued',
    takeBack: 'Edit queued message',
    refused: (reason: string) => `Not sent. ${reason}`,
  },

  model: {
    none: 'Choose model',
    name: (model: string) => `Model: ${model}`,
    /** Provider and model as the picker shows them. */
    full: (providerLabel: string, modelId: string) => `${providerLabel} · ${modelId}`,
  },

  attachments: {
    label: 'Attachments',
    open: (place: string) => `Open ${place}`,
    remove: (place: string) => `Remove ${place}`,
  },

  message: {
    you: (text: string) => `You: ${text}`,
    parley: (model: string) => `Parley, ${model}`,
    actions: 'Message actions',
    copy: 'Copy message',
    regenerate: 'Regenerate',
    previousAnswer: 'Previous answer',
    nextAnswer: 'Next answer',
    previousVersion: 'Previous version',
    nextVersion: 'Next version',
    edit: 'Edit message',
    editBox: 'Edited message',
    sendEdited: 'Send edited message',
    cancelEdit: 'Cancel',
    fork: 'Fork chat from here',
    answerOf: (index: number, count: number) => `${index}/${count}`,
    showEarlier: (count: number) =>
      count === 1 ? 'Show 1 earlier message' : `Show ${count} earlier messages`,
    waiting: 'Waiting for the answer',
    stopped: 'Stopped',
    cutByLength: 'The answer reached its length limit and stops here.',
    cutByFilter: 'The provider withheld the rest of this answer.',
    seconds: (seconds: string) => `${seconds} s`,
    tokens: (input: string, output: string) => `${input} → ${output} tokens`,
    tokensOut: (output: string) => `${output} tokens`,
    retrying: (seconds: number) => (seconds > 0 ? `Retrying in ${seconds} s` : 'Retrying now'),
  },

  reasoning: 'Reasoning',

  tool: toolStrings,

  code: {
    block: (language: string) => (language === '' ? 'Code' : `Code, ${language}`),
    plain: 'text',
    copy: 'Copy code',
    insert: 'Insert at cursor',
  },

  markdown: {
    image: 'Image',
    table: 'Table',
    formula: 'Formula',
    taskDone: 'Done',
    taskOpen: 'Not done',
    hiddenCharacter: (code: string) => `Hidden character ${code}`,
  },

  error: {
    detail: 'Details',
    actions: {
      retry: 'Retry',
      'set-api-key': 'Set API key',
      'choose-model': 'Choose model',
      'open-settings': 'Open settings',
      'show-log': 'Show log',
      compact: 'Sum up and retry',
    },
  },

  summary: {
    title: (count: number) => (count === 1 ? 'Summary of 1 message' : `Summary of ${count} messages`),
    undo: 'Undo summary',
    hint: 'The model reads this summary in the place of the messages above. They stay as they are.',
  },

  problems: {
    title: (count: number) =>
      count === 1 ? 'A setting needs attention' : `${count} settings need attention`,
    openSettings: 'Open settings',
  },

  empty: {
    title: 'Chat about your code',
    noModelTitle: 'Choose a model to begin',
    noModelText: 'Use your own API key, or a model on your own machine. No account, no telemetry.',
    chooseModel: 'Choose model',
    practiceTitle: 'Practice server',
    practiceText: 'Answers come from a small practice server on this machine, not from a real model.',
    selectionHint: 'Select code and press',
    selectionHintEnd: 'to ask about it',
    sendHint: 'sends',
    newLineHint: 'makes a new line',
    stopHint: 'stops an answer',
    recallHint: 'brings back earlier messages',
  },

  jump: 'Jump to latest',

  announce: {
    answering: 'Parley is answering',
    done: 'Answer complete',
    cancelled: 'Answer stopped',
    copied: 'Copied',
  },
} as const;
