// The server of a tool, read from names as VS Code 1.139 makes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mcpServers } from '../../../src/tools/mcp-names.ts';

test('is what the names of its tools begin with', () => {
  const servers = mcpServers([
    'mcp_everything_re_echo',
    'mcp_everything_re_get-sum',
    'mcp_git_read_file',
    'mcp_git_read_dir',
    'mcp_git_commit',
    'mcp_lone_only_tool',
  ]);
  assert.deepEqual(Object.fromEntries(servers), {
    mcp_everything_re_echo: 'everything_re',
    'mcp_everything_re_get-sum': 'everything_re',
    mcp_git_read_file: 'git',
    mcp_git_read_dir: 'git',
    mcp_git_commit: 'git',
    mcp_lone_only_tool: 'lone',
  });
});

test('is never longer than what VS Code takes of it, and never empty', () => {
  assert.equal(
    mcpServers(['mcp_a_very_long_same_x', 'mcp_a_very_long_same_y']).get('mcp_a_very_long_same_x'),
    'a_very_long',
  );
  assert.equal(mcpServers(['mcp__x']).get('mcp__x'), 'unnamed');
  assert.equal(mcpServers([]).size, 0);
});
