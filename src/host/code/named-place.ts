// The way from a place that an answer names to a file the user may be led to or asked about: the checks of the tools, with
// reasons in the user's words. Opens and changes nothing.
import { parsePlace, type PlaceReference } from '../../model/place-reference.ts';
import { t } from '../../model/l10n.ts';
import { componentsOf } from '../../tools/path-components.ts';
import type { PathPort } from '../../tools/path-port.ts';
import { resolvePath, type Place } from '../../tools/paths.ts';
import { isSecretFile } from '../../tools/sensitive-files.ts';
import { ToolProblem } from '../../tools/tool.ts';
import type { WorkspaceSearch } from '../../tools/workspace.ts';

/** A place inside the workspace. */
export interface NamedPlace {
  readonly place: Place;
  readonly reference: PlaceReference;
}

/** Why a place is none, in the user's words. */
export interface RefusedPlace {
  readonly refusal: string;
}

/** Checks a place as an answer names it (`src/a.ts:12-20`). */
export async function namedPlace(text: string, paths: PathPort): Promise<NamedPlace | RefusedPlace> {
  const reference = parsePlace(text);
  if (reference === undefined) return { refusal: t('What the answer names is not the path of a file.') };
  if (paths.folders().length === 0) {
    return { refusal: t('No folder is open in this window, so {0} cannot be found.', reference.path) };
  }
  try {
    return { place: await resolvePath(reference.path, paths), reference };
  } catch (error) {
    if (!(error instanceof ToolProblem)) throw error;
    return { refusal: reasonFor(reference.path, paths) };
  }
}

function reasonFor(path: string, { platform }: PathPort): string {
  return isSecretFile(componentsOf(path, platform))
    ? t('{0} is a kind of file that holds passwords or keys. Parley does not touch it.', path)
    : t('{0} is not a path inside the workspace. Parley does not touch what is outside.', path);
}

/** Most files offered, and the longest time that looking for them may take, in milliseconds. */
const maxFound = 20;
const searchMs = 5_000;

/** Files whose paths end as this one does: answers often leave the folders out. */
export async function placesEndingWith(
  path: string,
  search: Pick<WorkspaceSearch, 'files'>,
): Promise<readonly Place[]> {
  const end = path.replace(/^\.\//, '');
  // Nothing that a glob would take for more than itself.
  if (!/^[\w@-][\w.@-]*(?:\/[\w@-][\w.@-]*)*$/.test(end)) return [];
  const signal = AbortSignal.timeout(searchMs);
  const query = { globs: [`**/${end}`], within: undefined, maxFiles: maxFound };
  try {
    return (await search.files(query, signal)).items;
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}

/** Does the path still lead to the same file? A link may have been put in its place. */
export async function leadsThereStill(place: Place, paths: PathPort): Promise<boolean> {
  try {
    return (await resolvePath(place.named, paths)).real === place.real;
  } catch (error) {
    if (error instanceof ToolProblem) return false;
    throw error;
  }
}
