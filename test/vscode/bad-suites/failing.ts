// A suite for the rig's own tests: one test that passes, one whose assertion fails, one that ends too late.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { suite, test } from '../in-host.ts';

suite('failing', () => {
  test('passes', () => {
    assert.equal(vscode.env.appName.length > 0, true);
  });
  test('fails', () => {
    assert.equal(1 + 1, 3, 'two is not three');
  });
  test('is late', () => new Promise(() => undefined), { timeoutMs: 300 });
  test('passes after the failures', () => {
    assert.ok(vscode.workspace.workspaceFolders?.length === 1);
  });
});
