/**
 * What a person has chosen, in one versioned record: where the relay is, which enclave code may answer, how much to
 * pad and keep. Must never hold a key, a prompt, or anything that came from a page.
 */
import { actionSettingsShape, type ActionSetting } from '../prompts/index.ts';
import { KINDS } from '../redaction/index.ts';
import { count, flag, list, oneOf, record, text, type Parser } from '../shape/index.ts';
import type { Image } from '../attestation/index.ts';
import { appearanceShape, HOMES, type AppearanceSettings, type Home } from './appearance.ts';
import { checkDevelopmentRoots } from './development-roots.ts';
import { SettingsError } from './errors.ts';
import { image } from './image.ts';
import {
  normaliseOpengradient,
  OPENGRADIENT_DEFAULTS,
  opengradientShape,
  type OpengradientSettings,
} from './opengradient.ts';
import { normaliseRelayUrl, relayHostOf } from './relay-url.ts';

/** One allowed enclave image, in the words of its kind: its parts count together, never each alone. */
export type Release = Image & { name: string };

/** An image that the person allowed, where, and when; without a place it counts for any gateway. */
export type Consented = Release & {
  gateway?: string;
  consentedAtMs?: number;
};

/** A signed release list as it arrived, and the Ed25519 key (32 bytes, base64) that the person pinned for it. */
export interface SubscribedList {
  publicKey: string;
  signed: string;
  /** What the list said when it was taken: for the screen only, every use opens the list anew. */
  says?: {
    gateway: string;
    serial: number;
    issuedMs: number;
    expiresMs: number;
    releases: Release[];
  };
}

export type PaddingMode = 'default' | 'strict' | 'none';

/** Whom a question goes through (lib/networks). */
export type NetworkId = 'sotto' | 'opengradient';

export interface Settings {
  version: 4;
  network: NetworkId;
  opengradient: OpengradientSettings;
  /** Normal form, or '' while none is set. */
  relayUrl: string;
  /** The NAME of the relay's resource `/g/NAME`, or '' for one of the relay's by this device's chance. */
  gatewayName: string;
  /** Images that a publisher named. */
  releases: Release[];
  /** Images that the person looked at and allowed. */
  consents: Consented[];
  /** Lists that the person subscribed to by loading one. */
  releaseLists: SubscribedList[];
  /** DER certificates, base64. Allowed only while the relay is this very machine. */
  developmentRoots: string[];
  padding: PaddingMode;
  /** The model asked for, or '' for the first one in the enclave's statement. */
  model: string;
  keepHistory: boolean;
  includeTitle: boolean;
  includeUrl: boolean;
  /** A BCP 47 tag, or '' for the language of the question. */
  answerLanguage: string;
  /** Verifier keys (C2SP) of the witnesses that date a settlement; none: settled says nothing about time. */
  witnesses: string[];
  /** After so many days a kept ask is forgotten; 0 keeps it until the person forgets it. */
  keepDays: number;
  redaction: RedactionSettings;
  appearance: AppearanceSettings;
  /** Where a gesture opens the app. */
  home: Home;
  /** Says by the system's notifications that something arrived while no page of ours was open. */
  notify: boolean;
  /** Quick actions as the person arranged them; those that are not named are as shipped. */
  actions: ActionSetting[];
}

/** What is hidden before a question is sealed. */
export interface RedactionSettings {
  kinds: (typeof KINDS)[number][];
  /** The person's own list of words. */
  words: string[];
}

export const DEFAULT_SETTINGS: Settings = {
  version: 4,
  network: 'sotto',
  opengradient: OPENGRADIENT_DEFAULTS,
  relayUrl: '',
  gatewayName: '',
  releases: [],
  consents: [],
  releaseLists: [],
  developmentRoots: [],
  padding: 'default',
  model: '',
  keepHistory: true,
  includeTitle: true,
  includeUrl: true,
  answerLanguage: '',
  witnesses: [],
  keepDays: 0,
  redaction: { kinds: [...KINDS], words: [] },
  appearance: { theme: 'system', textSize: 'normal' },
  home: 'popup',
  notify: false,
  actions: [],
};

const name = text(200);
const release: Parser<Release> = image({ name });
const consented: Parser<Consented> = image(
  { name },
  { gateway: text(600), consentedAtMs: count() },
);

const subscribedList: Parser<SubscribedList> = record(
  { publicKey: text(44, /^[A-Za-z0-9+/]{43}=$/), signed: text(100_000) },
  {
    says: record({
      gateway: text(200),
      serial: count(),
      issuedMs: count(),
      expiresMs: count(),
      releases: list(release, 256),
    }),
  },
);

/** The bare shape; `parseSettings` adds the rules that tie fields together. */
export const settingsShape: Parser<Settings> = record({
  version: oneOf(4),
  network: oneOf('sotto', 'opengradient'),
  opengradient: opengradientShape,
  relayUrl: text(500),
  gatewayName: text(64, /^([a-z0-9][a-z0-9-]*)?$/),
  releases: list(release, 100),
  consents: list(consented, 100),
  releaseLists: list(subscribedList, 10),
  developmentRoots: list(text(6000), 10),
  padding: oneOf('default', 'strict', 'none'),
  model: text(200),
  keepHistory: flag,
  includeTitle: flag,
  includeUrl: flag,
  answerLanguage: text(35, /^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$/),
  witnesses: list(text(1000, /^[^+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/), 10),
  keepDays: count(36_500),
  redaction: record({
    kinds: list(oneOf(...KINDS), KINDS.length),
    words: list(text(100, /\S/), 200),
  }),
  appearance: appearanceShape,
  home: oneOf(...HOMES),
  notify: flag,
  actions: actionSettingsShape,
});

/** Where an image was met: relay and gateway name together, or the registry that named it. */
export function gatewayKeyOf(settings: Settings): string {
  if (settings.network === 'opengradient') return registryKeyOf(settings.opengradient);
  return `${relayHostOf(settings.relayUrl)}|${settings.gatewayName}`;
}

export function registryKeyOf({
  chainId,
  registryAddress,
}: Pick<OpengradientSettings, 'chainId' | 'registryAddress'>): string {
  return `eip155:${chainId}|${registryAddress.toLowerCase()}`;
}

/** Every address that the picked network is reached at; the relay first. */
export function networkUrls({ network, relayUrl, opengradient }: Settings): string[] {
  if (network === 'sotto') return relayUrl === '' ? [] : [relayUrl];
  const { rpcUrls, aggregatorUrl } = opengradient;
  return [opengradient.relayUrl, ...rpcUrls, aggregatorUrl].filter((url) => url !== '');
}

/** Proves that a value is whole, safe settings of the present version. Throws SettingsError. */
export function parseSettings(value: unknown): Settings {
  let settings: Settings;
  try {
    settings = settingsShape(value);
  } catch (cause) {
    throw new SettingsError('settings-invalid', undefined, { cause });
  }
  const relayUrl = settings.relayUrl === '' ? '' : normaliseRelayUrl(settings.relayUrl);
  const opengradient = normaliseOpengradient(settings.opengradient);
  const parsed = { ...settings, relayUrl, opengradient };
  checkDevelopmentRoots(parsed.developmentRoots, networkUrls(parsed));
  return parsed;
}
