// Secrets of the shapes that vendors give theirs, made up here at every run: none stands in the repository.

let seed = 7;

/** The next of a fixed row of numbers below `limit` (Park and Miller 1988). */
function next(limit: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % limit;
}

function of(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[next(alphabet.length)] ?? '').join('');
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lower = upper.toLowerCase();
const digits = '0123456789';

/** Letters and digits, both for certain. */
function word(length: number): string {
  return `a1B2${of(upper + lower + digits, length - 4)}`;
}

function hex(length: number): string {
  return `a1${of('0123456789abcdef', length - 2)}`;
}

function base64(length: number): string {
  return `a1B2${of(`${upper}${lower}${digits}+/`, length - 4)}`;
}

/** One secret as it stands in a file. */
export interface PlantedSecret {
  readonly kind: string;
  /** What must not get out. */
  readonly secret: string;
  /** The lines it stands in. */
  readonly text: string;
}

function planted(
  kind: string,
  secret: string,
  around = (value: string): string => `value: ${value},`,
): PlantedSecret {
  return { kind, secret, text: around(secret) };
}

const pem = `MIIEvQIBADANBgkqhkiG9w0B\n${base64(64)}\n${base64(64)}\n${base64(40)}==`;

/** One of every shape. */
export const plantedSecrets: readonly PlantedSecret[] = [
  planted('Anthropic key', `sk-ant-api03-${word(95)}`),
  planted('OpenRouter key', `sk-or-v1-${hex(64)}`),
  planted('OpenAI key', `sk-proj-${word(120)}`),
  planted('API key', `sk-${word(20)}T3BlbkFJ${word(20)}`),
  planted('Groq key', `gsk_${word(52)}`),
  planted('xAI key', `xai-${word(80)}`),
  planted('Perplexity key', `pplx-${word(48)}`),
  planted('Fireworks key', `fw_${word(24)}`),
  planted('NVIDIA key', `nvapi-${word(64)}`),
  planted('Cerebras key', `csk-${word(48)}`),
  planted('Together key', `tgp_v1_${word(43)}`),
  planted('key', hex(64), (value) => `TOGETHER_API_KEY=${value}`),
  planted('key', word(32), (value) => `mistral_api_key: "${value}"`),
  planted('Replicate token', `r8_${word(37)}`),
  planted('Hugging Face token', `hf_${word(34)}`),
  planted('Google API key', `AIza${word(35)}`),
  planted('Google OAuth token', `ya29.${word(60)}`),
  planted('Google client secret', `GOCSPX-${word(28)}`),
  planted('AWS access key id', `AKIA${of(`${upper}234567`, 16)}`),
  planted('key', base64(40), (value) => `aws_secret_access_key = ${value}`),
  planted('GitHub token', `ghp_${word(36)}`),
  planted('GitHub token', `github_pat_${word(22)}_${word(59)}`),
  planted('GitLab token', `glpat-${word(20)}`),
  planted('npm token', `npm_${word(36)}`),
  planted('npm registry token', word(36), (value) => `//npm.example.org/:_authToken=${value}`),
  planted('PyPI token', `pypi-AgEIcHlwaS5vcmc${word(100)}`),
  planted('Slack token', `xoxb-${of(digits, 12)}-${of(digits, 12)}-${word(24)}`),
  planted('Slack webhook', `T${of(upper, 8)}/B${of(upper, 8)}/${word(24)}`, (value) => {
    return `https://hooks.slack.com/services/${value}`;
  }),
  planted('Discord bot token', `M${word(24)}.${word(6)}.${word(30)}`),
  planted('Telegram bot token', `${of('123456789', 10)}:AA${word(33)}`),
  planted('Stripe key', `sk_live_${word(24)}`),
  planted('SendGrid key', `SG.${word(22)}.${word(43)}`),
  planted('Twilio key', `SK${hex(32)}`),
  planted('DigitalOcean token', `dop_v1_${hex(64)}`),
  planted('Shopify token', `shpat_${hex(32)}`),
  planted('Databricks token', `dapi${hex(32)}`),
  planted('Vault token', `hvs.${word(90)}`),
  planted('Docker token', `dckr_pat_${word(27)}`),
  planted('Azure storage key', `${base64(86)}==`, (value) => `AccountName=a;AccountKey=${value};`),
  planted('key', hex(32), (value) => `"azureApiKey": "${value}"`),
  planted('JSON web token', `eyJhbGciOiJIUzI1NiJ9.eyJ${word(40)}.${word(43)}`),
  planted('private key', pem, (value) => {
    return `-----BEGIN RSA PRIVATE KEY-----\n${value}\n-----END RSA PRIVATE KEY-----`;
  }),
  planted('private key', `b3BlbnNzaC1rZXktdjEA${base64(200)}`, (value) => {
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${value}`;
  }),
  planted('private key', `MC4CAQAwBQYDK2VwBCIEI${base64(40)}`, (value) => {
    return `"private_key": "-----BEGIN PRIVATE KEY-----\\n${value}\\n-----END PRIVATE KEY-----\\n",`;
  }),
  planted('password in an address', 'Xk29vQmz', (value) => `postgres://app:${value}@db.example.com:5432/app`),
  planted(
    'credential in a header',
    word(40),
    (value) => `curl -H "Authorization: Bearer ${value}" https://a.test`,
  ),
  planted('password', 'Tr0ub4dor&3', (value) => `db_password: '${value}'`),
  planted('secret', word(32), (value) => `client_secret = "${value}"`),
  planted('token', word(40), (value) => `const botToken = '${value}';`),
  planted('Kubernetes client key', base64(120), (value) => `    client-key-data: ${value}`),
];
