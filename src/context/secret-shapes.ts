// The shapes of keys and tokens as their vendors make them. A row is data: what it is called, a text that must be there
// for it to be looked for at all, and its pattern. Placeholders in documentation are told apart elsewhere.

/** A place in a text that holds a secret. */
export interface SecretSpan {
  /** As shown to the user. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** One shape. */
export interface SecretShape {
  /** As shown to the user. */
  readonly kind: string;
  /** Every secret of this shape holds one of these texts: a cheap look before the search. */
  readonly marks: readonly string[];
  /** Global. Where it has a group named `secret`, only that part is the secret. Linear in the text's length. */
  readonly pattern: RegExp;
}

/** Letters, digits, `-` and `_` do not go on before the shape. */
function shape(kind: string, marks: string | readonly string[], pattern: RegExp): SecretShape {
  return {
    kind,
    marks: typeof marks === 'string' ? [marks] : marks,
    pattern: new RegExp(`(?<![A-Za-z0-9_-])${pattern.source}`, 'g'),
  };
}

/**
 * By the vendors' documents and their secret scanning partners' lists, 2026. The more specific shape stands first: it
 * gives the name.
 */
export const secretShapes: readonly SecretShape[] = [
  shape('Anthropic key', 'sk-ant-', /sk-ant-[A-Za-z0-9_-]{20,}/),
  shape('OpenRouter key', 'sk-or-', /sk-or-(?:v1-)?[A-Za-z0-9_-]{20,}/),
  shape(
    'OpenAI key',
    ['sk-proj-', 'sk-svcacct-', 'sk-admin-'],
    /sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,}/,
  ),
  shape('API key', 'sk-', /sk-(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9_-]{20,}/),
  shape('Groq key', 'gsk_', /gsk_[A-Za-z0-9]{20,}/),
  shape('xAI key', 'xai-', /xai-[A-Za-z0-9_-]{20,}/),
  shape('Perplexity key', 'pplx-', /pplx-[A-Za-z0-9]{20,}/),
  shape('Fireworks key', 'fw_', /fw_(?=[A-Za-z]{0,20}\d)[A-Za-z0-9]{20,}/),
  shape('NVIDIA key', 'nvapi-', /nvapi-[A-Za-z0-9_-]{20,}/),
  shape('Cerebras key', 'csk-', /csk-[A-Za-z0-9]{20,}/),
  shape('Together key', 'tgp_v1_', /tgp_v1_[A-Za-z0-9_-]{20,}/),
  shape('Replicate token', 'r8_', /r8_[A-Za-z0-9]{30,}/),
  shape('Hugging Face token', 'hf_', /hf_(?=[a-zA-Z]{0,30}[A-Z0-9])[A-Za-z0-9]{30,}/),
  shape('Google API key', 'AIza', /AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/),
  shape('Google OAuth token', 'ya29.', /ya29\.[A-Za-z0-9_-]{20,}/),
  shape('Google OAuth refresh token', '1//0', /1\/\/0[A-Za-z0-9_-]{20,}/),
  shape('Google client secret', 'GOCSPX-', /GOCSPX-[A-Za-z0-9_-]{20,}/),
  shape('AWS access key id', ['AKIA', 'ASIA', 'ABIA'], /A(?:KI|SI|BI)A[A-Z2-7]{16}(?![A-Za-z0-9])/),
  shape('GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], /gh[pousr]_[A-Za-z0-9]{30,}/),
  shape('GitHub token', 'github_pat_', /github_pat_[A-Za-z0-9_]{30,}/),
  shape(
    'GitLab token',
    ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-'],
    /gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_.-]{20,}/,
  ),
  shape('npm token', 'npm_', /npm_(?=[A-Za-z]{0,30}\d)[A-Za-z0-9]{30,}/),
  shape('PyPI token', 'pypi-', /pypi-AgE[A-Za-z0-9_-]{40,}/),
  shape('Slack token', 'xox', /xox[abeoprs](?:-[A-Za-z0-9]{4,}){2,}/),
  shape('Slack token', 'xapp-', /xapp-\d-[A-Z0-9]{8,}-\d{8,}-[a-z0-9]{20,}/),
  shape(
    'Slack webhook',
    'hooks.slack.com/',
    /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[A-Za-z0-9/]{20,})/,
  ),
  shape(
    'Discord webhook',
    '/api/webhooks/',
    /discord(?:app)?\.com\/api\/webhooks\/\d{15,20}\/(?<secret>[A-Za-z0-9_-]{50,})/,
  ),
  shape(
    'Discord bot token',
    '.',
    /[MNO](?=[A-Za-z]{0,24}\d)[A-Za-z\d]{23,25}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,40}(?![A-Za-z\d_.-])/,
  ),
  shape('Telegram bot token', ':AA', /\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/),
  shape(
    'Stripe key',
    ['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_'],
    /[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/,
  ),
  shape('Stripe webhook secret', 'whsec_', /whsec_[A-Za-z0-9+/=]{24,}/),
  shape(
    'Square token',
    ['sq0', 'EAAA'],
    /(?:sq0(?:atp|csp)-[A-Za-z0-9_-]{22,}|EAAA[A-Za-z0-9_-]{60}(?![A-Za-z0-9_-]))/,
  ),
  shape('SendGrid key', 'SG.', /SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/),
  shape('Mailgun key', 'key-', /key-[0-9a-f]{32}(?![A-Za-z0-9])/),
  shape('Mailchimp key', '-us', /[0-9a-f]{32}-us\d{1,2}(?!\d)/),
  shape('Twilio key', 'SK', /SK[0-9a-f]{32}(?![A-Za-z0-9])/),
  shape('DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], /do[por]_v1_[0-9a-f]{40,}/),
  shape('Shopify token', ['shpat_', 'shpca_', 'shppa_', 'shpss_'], /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/),
  shape('Databricks token', 'dapi', /dapi[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9])/),
  shape('Linear key', 'lin_api_', /lin_(?:api|oauth)_[A-Za-z0-9]{30,}/),
  shape('Notion token', 'ntn_', /ntn_[A-Za-z0-9]{40,}/),
  shape('Atlassian token', 'ATATT3', /ATATT3[A-Za-z0-9_=-]{40,}/),
  shape('Vault token', ['hvs.', 'hvb.'], /hv[sb]\.[A-Za-z0-9_-]{24,}/),
  shape('Terraform token', '.atlasv1.', /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,}/),
  shape('Docker token', ['dckr_pat_', 'dckr_oat_'], /dckr_[po]at_[A-Za-z0-9_-]{20,}/),
  shape('Doppler token', 'dp.', /dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}/),
  shape('Grafana token', ['glsa_', 'glc_'], /gl(?:sa|c)_[A-Za-z0-9+/_=]{32,}/),
  shape('Sentry token', ['sntrys_', 'sntryu_'], /sntry[su]_[A-Za-z0-9+/=_-]{40,}/),
  shape('Supabase key', ['sbp_', 'sb_secret_'], /(?:sbp_[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{20,})/),
  shape('Figma token', 'figd_', /figd_[A-Za-z0-9_-]{30,}/),
  shape('Postman key', 'PMAK-', /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/),
  shape('New Relic key', 'NRAK-', /NRAK-[A-Z0-9]{27}/),
  shape('PlanetScale password', 'pscale_', /pscale_(?:pw|tkn|oauth)_[A-Za-z0-9_.=-]{30,}/),
  shape('age secret key', 'AGE-SECRET-KEY-1', /AGE-SECRET-KEY-1[02-9A-HJ-NP-Z]{58}/),
  shape('JSON web token', 'eyJ', /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/),
  shape(
    'Azure storage key',
    ['AccountKey=', 'SharedAccessKey='],
    /(?:Account|SharedAccess)Key=(?<secret>[A-Za-z0-9+/]{40,}={0,2})/,
  ),
  shape('Azure signature', 'sig=', /sig=(?<secret>[A-Za-z0-9%]{40,}%3D)/),
  shape('Kubernetes client key', 'client-key-data', /client-key-data:\s*(?<secret>[A-Za-z0-9+/=]{40,})/),
  shape('registry login', '"auth"', /"auth"\s*:\s*"(?<secret>[A-Za-z0-9+/]{20,}={0,2})"/),
  shape('npm registry token', '_auth', /_auth(?:Token)?\s*=\s*"?(?<secret>[A-Za-z0-9_+/=.-]{16,})/),
];
