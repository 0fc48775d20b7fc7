// Model names, origins and loopback: what keys and time limits are decided by.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback, originOf, splitModelName } from '../../../src/model/provider.ts';

test('a model name is split at its first slash', () => {
  assert.deepEqual(splitModelName('mistral/mistral-small-latest'), {
    providerId: 'mistral',
    modelId: 'mistral-small-latest',
  });
  assert.deepEqual(splitModelName('together/meta-llama/Llama-3/x'), {
    providerId: 'together',
    modelId: 'meta-llama/Llama-3/x',
  });
  for (const bad of ['', '/', 'mistral', '/model', 'mistral/']) {
    assert.equal(splitModelName(bad), undefined, bad);
  }
});

test('an origin is scheme, host and port; nothing else of the address counts', () => {
  assert.equal(originOf('https://API.example.com:443/v1?x=1'), 'https://api.example.com');
  assert.equal(originOf('https://api.example.com/other'), originOf('https://api.example.com/v1'));
  const origin = originOf('https://api.example.com/v1');
  for (const other of [
    'http://api.example.com/v1',
    'https://api.example.com:8443/v1',
    'https://api.example.com.evil.test/v1',
    'https://evil.test/api.example.com',
    'https://api.example.com@evil.test/v1',
  ]) {
    assert.notEqual(originOf(other), origin, other);
  }
  assert.throws(() => originOf('not an address'), TypeError);
});

test('loopback is this machine and no name that only looks like it', () => {
  for (const local of [
    'http://localhost:11434/v1',
    'http://LOCALHOST/v1',
    'http://dev.localhost/v1',
    'http://127.0.0.1/v1',
    'http://127.8.9.10:1/v1',
    'http://127.1/v1',
    'http://[::1]:8080/v1',
  ]) {
    assert.equal(isLoopback(local), true, local);
  }
  for (const remote of [
    'http://localhost.evil.test/v1',
    'http://127.0.0.1.evil.test/v1',
    'http://notlocalhost/v1',
    'http://10.0.0.1/v1',
    'http://192.168.0.10/v1',
    'http://0.0.0.0/v1',
    'http://[::2]/v1',
    'http://localhost@evil.test/v1',
    'https://api.mistral.ai/v1',
  ]) {
    assert.equal(isLoopback(remote), false, remote);
  }
});
