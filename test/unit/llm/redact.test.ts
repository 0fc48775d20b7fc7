import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redact } from '../../../src/llm/redact.ts';

const tail = 'Zq3xW8rT5yU2iO9pL4kJ7hG6fD1sA0cVbNmQwErT';

describe('redact', () => {
  const canaries: [what: string, secret: string][] = [
    ['OpenAI', `sk-${tail}`],
    ['OpenAI project', `sk-proj-${tail}_${tail}`],
    ['Anthropic', `sk-ant-api03-${tail}`],
    ['OpenRouter', `sk-or-v1-${tail}`],
    ['Groq', `gsk_${tail}`],
    ['xAI', `xai-${tail}`],
    ['Google', `AIza${tail.slice(0, 35)}`],
    ['Google OAuth', `ya29.${tail}`],
    ['Together', `tgp_v1_${tail}`],
    ['Together, hexadecimal', '0123456789abcdef'.repeat(4)],
    ['Azure, long', `${tail}${tail}${tail}`.slice(0, 84)],
    ['Hugging Face', `hf_${tail}`],
    ['Replicate', `r8_${tail}`],
    ['NVIDIA', `nvapi-${tail}`],
    ['Cerebras', `csk-${tail}`],
    ['Fireworks', `fw_${tail}`],
    ['Perplexity', `pplx-${tail}`],
    ['GitHub', `ghp_${tail}`],
    ['GitHub, fine-grained', `github_pat_${tail}`],
    ['GitLab', `glpat-${tail}`],
    ['npm', `npm_${tail}`],
    ['Slack', `xoxb-1234567890-${tail}`],
    ['AWS', 'AKIAIOSFODNN7EXAMPLE'],
    ['JSON web token', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${tail}`],
  ];
  for (const [what, secret] of canaries) {
    it(`removes a key of the shape of ${what} from the middle of a text`, () => {
      for (const text of [`wrong key ${secret}, try again`, `{"k":"${secret}"}`, `(${secret})`, secret]) {
        const clean = redact(text);
        assert.equal(clean.includes(secret), false, clean);
        assert.equal(clean.includes(secret.slice(-12)), false, clean);
        assert.match(clean, /\[redacted\]/);
      }
    });
  }

  const places: [what: string, text: (secret: string) => string][] = [
    ['Bearer', (secret) => `Authorization: Bearer ${secret}`],
    ['bearer in a JSON echo of headers', (secret) => `{"authorization":"bearer ${secret}"}`],
    ['Basic', (secret) => `authorization: Basic ${secret}`],
    ['x-api-key', (secret) => `x-api-key: ${secret}`],
    ['api-key', (secret) => `'api-key': '${secret}'`],
    ['x-goog-api-key', (secret) => `x-goog-api-key=${secret}`],
    ['apiKey', (secret) => `{"apiKey": "${secret}"}`],
    ['api_key', (secret) => `api_key=${secret}&x=1`],
    ['?key=', (secret) => `https://example.org/v1?key=${secret}`],
    ['client_secret', (secret) => `client_secret=${secret}`],
    ['access_token', (secret) => `"access_token":"${secret}"`],
    ['refresh_token', (secret) => `refresh_token: ${secret}`],
    ['password', (secret) => `password=${secret}`],
    ['a URL with user name and password', (secret) => `https://me:${secret}@example.org/`],
    ['PEM', (secret) => `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`],
    ['PEM cut off', (secret) => `-----BEGIN RSA PRIVATE KEY-----\n${secret}`],
  ];
  for (const [what, text] of places) {
    it(`removes any value after ${what}`, () => {
      const secret = 'plainlookingvalue1';
      const clean = redact(text(secret));
      assert.equal(clean.includes(secret), false, clean);
      assert.match(clean, /\[redacted\]/);
    });
  }

  it('removes known secrets wherever they stand, URL-encoded too, whatever they look like', () => {
    const secret = 'no shape/at all+';
    assert.equal(
      redact(`a ${secret} b ${encodeURIComponent(secret)} c`, [secret]),
      'a [redacted] b [redacted] c',
    );
  });

  it('removes a short known secret only where it stands alone', () => {
    assert.equal(redact('abc abcd (abc) x.abc', ['abc']), '[redacted] abcd ([redacted]) x.[redacted]');
    assert.equal(redact('nothing', ['']), 'nothing');
  });

  it('positive control: a canary of no known shape passes when it is not given as a secret', () => {
    assert.equal(redact('the word plainlookingvalue1 stays'), 'the word plainlookingvalue1 stays');
  });

  it('leaves ordinary error texts alone', () => {
    for (const text of [
      "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
      'Unknown key: stream_options',
      'Token expired or revoked',
      'Use Bearer authentication, not basic authentication',
      'Unrecognized token: [TOOL_CALLS]',
      'risk-assessment failed for task-force-one',
      'model "mistral-small-latest" not found, try pulling it first',
      'Function call is missing a thought_signature in functionCall parts.',
      'request 5f0d2c6e-9b1a-4c3e-8f7d-0123456789ab',
      'POST 127.0.0.1:8080/v1/chat/completions: 200 after 12 ms',
      'connect ECONNREFUSED ::1:11434',
    ]) {
      assert.equal(redact(text), text);
    }
  });

  it('does its work on a megabyte of the worst text without going over it again and again', () => {
    for (const unit of ['a', 'A1', 'key', '-----BEGIN ', 'sk-', 'api_', 'eyJ', 'http://a', 'bearer ', 'x-']) {
      redact(unit.repeat(Math.ceil(1_000_000 / unit.length)));
    }
  });
});
