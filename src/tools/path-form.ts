// Texts that are no path, or another path to the system than to a reader. Looks at the words only, changes nothing in them.

/** Why this text is not a path at all, as the end of a sentence. */
export function refusedForm(text: string, platform: 'win32' | 'darwin' | 'linux'): string | undefined {
  if (/\p{Cc}/u.test(text)) return 'holds a control character, which no file here has.';
  if (text.startsWith('~')) return 'begins with “~”: give it relative to the workspace.';
  const isDrive = platform === 'win32' && /^[a-z]:[\\/]/i.test(text);
  if (!isDrive && /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'is an address: give the path of a file.';
  if (platform !== 'win32') {
    return text.includes('\\') ? 'holds a backslash: separate folders with “/”.' : undefined;
  }
  // Device namespaces and shares: only what lies in a folder that is open could be meant, and that has a plain path.
  if (/^[\\/]{2}[?.][\\/]/.test(text)) return 'names a device: give the path of a file.';
  return (isDrive ? text.slice(2) : text)
    .split(/[\\/]/)
    .map(refusedWindowsName)
    .find((reason) => reason !== undefined);
}

const windowsDevices = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;

function refusedWindowsName(name: string): string | undefined {
  if (name === '.' || name === '..' || name === '') return undefined;
  if (name.includes(':')) return 'holds a colon, which names a hidden stream of a file.';
  if (/[<>"|?*]/.test(name)) return 'holds a character that no file name has.';
  if (/[. ]$/.test(name)) return 'has a name that ends in a dot or a space, which the system drops.';
  if (windowsDevices.test(name.replace(/ +(?=\.|$)/, ''))) return 'names a device.';
  if (/~\d{1,5}(?:\.[^.]{0,3})?$/.test(name)) return 'holds a shortened name (“~1”): write it in full.';
  return undefined;
}
