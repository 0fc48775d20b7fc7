// Theme variables as VS Code hands them to a webview, for its default themes. Only those the panel uses.

/** A theme of the fake page. */
export type ThemeName = 'dark' | 'light' | 'hc-dark' | 'hc-light';

/** The class VS Code puts on the body for a theme. */
export const bodyClass: Readonly<Record<ThemeName, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'hc-dark': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast vscode-high-contrast-light',
};

type Variables = Readonly<Record<string, string>>;

const fonts: Variables = {
  'font-family': "'Liberation Sans', sans-serif",
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': "'DejaVu Sans Mono', monospace",
  'editor-font-size': '12px',
};

const dark: Variables = {
  'page-background': '#181818',
  foreground: '#cccccc',
  descriptionForeground: '#9d9d9d',
  errorForeground: '#f85149',
  'icon-foreground': '#cccccc',
  focusBorder: '#0078d4',
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  'editorWidget-background': '#202020',
  'editorWidget-foreground': '#cccccc',
  'widget-border': '#313131',
  'widget-shadow': '#0000005c',
  'panel-border': '#2b2b2b',
  'input-background': '#313131',
  'input-foreground': '#cccccc',
  'input-border': '#3c3c3c',
  'input-placeholderForeground': '#989898',
  'inputValidation-errorBackground': '#5a1d1d',
  'inputValidation-errorBorder': '#be1100',
  'inputValidation-warningBackground': '#352a05',
  'inputValidation-warningBorder': '#b89500',
  'button-background': '#0078d4',
  'button-foreground': '#ffffff',
  'button-hoverBackground': '#026ec1',
  'button-border': '#ffffff12',
  'button-secondaryBackground': '#313131',
  'button-secondaryForeground': '#cccccc',
  'button-secondaryHoverBackground': '#3c3c3c',
  'toolbar-hoverBackground': '#5a5d5e50',
  'list-hoverBackground': '#2a2d2e',
  'textLink-foreground': '#4daafc',
  'textLink-activeForeground': '#4daafc',
  'textPreformat-foreground': '#d0d0d0',
  'textPreformat-background': '#3c3c3c',
  'textBlockQuote-background': '#2b2b2b',
  'textBlockQuote-border': '#616161',
  'textCodeBlock-background': '#2b2b2b',
  'textSeparator-foreground': '#21262d',
  'checkbox-background': '#313131',
  'checkbox-border': '#3c3c3c',
  'charts-green': '#89d185',
  'keybindingLabel-background': '#8080802b',
  'keybindingLabel-foreground': '#cccccc',
  'keybindingLabel-border': '#33333399',
  'debugTokenExpression-string': '#ce9178',
  'debugTokenExpression-number': '#b5cea8',
  'chat-requestBorder': '#ffffff1a',
  'scrollbarSlider-background': '#79797966',
  'editorWarning-foreground': '#cca700',
  'editorUnicodeHighlight-border': '#cca700',
  'diffEditor-insertedTextBackground': '#9ccc2c33',
  'diffEditor-removedTextBackground': '#ff000033',
  'diffEditor-insertedLineBackground': '#9bb95533',
  'diffEditor-removedLineBackground': '#ff000033',
};

