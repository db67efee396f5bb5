/**
 * Brings settings of an earlier version to the present one, one step per version, each in a file of its own under
 * migrations/ (`v1-to-v2.ts` is the first). Must never accept a version from the future.
 */
import { isPlainObject } from '../shape/index.ts';
import { SettingsError } from './errors.ts';
import { v1ToV2 } from './migrations/v1-to-v2.ts';
import { v2ToV3 } from './migrations/v2-to-v3.ts';
import { v3ToV4 } from './migrations/v3-to-v4.ts';

export type Migration = (settings: Record<string, unknown>) => Record<string, unknown>;

/** The n-th entry leads from version n + 1 to version n + 2. */
const STEPS: readonly Migration[] = [v1ToV2, v2ToV3, v3ToV4];

/** The same choices in the present version's form; still to be parsed. */
export function migrate(stored: unknown, steps: readonly Migration[] = STEPS): unknown {
  if (!isPlainObject(stored)) throw new SettingsError('settings-invalid', 'not an object');
  const version = stored['version'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new SettingsError('settings-invalid', 'version');
  }
  if (version > steps.length + 1) throw new SettingsError('settings-version-unknown');
  return steps.slice(version - 1).reduce((settings, step) => step(settings), stored);
}
