// Which addresses a model's text may link to. Pure; the answer for everything doubtful is no.

/** Longest address that may be opened; the host refuses longer ones too. */
const maxAddressLength = 4096;

/**
 * The address of a link that may be opened, in full and normalised (so that what is shown is what is opened), or
 * undefined. Only absolute http, https and mailto addresses; no relative ones, because a panel has no place of its own.
 */
export function allowedAddress(href: string): string | undefined {
  if (href.length > maxAddressLength || !/^(?:https?:\/\/|mailto:)/i.test(href)) return undefined;
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  // Parsing drops tabs and line ends; look again at what came out.
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}