const light: Variables = {
  'page-background': '#f8f8f8',
  foreground: '#3b3b3b',
  descriptionForeground: '#3b3b3b',
  errorForeground: '#f85149',
  'icon-foreground': '#3b3b3b',
  focusBorder: '#005fb8',
  'editor-background': '#ffffff',
  'editor-foreground': '#3b3b3b',
  'editorWidget-background': '#f8f8f8',
  'editorWidget-foreground': '#3b3b3b',
  'widget-border': '#e5e5e5',
  'widget-shadow': '#00000029',
  'panel-border': '#e5e5e5',
  'input-background': '#ffffff',
  'input-foreground': '#3b3b3b',
  'input-border': '#cecece',
  'input-placeholderForeground': '#767676',
  'inputValidation-errorBackground': '#f2dede',
  'inputValidation-errorBorder': '#be1100',
  'inputValidation-warningBackground': '#f6f5d2',
  'inputValidation-warningBorder': '#b89500',
  'button-background': '#005fb8',
  'button-foreground': '#ffffff',
  'button-hoverBackground': '#0258a8',
  'button-border': '#0000001a',
  'button-secondaryBackground': '#e5e5e5',
  'button-secondaryForeground': '#3b3b3b',
  'button-secondaryHoverBackground': '#cccccc',
  'toolbar-hoverBackground': '#b8b8b850',
  'list-hoverBackground': '#f2f2f2',
  'textLink-foreground': '#005fb8',
  'textLink-activeForeground': '#005fb8',
  'textPreformat-foreground': '#3b3b3b',
  'textPreformat-background': '#0000001f',
  'textBlockQuote-background': '#f8f8f8',
  'textBlockQuote-border': '#e5e5e5',
  'textCodeBlock-background': '#f8f8f8',
  'textSeparator-foreground': '#21262d',
  'checkbox-background': '#f8f8f8',
  'checkbox-border': '#cecece',
  'charts-green': '#388a34',
  'keybindingLabel-background': '#dddddd66',
  'keybindingLabel-foreground': '#3b3b3b',
  'keybindingLabel-border': '#cccccc66',
  'debugTokenExpression-string': '#a31515',
  'debugTokenExpression-number': '#098658',
  'chat-requestBorder': '#0000001a',
  'scrollbarSlider-background': '#64646466',
  'editorWarning-foreground': '#bf8803',
  'editorUnicodeHighlight-border': '#bf8803',
  'diffEditor-insertedTextBackground': '#9ccc2c40',
  'diffEditor-removedTextBackground': '#ff000033',
  'diffEditor-insertedLineBackground': '#9bb95533',
  'diffEditor-removedLineBackground': '#ff000033',
};

const hcDark: Variables = {
  'page-background': '#000000',
  foreground: '#ffffff',
  descriptionForeground: '#ffffffb3',
  errorForeground: '#f48771',
  'icon-foreground': '#ffffff',
  focusBorder: '#f38518',
  contrastBorder: '#6fc3df',
  contrastActiveBorder: '#f38518',
  'editor-background': '#000000',
  'editor-foreground': '#ffffff',
  'editorWidget-background': '#0c141f',
  'editorWidget-foreground': '#ffffff',
  'widget-border': '#6fc3df',
  'panel-border': '#6fc3df',
  'input-background': '#000000',
  'input-foreground': '#ffffff',
  'input-border': '#6fc3df',
  'input-placeholderForeground': '#ffffffb3',
  'inputValidation-errorBackground': '#000000',
  'inputValidation-errorBorder': '#be1100',
  'inputValidation-warningBackground': '#000000',
  'inputValidation-warningBorder': '#b89500',
  'button-foreground': '#ffffff',
  'button-border': '#6fc3df',
  'button-secondaryForeground': '#ffffff',
  'list-hoverBackground': '#ffffff1a',
  'textLink-foreground': '#21a6ff',
  'textLink-activeForeground': '#21a6ff',
  'textPreformat-foreground': '#000000',
  'textPreformat-background': '#ffffff',
  'textBlockQuote-border': '#ffffff',
  'textCodeBlock-background': '#000000',
  'textSeparator-foreground': '#000000',
  'checkbox-background': '#000000',
  'checkbox-border': '#6fc3df',
  'charts-green': '#89d185',
  'keybindingLabel-background': '#00000000',
  'keybindingLabel-foreground': '#ffffff',
  'keybindingLabel-border': '#6fc3df',
  'debugTokenExpression-string': '#f48771',
  'debugTokenExpression-number': '#89d185',
  'chat-requestBorder': '#6fc3df',
  'scrollbarSlider-background': '#6fc3df99',
  'editorWarning-foreground': '#ffd370',
  'editorUnicodeHighlight-border': '#ffd370',
  'diffEditor-insertedTextBorder': '#33ff2e',
  'diffEditor-removedTextBorder': '#ff008f',
};

