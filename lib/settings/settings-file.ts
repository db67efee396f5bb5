/**
 * Settings as a file, to keep or to take to another device. A file may change choices, but it never adds anything that
 * is trusted or reached: relay, images, roots, lists, keys and networks come back as questions for the person.
 */
import { isPlainObject, parseJson, ShapeError } from '../shape/index.ts';
import { SettingsError } from './errors.ts';
import { migrate } from './migrations.ts';
import { parseSettings, type Consented, type Release, type Settings } from './settings.ts';

const FORMAT = 'sotto-settings';
const MAX_FILE_LENGTH = 2_000_000;

export function exportSettings(settings: Settings): string {
  const { version } = settings;
  return `${JSON.stringify({ format: FORMAT, version, settings }, null, 2)}\n`;
}

/** What a file would add to what is trusted or reached; each is for the person to allow as if typed by hand. */
export interface ImportQuestions {
  readonly relay: Pick<Settings, 'relayUrl' | 'gatewayName'> | null;
  readonly images: readonly Release[];
  readonly roots: readonly string[];
  /** Lists, witnesses and networks: to be set up by hand, where their keys are shown. */
  readonly leftOut: readonly ('lists' | 'witnesses' | 'network')[];
}

export interface ImportPlan {
  /** The present settings with the file's plain choices. */
  readonly settings: Settings;
  readonly questions: ImportQuestions;
}

/** Throws SettingsError 'settings-file-invalid', or what makes the settings inside unfit. */
export function planImport(file: string, current: Settings): ImportPlan {
  const imported = parseSettings(migrate(settingsIn(file)));
  const { padding, model, keepHistory, includeTitle, includeUrl, answerLanguage } = imported;
  const { keepDays, redaction, actions, appearance, home } = imported;
  const choices = { padding, model, keepHistory, includeTitle, includeUrl, answerLanguage };
  return {
    settings: { ...current, ...choices, keepDays, redaction, actions, appearance, home },
    questions: questionsOf(imported, current),
  };
}

function settingsIn(file: string): unknown {
  try {
    const value = parseJson(file, MAX_FILE_LENGTH);
    if (isPlainObject(value) && value['format'] === FORMAT) return value['settings'];
    throw new ShapeError('format', FORMAT);
  } catch (cause) {
    if (!(cause instanceof ShapeError)) throw cause;
    throw new SettingsError('settings-file-invalid', cause.message, { cause });
  }
}

/** An image by its measurement, whatever it is called. */
function imageKey(image: Release): string {
  const measured = Object.entries(image).filter(
    ([field]) => field !== 'name' && field !== 'gateway' && field !== 'consentedAtMs',
  );
  return JSON.stringify(measured.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Somebody's consent, at some gateway, at some time, is not this person's. */
function withoutConsent(image: Consented): Release {
  const bare = { ...image };
  delete bare.gateway;
  delete bare.consentedAtMs;
  return bare;
}

function questionsOf(imported: Settings, current: Settings): ImportQuestions {
  const { relayUrl, gatewayName } = imported;
  const isOtherRelay =
    relayUrl !== '' && (relayUrl !== current.relayUrl || gatewayName !== current.gatewayName);
  const known = new Set([...current.releases, ...current.consents].map(imageKey));
  const theirs = [...imported.releases, ...imported.consents.map(withoutConsent)];
  const images = theirs.filter((image) => !known.has(imageKey(image)));
  const hasNew = (theirs: unknown[], ours: unknown[]): boolean =>
    theirs.some((one) => !ours.some((other) => JSON.stringify(other) === JSON.stringify(one)));
  const isOtherNetwork =
    imported.network !== current.network ||
    JSON.stringify(imported.opengradient) !== JSON.stringify(current.opengradient);
  return {
    relay: isOtherRelay ? { relayUrl, gatewayName } : null,
    images,
    roots: imported.developmentRoots.filter((root) => !current.developmentRoots.includes(root)),
    leftOut: [
      ...(hasNew(imported.releaseLists, current.releaseLists) ? (['lists'] as const) : []),
      ...(hasNew(imported.witnesses, current.witnesses) ? (['witnesses'] as const) : []),
      ...(isOtherNetwork ? (['network'] as const) : []),
    ],
  };
}
