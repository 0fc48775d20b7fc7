// Scripts of the view that are fetched when they are first needed: from the folder of the view's own script, with its
// nonce, and nothing else.

/** A part of the view that may not be here yet. */
export interface LateScript<Engine> {
  /** What the script provides; undefined until it has loaded. */
  readonly engine: Engine | undefined;
  /** Fetches the script if need be; calls back when it is there. Never calls back when it cannot be loaded. */
  load(callback: () => void): void;
}

/**
 * A script `name`.js beside `viewScript` that sets what `engine` returns. `hasStyle`: with `name`.css. Without a view
 * script nothing is ever fetched.
 */
export function createLateScript<Engine>(
  viewScript: HTMLScriptElement | undefined,
  name: string,
  engine: () => Engine | undefined,
  { hasStyle = false } = {},
): LateScript<Engine> {
  let script: HTMLScriptElement | undefined;
  return {
    get engine() {
      return engine();
    },
    load(callback) {
      if (engine() !== undefined) {
        callback();
        return;
      }
      if (viewScript === undefined) return;
      if (script === undefined) {
        script = document.createElement('script');
        script.nonce = viewScript.nonce;
        script.src = new URL(`${name}.js`, viewScript.src).href;
        document.head.append(script);
        if (hasStyle) addStyle(new URL(`${name}.css`, viewScript.src).href);
      }
      script.addEventListener('load', callback);
    },
  };
}

function addStyle(address: string): void {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  document.head.append(link);
}
