export {
  appearanceOf,
  HOMES,
  TEXT_SIZES,
  THEMES,
  type AppearanceSettings,
  type Home,
} from './appearance.ts';
export { developmentRootBytes } from './development-roots.ts';
export { SettingsError, type SettingsErrorCode } from './errors.ts';
export { image } from './image.ts';
export { migrate, type Migration } from './migrations.ts';
export {
  OPENGRADIENT_DEFAULTS,
  REASONING_EFFORTS,
  type OpengradientSettings,
} from './opengradient.ts';
export {
  exportSettings,
  planImport,
  type ImportPlan,
  type ImportQuestions,
} from './settings-file.ts';
export { isLoopbackRelay, normaliseRelayUrl, relayHostOf } from './relay-url.ts';
export {
  DEFAULT_SETTINGS,
  gatewayKeyOf,
  networkUrls,
  parseSettings,
  registryKeyOf,
  settingsShape,
  type Consented,
  type NetworkId,
  type PaddingMode,
  type RedactionSettings,
  type Release,
  type Settings,
  type SubscribedList,
} from './settings.ts';
export { readSettings, SETTINGS_KEY, writeSettings, type KeyValueStore } from './store.ts';
