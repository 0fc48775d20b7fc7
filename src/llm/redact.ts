// redact: takes keys out of any text before it is shown, stored or logged.
// It errs on the side of removing too much; it never reports what it removed.

const MARK = '[redacted]';

/** Shapes of keys and tokens, and places where a key stands. Each pattern runs in linear time. */
const PATTERNS: readonly RegExp[] = [
  // PEM blocks, also those cut off before their end.
  /-----BEGIN [A-Z0-9 ]*(?:PRIVATE KEY|CERTIFICATE)-----[\s\S]*?(?:-----END [A-Z0-9 ]*-----|$)/g,
  // OpenAI, Anthropic, OpenRouter, DeepSeek and everyone who copied the prefix.
  /\b(?:sk|rk|pk)-[A-Za-z0-9][A-Za-z0-9_-]{6,}/g,
  // Groq, xAI, Perplexity, Fireworks, NVIDIA, Cerebras, Together, Replicate, Hugging Face.
  /\b(?:gsk_|xai-|pplx-|fw_|nvapi-|csk-|tgp_v1_|r8_|hf_)[A-Za-z0-9_-]{8,}/g,
  // Google API keys and OAuth tokens.
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\bya29\.[A-Za-z0-9_.-]{10,}/g,
  // GitHub, GitLab, npm, Slack, AWS.
  /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-)[A-Za-z0-9_-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  // JSON web tokens.
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  // Together and Azure: long bare hexadecimal or base-62 strings.
  /\b[0-9a-f]{64}\b/g,
  /\b(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{80,}\b/g,
];

/** A scheme followed by a credential, e.g. in an echoed Authorization header; "Bearer authentication" is none. */
const SCHEME =
  /\b(bearer|basic)(\s+|%20)(?=[A-Za-z0-9._~+/=-]*\d|[A-Za-z0-9._~+/=-]{16})[A-Za-z0-9._~+/=:-]{6,}/gi;

/**
 * `name: value` and `name=value` where the name says that the value is secret; quotes are allowed around both.
 * The bare words key, token and secret count only with `=`: "unknown key: stream_options" must stay readable.
 */
const NAMED =
  /((?:api|access|auth|client|private|refresh|secret|subscription|goog)[-_ ]?(?:api[-_])?(?:key|token|secret)["']?\s*[:=]|(?:authorization|password|passwd)["']?\s*[:=]|\b(?:key|token|secret)=)(\s*["']?)[^\s"'&,;{}[\]()<>]{6,}/gi;

/** User name and password inside a URL. */
const USERINFO = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@:]+(?::[^\s/@]*)?@/gi;

/**
 * The text without keys.
 * @param text any text; its length is not changed beyond the replacements.
 * @param secrets values known to be secret: removed wherever they stand, plain or URL-encoded. A value shorter than
 *   eight characters is removed only where it stands alone, lest ordinary words vanish.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length >= 8) {
      clean = clean.replaceAll(secret, MARK).replaceAll(encodeURIComponent(secret), MARK);
    } else if (secret !== '') {
      const literal = secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      clean = clean.replace(new RegExp(`(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`, 'g'), MARK);
    }
  }
  for (const pattern of PATTERNS) clean = clean.replace(pattern, MARK);
  return clean
    .replace(SCHEME, `$1$2${MARK}`)
    .replace(NAMED, (whole: string, name: string, between: string) =>
      whole.includes(MARK) ? whole : `${name}${between}${MARK}`,
    )
    .replace(USERINFO, `$1${MARK}@`);
}
