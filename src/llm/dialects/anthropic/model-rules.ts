// What a Claude model takes and refuses, told from its id. Data and one reader of names; newer models count as the newest
// known ones. Source: the vendor's pages on thinking, effort, tool choice and model migration, October 2026.

/** The differences between models that a request must respect: each refused value is a 400. */
export interface ModelRules {
  /** `manual`: `thinking.type` `enabled` with a budget; `adaptive`: with `output_config.effort`; `none`: it cannot think. */
  readonly thinking: 'none' | 'manual' | 'adaptive';
  /** It thinks without being asked. */
  readonly thinksUnasked: boolean;
  /** The `thinking.type` that stops it from thinking; absent where nothing does. */
  readonly off?: 'disabled' | 'between_tools';
  /** What `output_config.effort` may be; empty: the field is refused. */
  readonly efforts: readonly string[];
  /** Of temperature and top_p it takes `both`, `one` at a time, or `neither`. */
  readonly sampling: 'both' | 'one' | 'neither';
  /** It can be made to call a tool (`any`, or one by name). */
  readonly forcedTools: boolean;
  /** It takes `output_config.format`. */
  readonly jsonSchema: boolean;
}

/** Models of other vendors behind a server that speaks this API: the form of thinking that most of those servers know. */
const otherModel: ModelRules = {
  thinking: 'manual',
  thinksUnasked: false,
  off: 'disabled',
  efforts: [],
  sampling: 'both',
  forcedTools: true,
  jsonSchema: true,
};

/** The one model that was named without a version. */
const mythosPreview: ModelRules = {
  thinking: 'adaptive',
  thinksUnasked: true,
  efforts: ['low', 'medium', 'high', 'max'],
  sampling: 'neither',
  forcedTools: false,
  jsonSchema: true,
};

/** `claude-opus-4-5-20251101`, `claude-3-7-sonnet-latest`, `anthropic.claude-haiku-4-5@…`; a date is no version. */
const NAME =
  /claude-(?:(\d{1,2})(?:[-.](\d{1,2}))?-)?(opus|sonnet|haiku|fable|mythos)(?:-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d))?/i;

/** What the model with this id takes. */
export function rulesFor(model: string): ModelRules {
  if (/claude-mythos-preview/i.test(model)) return mythosPreview;
  const found = NAME.exec(model);
  const [, majorBefore, minorBefore, name = '', majorAfter, minorAfter] = found ?? [];
  const major = majorBefore ?? majorAfter;
  if (major === undefined) return otherModel;
  const minor = majorBefore === undefined ? minorAfter : minorBefore;
  return claudeRules(name.toLowerCase(), Number(major) * 100 + Number(minor ?? 0));
}

/** @param version major · 100 + minor, so that 4.10 comes after 4.9. */
function claudeRules(line: string, version: number): ModelRules {
  const off = offType(line, version);
  return {
    thinking: version < 307 ? 'none' : version < 406 ? 'manual' : 'adaptive',
    thinksUnasked: version >= 500,
    ...(off === undefined ? {} : { off }),
    efforts: effortsOf(line, version),
    // Opus 4.1 was the first to refuse the two together, Opus 4.7 the first to refuse each.
    sampling: version < 401 ? 'both' : version < 407 ? 'one' : 'neither',
    forcedTools: !refusesForcedTools(line, version),
    jsonSchema: version >= 405,
  };
}

function offType(line: string, version: number): ModelRules['off'] {
  if (line === 'fable' || line === 'mythos' || (line === 'opus' && version >= 505)) return undefined;
  return line === 'sonnet' && version >= 505 ? 'between_tools' : 'disabled';
}

function effortsOf(line: string, version: number): readonly string[] {
  if (version >= 407) return ['low', 'medium', 'high', 'xhigh', 'max'];
  if (version === 406) return ['low', 'medium', 'high', 'max'];
  return line === 'opus' && version === 405 ? ['low', 'medium', 'high'] : [];
}

function refusesForcedTools(line: string, version: number): boolean {
  if (line === 'haiku') return false;
  return version >= (line === 'opus' || line === 'sonnet' ? 505 : 501);
}
