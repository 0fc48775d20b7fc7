// Intents: everything a user can want, as the view tells the host. Parsed on arrival; closed objects, bounded texts.
import * as z from 'zod';
import { maxPlaceLength } from '../model/place-reference.ts';

const id = z.string().min(1).max(100);

/** Longest prompt the view may submit, in UTF-16 units; far above any model's context. */
export const maxPromptLength = 4_000_000;

/** Largest file whose bytes the view may hand over; larger ones could not be attached anyway. */
export const maxHandedBytes = 4_000_000;

const path = z.string().min(1).max(4096);

const code = z.string().max(maxPromptLength);
const language = z.string().max(40);
/** A path with perhaps lines, as a text names it: `src/a.ts:12-20`. */
const place = z
  .string()
  .min(1)
  .max(maxPlaceLength + 20);
/** One word: what could be more than a name in a message of VS Code is none. */
const symbolName = z
  .string()
  .max(100)
  .regex(/^[\p{L}_$][\p{L}\p{N}_$]*$/u);

/**
 * All intents. None carries a key, a URL to call or a command line. A yes to a tool call counts only with the nonce
 * that the host made for that very question.
 */
export const intentSchema = z.discriminatedUnion('type', [
  /** The view has loaded and needs a snapshot. */
  z.strictObject({ type: z.literal('view-ready') }),
  /** The view missed a batch and needs a snapshot. */
  z.strictObject({ type: z.literal('snapshot-request') }),
  /** Send this text with the attachments shown. `promptId` comes back as `prompt-accepted`. */
  z.strictObject({ type: z.literal('prompt-submit'), promptId: id, text: z.string().max(maxPromptLength) }),
  /** Stop the running answer of the shown chat. */
  z.strictObject({ type: z.literal('turn-stop') }),
  /** Answer the same prompt again; the old answer stays as a sibling. */
  z.strictObject({ type: z.literal('message-retry'), messageId: id }),
  /** Have another model, which the user picks, answer beside this answer. */
  z.strictObject({ type: z.literal('message-ask-other'), messageId: id }),
  /** Delete a message with all that follows it; `message-restore` brings it back. */
  z.strictObject({ type: z.literal('message-delete'), messageId: id }),
  /** Bring a deleted message back; `leafId` ended the path that was shown before. */
  z.strictObject({ type: z.literal('message-restore'), messageId: id, leafId: id.optional() }),
  /** Show this sibling and what follows it. */
  z.strictObject({ type: z.literal('sibling-select'), messageId: id }),
  /** A paused answer may go on. */
  z.strictObject({ type: z.literal('turn-continue'), messageId: id }),
  /** The answer to a tool's question. */
  z.strictObject({
    type: z.literal('tool-decide'),
    messageId: id,
    callId: z.string().min(1).max(500),
    nonce: id,
    decision: z.enum(['once', 'chat', 'deny']),
  }),
  /** Open the change that a tool call asks about in the diff editor. */
  z.strictObject({
    type: z.literal('tool-diff-open'),
    messageId: id,
    callId: z.string().min(1).max(500),
  }),
  /** The list of tools is wanted; it comes as `tools`. */
  z.strictObject({ type: z.literal('tools-show') }),
  /** Switch tools on or off for the shown chat. */
  z.strictObject({
    type: z.literal('tools-switch'),
    names: z.array(z.string().min(1).max(500)).max(1000),
    isOn: z.boolean(),
  }),
  /** Show what tools changed in an answer in the diff editor: all files, or the one at `path`. */
  z.strictObject({ type: z.literal('changes-review'), messageId: id, path: path.optional() }),
  /** Be content with what tools changed: all files, or the one at `path`. */
  z.strictObject({ type: z.literal('changes-keep'), messageId: id, path: path.optional() }),
  /** Take back what tools changed: all files, or the one at `path`. */
  z.strictObject({ type: z.literal('changes-undo'), messageId: id, path: path.optional() }),
  /** The parts of the next request are wanted, with this text as its message; they come as `request`. */
  z.strictObject({ type: z.literal('request-show'), text: z.string().max(maxPromptLength) }),
  /** Take a part of every request (model/left-out.ts) out of the shown chat, or put it back. */
  z.strictObject({
    type: z.literal('part-leave-out'),
    partId: z.string().min(1).max(5000),
    isLeftOut: z.boolean(),
  }),
  /** Switch every tool off for the shown chat. */
  z.strictObject({ type: z.literal('part-tools-off') }),
  /** The messages that this summary stands for are read by the model again. */
  z.strictObject({ type: z.literal('compaction-remove'), compactionId: id }),
  z.strictObject({ type: z.literal('chat-new') }),
  /** Ask for a page of the list of chats, or, with words, of the search. The answer carries `queryId`. */
  z.strictObject({
    type: z.literal('history-query'),
    queryId: z.int().nonnegative(),
    words: z.string().max(1000),
    /** Only chats of the open workspace. */
    isHere: z.boolean(),
    /** The list goes on below this chat. */
    after: z.strictObject({ id, isPinned: z.boolean(), updatedAtMs: z.number() }).optional(),
    /** The search goes on after so many hits. */
    offset: z.int().nonnegative(),
  }),
  /** Show this chat, and this message of it. */
  z.strictObject({ type: z.literal('chat-open'), chatId: id, messageId: id.optional() }),
  z.strictObject({ type: z.literal('chat-rename'), chatId: id, title: z.string().max(1000) }),
  z.strictObject({ type: z.literal('chat-pin'), chatId: id, isPinned: z.boolean() }),
  /** Delete the chat; `chat-restore` brings it back for 30 days. */
  z.strictObject({ type: z.literal('chat-delete'), chatId: id }),
  z.strictObject({ type: z.literal('chat-restore'), chatId: id }),
  /** Copy the shown chat up to this message into a new one. */
  z.strictObject({ type: z.literal('chat-fork'), messageId: id }),
  /** Send this prompt anew with other words; the old one stays as its sibling. */
  z.strictObject({
    type: z.literal('prompt-edit'),
    messageId: id,
    text: z.string().min(1).max(maxPromptLength),
  }),
  z.strictObject({ type: z.literal('model-choose') }),
  /** A button of an error card other than retry. */
  z.strictObject({
    type: z.literal('error-action'),
    action: z.enum(['set-api-key', 'choose-model', 'open-settings', 'show-log', 'compact']),
    /** The failed answer, so that the host knows which provider is meant. */
    messageId: id.optional(),
  }),
  z.strictObject({ type: z.literal('attachment-remove'), attachmentId: id }),
  /** Open the place an attachment came from. */
  z.strictObject({ type: z.literal('attachment-open'), attachmentId: id }),
  /** What could complete `@words` or `/words`. The answer carries `queryId`. */
  z.strictObject({
    type: z.literal('suggest'),
    queryId: z.int().nonnegative(),
    kind: z.enum(['context', 'prompt']),
    words: z.string().max(300),
  }),
  /** Attach what was offered under this id; what was not offered is not attached. */
  z.strictObject({ type: z.literal('suggestion-attach'), suggestionId: id }),
  /** Attach a file that was pasted or dropped: its bytes, whose kind the host finds out for itself. */
  z.strictObject({
    type: z.literal('bytes-attach'),
    name: z.string().min(1).max(300),
    bytes: z.instanceof(ArrayBuffer).refine(({ byteLength }) => byteLength <= maxHandedBytes),
  }),
  /** Attach files that were dropped by their addresses: only those of the workspace and of open tabs are. */
  z.strictObject({
    type: z.literal('uris-attach'),
    uris: z.array(z.string().min(1).max(4096)).min(1).max(50),
  }),
  /** The bytes of an attached picture are wanted; they come as `image-preview`. */
  z.strictObject({ type: z.literal('image-preview'), attachmentId: id }),
  /** The unsent text changed; kept by the host so that it survives the view. */
  z.strictObject({ type: z.literal('draft-update'), text: z.string().max(maxPromptLength) }),
  /** Copy to the clipboard. */
  z.strictObject({ type: z.literal('text-copy'), text: z.string().max(maxPromptLength) }),
  /** Insert code at the cursor of the last active editor. */
  z.strictObject({ type: z.literal('code-insert'), text: code }),
  /** Put code in the place of what is selected in the last active editor. */
  z.strictObject({ type: z.literal('code-replace'), text: code }),
  /** Show what a file would be with this code in it; the user applies it or not. Without a place: the active editor's. */
  z.strictObject({ type: z.literal('code-apply'), text: code, language, place: place.optional() }),
  /** Open a new document with this code, or make the file at this place, which the user is asked about. */
  z.strictObject({ type: z.literal('code-new-file'), text: code, language, place: place.optional() }),
  /** Paste a line into a terminal, where the user may run it. */
  z.strictObject({ type: z.literal('code-run'), text: code }),
  /** Show a diagram's source in VS Code's own preview. */
  z.strictObject({ type: z.literal('diagram-show'), text: code, language }),
  /** Which of these are places and names of the workspace? The answer carries `checkId`. */
  z.strictObject({
    type: z.literal('places-check'),
    checkId: z.int().nonnegative(),
    places: z.array(place).max(50),
    symbols: z.array(symbolName).max(20),
  }),
  /** Open a place of the workspace that an answer names. */
  z.strictObject({ type: z.literal('place-open'), place }),
  /** Go to where this name is declared in the workspace. */
  z.strictObject({ type: z.literal('symbol-open'), name: symbolName }),
  /** The user clicked a link; the host shows the address and asks. Only http, https and mailto get that far. */
  z.strictObject({ type: z.literal('link-open'), href: z.string().max(4096) }),
]);

/** See {@link intentSchema}. */
export type Intent = z.infer<typeof intentSchema>;
