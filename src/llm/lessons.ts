// Learns from a refusal: a server that names an optional field gets the request again without it, or with the name it
// wants. The lesson is kept for that base URL and model, for as long as the client lives. Never touches what the user
// put into extraBody, nor anything a request cannot do without.
import type { ErrorFacts } from '../model/error.ts';
import { t } from '../model/l10n.ts';
import type { ChatRequest } from './chat-request.ts';
import type { EncodedRequest } from './dialects/dialect.ts';

/** Fields that have two names among servers. */
const otherNames: Readonly<Record<string, string>> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
};

/** Fields Parley sends of its own accord; leaving them out changes nothing the user asked for. */
const ownFields: ReadonlySet<string> = new Set(['stream_options']);

/** What became of a field: another name, or nothing. */
type Lesson = { readonly renameTo: string } | 'drop';

/** What servers have refused so far. */
export class Lessons {
  readonly #learned = new Map<string, Map<string, Lesson>>();

  /** The request as the server is known to take it; a notice for every setting of the user's that is left out. */
  apply(request: ChatRequest, encoded: EncodedRequest): EncodedRequest {
    const lessons = this.#learned.get(keyOf(request));
    if (lessons === undefined) return encoded;
    const body: Record<string, unknown> = { ...encoded.body };
    const notices = [...encoded.notices];
    for (const [field, lesson] of lessons) {
      if (!Object.hasOwn(body, field) || Object.hasOwn(request.extraBody, field)) continue;
      if (lesson === 'drop') {
        if (!ownFields.has(field)) notices.push(notice(field, request));
      } else {
        body[lesson.renameTo] = body[field];
      }
      delete body[field];
    }
    return { ...encoded, body, notices };
  }

  /**
   * Takes a refusal to heart, if it names an optional field that was sent.
   * @param optionalFields the wire names that the dialect can do without.
   * @returns what to tell the user; undefined when there is nothing to learn and sending again would not help.
   */
  learn(
    request: ChatRequest,
    sent: EncodedRequest,
    facts: ErrorFacts,
    optionalFields: ReadonlySet<string>,
  ): string | undefined {
    if (facts.kind !== 'bad-request' || (facts.status !== 400 && facts.status !== 422)) return undefined;
    const candidates = Object.keys(sent.body).filter(
      (field) => optionalFields.has(field) && !Object.hasOwn(request.extraBody, field),
    );
    const field = namedField(facts, sent.body, candidates);
    if (field === undefined) return undefined;
    const lessons = this.#lessonsFor(request);
    const otherName = otherNames[field];
    const isWorthRenaming = otherName !== undefined && !lessons.has(otherName);
    // What was renamed to this name and is refused again is left out under both names.
    for (const [from, lesson] of lessons) {
      if (lesson !== 'drop' && lesson.renameTo === field) lessons.set(from, 'drop');
    }
    lessons.set(field, isWorthRenaming ? { renameTo: otherName } : 'drop');
    if (isWorthRenaming)
      return t('{0} wants “{1}” instead of “{2}” for this model.', request.provider.label, otherName, field);
    return notice(field, request);
  }

  #lessonsFor(request: ChatRequest): Map<string, Lesson> {
    const key = keyOf(request);
    const lessons = this.#learned.get(key) ?? new Map<string, Lesson>();
    this.#learned.set(key, lessons);
    return lessons;
  }
}

function keyOf({ provider, model }: ChatRequest): string {
  return `${provider.baseUrl}\n${model}`;
}

function notice(field: string, { provider }: ChatRequest): string {
  return t('“{0}” was not sent: {1} refuses it for this model.', field, provider.label);
}

/** The candidate that the refusal is about: by its field, else by its message. */
function namedField(
  facts: ErrorFacts,
  body: Readonly<Record<string, unknown>>,
  candidates: readonly string[],
): string | undefined {
  // `stream_options.include_usage` is about stream_options.
  const field = facts.field?.split(/[.[]/)[0];
  // A server that names a field means that one, and not what its message mentions beside it.
  if (field !== undefined && Object.hasOwn(body, field))
    return candidates.includes(field) ? field : undefined;
  return candidates
    .toSorted((left, right) => right.length - left.length)
    .find((candidate) => mentions(facts.message, candidate));
}

/** Words such as `n`, `stop` or `user` stand in any sentence: they count only in quotes. */
function mentions(message: string, field: string): boolean {
  const isPlainWord = !field.includes('_') && field !== 'temperature';
  return new RegExp(isPlainWord ? `['"\`“]${field}['"\`”]` : `(?<![\\w])${field}(?![\\w])`).test(message);
}
