// Decides whether a trial run of Parley needs the practice server, and writes it into the user's settings or takes it out
// of them. Refuses to touch anything the user has configured.
import { editSettingsFile, readSettingsFile, settingsFiles } from './profile.ts';
import { setJsonc } from './jsonc.ts';

/** How the practice server is called in the panel; by this label its entry is known as ours. */
export const PRACTICE_LABEL = 'Practice server (no real model)';
const PROVIDER = 'practice';
const MODEL = 'practice/practice-model';

/** Whether the user has configured neither a model nor a provider of their own in this profile. */
export async function needsPractice(profile: string): Promise<boolean> {
  const { user, machine } = settingsFiles(profile);
  for (const file of [user, machine]) {
    const settings = await readSettingsFile(file);
    if (!isModelOurs(settings['parley.model'])) return false;
    const providers = Object.entries(objectOf(settings['parley.providers']));
    if (providers.some(([id, entry]) => !isEntryOurs(id, entry))) return false;
  }
  return true;
}

/** Points the user's settings to the practice server at `url` (`http://127.0.0.1:<port>`). */
export async function usePractice(profile: string, url: string): Promise<void> {
  const { user, machine } = settingsFiles(profile);
  const entry = { label: PRACTICE_LABEL, baseUrl: `${url}/v1` };
  const chosen =
    (await readSettingsFile(machine))['parley.model'] ?? (await readSettingsFile(user))['parley.model'];
  await editSettingsFile(user, (text) => {
    const withProvider = setJsonc(text, ['parley.providers', PROVIDER], entry);
    // Another model of the practice server is a choice of the user's.
    return chosen === undefined || chosen === ''
      ? setJsonc(withProvider, ['parley.model'], MODEL)
      : withProvider;
  });
  // The desktop reads the file above; the npm-shipped server takes settings of machine scope from this one.
  await editSettingsFile(machine, (text) => setJsonc(text, ['parley.providers', PROVIDER], entry));
}

/** Takes out of the user's settings what `usePractice` wrote, now that it would lead nowhere. */
export async function dropPractice(profile: string): Promise<void> {
  for (const file of Object.values(settingsFiles(profile))) {
    const settings = await readSettingsFile(file);
    const entry = objectOf(settings['parley.providers'])[PROVIDER];
    const isOurs = entry !== undefined && isEntryOurs(PROVIDER, entry);
    const hasModel = typeof settings['parley.model'] === 'string' && settings['parley.model'] !== '';
    const otherPractice = entry !== undefined && !isOurs;
    await editSettingsFile(file, (text) => {
      const without = isOurs ? setJsonc(text, ['parley.providers', PROVIDER], undefined) : text;
      const dropModel = hasModel && !otherPractice && isModelOurs(settings['parley.model']);
      return dropModel ? setJsonc(without, ['parley.model'], undefined) : without;
    });
  }
}

function isModelOurs(model: unknown): boolean {
  return (
    model === undefined || model === '' || (typeof model === 'string' && model.startsWith(`${PROVIDER}/`))
  );
}

function isEntryOurs(id: string, entry: unknown): boolean {
  return id === PROVIDER && objectOf(entry)['label'] === PRACTICE_LABEL;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