const hcLight: Variables = {
  ...hcDark,
  'page-background': '#ffffff',
  foreground: '#292929',
  descriptionForeground: '#292929b3',
  errorForeground: '#b5200d',
  'icon-foreground': '#292929',
  focusBorder: '#006bbd',
  contrastBorder: '#0f4a85',
  contrastActiveBorder: '#006bbd',
  'editor-background': '#ffffff',
  'editor-foreground': '#292929',
  'editorWidget-background': '#ffffff',
  'editorWidget-foreground': '#292929',
  'widget-border': '#0f4a85',
  'panel-border': '#0f4a85',
  'input-background': '#ffffff',
  'input-foreground': '#292929',
  'input-border': '#0f4a85',
  'input-placeholderForeground': '#292929b3',
  'inputValidation-errorBackground': '#ffffff',
  'inputValidation-warningBackground': '#ffffff',
  'button-background': '#0f4a85',
  'button-hoverBackground': '#0f4a85',
  'button-border': '#0f4a85',
  'button-secondaryBackground': '#ffffff',
  'button-secondaryForeground': '#292929',
  'list-hoverBackground': '#0f4a851a',
  'textLink-foreground': '#0f4a85',
  'textLink-activeForeground': '#0f4a85',
  'textPreformat-foreground': '#ffffff',
  'textPreformat-background': '#09345f',
  'textBlockQuote-border': '#292929',
  'textCodeBlock-background': '#f2f2f2',
  'textSeparator-foreground': '#292929',
  'checkbox-background': '#ffffff',
  'checkbox-border': '#0f4a85',
  'charts-green': '#374e06',
  'keybindingLabel-foreground': '#292929',
  'keybindingLabel-border': '#0f4a85',
  'debugTokenExpression-string': '#a31515',
  'debugTokenExpression-number': '#098658',
  'chat-requestBorder': '#0f4a85',
  'scrollbarSlider-background': '#0f4a8566',
  'editorWarning-foreground': '#895503',
  'editorUnicodeHighlight-border': '#895503',
  'diffEditor-insertedTextBorder': '#374e06',
  'diffEditor-removedTextBorder': '#ad0707',
};

const variables: Readonly<Record<ThemeName, Variables>> = {
  dark,
  light,
  'hc-dark': hcDark,
  'hc-light': hcLight,
};

// What VS Code's own page adds to every webview; element selectors, so that a view's classes win.
const pageRules = `
html { scrollbar-color: var(--vscode-scrollbarSlider-background) transparent; background: var(--vscode-page-background); }
body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family);
  font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size); overscroll-behavior-x: none; }
a, a code { color: var(--vscode-textLink-foreground); }
a:hover { color: var(--vscode-textLink-activeForeground); }
a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
code { font-family: monospace; color: var(--vscode-textPreformat-foreground);
  background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
pre code { padding: 0; }
blockquote { background: var(--vscode-textBlockQuote-background); border-color: var(--vscode-textBlockQuote-border); }
kbd { background-color: var(--vscode-keybindingLabel-background); color: var(--vscode-keybindingLabel-foreground);
  border: 1px solid var(--vscode-keybindingLabel-border); border-radius: 3px; vertical-align: middle; padding: 1px 3px; }
::-webkit-scrollbar { width: 10px; height: 10px; }
::-webkit-scrollbar-thumb { background-color: var(--vscode-scrollbarSlider-background); }
`;

/** The style sheet that stands for VS Code's part of the page. */
export function themeCss(theme: ThemeName): string {
  const lines = Object.entries({ ...fonts, ...variables[theme] }).map(
    ([name, value]) => `--vscode-${name}: ${value};`,
  );
  return `html { ${lines.join('\n')} }\n${pageRules}`;
}
