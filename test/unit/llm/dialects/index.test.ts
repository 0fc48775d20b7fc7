import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { providerPresets } from '../../../../src/llm/dialects/index.ts';
import { rows } from '../../../../src/llm/dialects/chat-completions/rows.ts';

describe('providerPresets', () => {
  it('have a row each in the chat-completions family, and the other way round', () => {
    const family = Object.values(providerPresets).filter(({ dialect }) => dialect !== 'anthropic');
    assert.deepEqual(new Set(family.map(({ id }) => id)), new Set(Object.keys(rows)));
    for (const [id, preset] of Object.entries(providerPresets)) assert.equal(preset.id, id);
  });

  it('have an address without a final slash: https, or http on this machine; or leave it to the user', () => {
    const open = Object.values(providerPresets).filter(({ baseUrl }) => baseUrl === '');
    assert.deepEqual(
      open.map(({ id }) => id),
      ['azure-openai', 'openai-compatible'],
    );
    for (const { baseUrl, needsKey } of Object.values(providerPresets)) {
      if (baseUrl === '') continue;
      assert.match(baseUrl, /^(?:https:\/\/[a-z0-9.-]+(?:\/.*[^/])?|http:\/\/localhost:\d+\/v1)$/);
      if (needsKey) assert.match(baseUrl, /^https:/);
    }
  });
});
