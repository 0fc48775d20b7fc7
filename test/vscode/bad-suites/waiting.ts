// A suite for the rig's own tests: a test that waits, without keeping the thread busy, until someone ends VS Code.
import { test } from '../in-host.ts';

test('waits', () => new Promise((resolve) => setTimeout(resolve, 120_000)), { timeoutMs: 120_000 });
