// The tools that VS Code offers through `vscode.lm`: of MCP servers the user configured there, of other extensions, and
// its own. Each call is asked about here; VS Code may ask as well, by its own rules. What a tool says of itself never
// lowers a gate.
import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { Tool, ToolResult } from '../../tools/tool.ts';
import { ToolProblem } from '../../tools/tool.ts';
import { cleanText } from '../../tools/clean-text.ts';
import { mcpServers } from '../../tools/mcp-names.ts';

/** Longest description passed on to a model, in characters. */
const maxDescription = 1024;
/** An MCP tool may do anything; this long, in milliseconds. */
const callTimeoutMs = 300_000;

/** All of VS Code's tools as they are now. Those of MCP servers are on by default: the user has set them up himself. */
export function vscodeTools(): readonly Tool[] {
  const { tools } = vscode.lm;
  // VS Code puts this tag on the tools of MCP servers (1.139).
  const servers = mcpServers(tools.filter(({ tags }) => tags.includes('mcp')).map(({ name }) => name));
  return tools.map((tool) => toTool(tool, servers.get(tool.name)));
}

function toTool(information: vscode.LanguageModelToolInformation, server: string | undefined): Tool {
  const { name } = information;
  const description = cleanText(information.description).text.slice(0, maxDescription);
  const inputSchema = { type: 'object', properties: {}, ...information.inputSchema };
  const source = server === undefined ? 'VS Code' : `MCP: ${server}`;
  return {
    name,
    label: name,
    source,
    isOnByDefault: server !== undefined,
    description,
    inputSchema,
    prepare: async (input) => ({
      action: {
        title: t('Call {0} ({1})', name, source),
        detail: { kind: 'arguments', json: JSON.stringify(input, null, 2) },
        warnings: [],
      },
      effect: 'execute',
      // A server that changes what the tool says of itself has to be asked about anew.
      grant: {
        key: JSON.stringify([name, information.description, inputSchema]),
        words: t('the tool {0}', name),
      },
      timeoutMs: callTimeoutMs,
      run: (_output, signal) => invoke(name, input, signal),
    }),
  };
}

async function invoke(name: string, input: unknown, signal: AbortSignal): Promise<ToolResult> {
  const cancellation = new vscode.CancellationTokenSource();
  const cancel = (): void => cancellation.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    signal.throwIfAborted();
    const options = { input: isObject(input) ? input : {}, toolInvocationToken: undefined };
    const result = await vscode.lm.invokeTool(name, options, cancellation.token);
    return { status: 'ok', text: result.content.map(textOf).join('\n') };
  } catch (error) {
    if (!signal.aborted && error instanceof vscode.CancellationError)
      throw new ToolProblem('The user cancelled this call in the dialog of VS Code.');
    if (!signal.aborted && error instanceof Error) throw new ToolProblem(`${name} failed: ${error.message}`);
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    cancellation.dispose();
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function textOf(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) return part.value;
  if (part instanceof vscode.LanguageModelDataPart) {
    const { mimeType, data } = part;
    if (/^text\/|[/+]json$/.test(mimeType)) return new TextDecoder().decode(data);
    return `[${mimeType}, ${data.byteLength} bytes: not shown to the model]`;
  }
  if (part instanceof vscode.LanguageModelPromptTsxPart) return JSON.stringify(part.value);
  return '[a part that Parley cannot read]';
}
